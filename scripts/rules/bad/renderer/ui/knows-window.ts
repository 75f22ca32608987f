// breaks: ui-on-shared
import { clerk } from '../counter/app/clerk-store'

export const seen = clerk
