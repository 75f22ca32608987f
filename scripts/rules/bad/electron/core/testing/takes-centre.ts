// breaks: nothing
import { ledger } from '../../../central/ledger'

export const entries = ledger
