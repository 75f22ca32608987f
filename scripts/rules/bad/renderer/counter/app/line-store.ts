// breaks: stores-apart
import { clerk } from './clerk-store'

export const line = clerk
