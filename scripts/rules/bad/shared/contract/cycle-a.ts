// breaks: no-cycles
import { stepB } from './cycle-b'

export const stepA = (): string => `a${stepB()}`
