// breaks: product-without-tools
import { entries } from './testing/takes-centre'

export const seen = entries
