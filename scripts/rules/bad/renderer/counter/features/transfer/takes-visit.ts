// breaks: features-apart
import { visit } from '../visit/visit'

export const seen = visit
