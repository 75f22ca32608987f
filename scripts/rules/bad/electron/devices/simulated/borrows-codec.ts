// breaks: simulated-without-sam
import { codec } from '../sam/codec'

export const seen = codec
