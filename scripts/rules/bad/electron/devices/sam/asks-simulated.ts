// breaks: sam-without-simulated
import { simulated } from '../simulated/reader'

export const seen = simulated
