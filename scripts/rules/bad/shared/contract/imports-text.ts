// breaks: contract-on-domain
import { words } from '../text/words'

export const first = words[0]
