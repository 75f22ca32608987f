// breaks: nothing
import { stepA } from './cycle-a'

export const stepB = (): string => `b${stepA()}`
