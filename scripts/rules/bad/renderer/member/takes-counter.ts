// breaks: windows-apart
import { clerk } from '../counter/app/clerk-store'

export const seen = clerk
