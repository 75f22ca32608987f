// breaks: console-page-in-browser
import type * as ledger from '../../ledger'

export type Seen = typeof ledger
