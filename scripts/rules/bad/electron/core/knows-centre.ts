// breaks: core-alone
import { ledger } from '../../central/ledger'

export const entries = ledger
