// breaks: text-without-contract
import { stepA } from '../contract/cycle-a'

export const word = stepA()
