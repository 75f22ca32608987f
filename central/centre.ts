import type { Realm } from '../shared/domain/ids'
import type { Clock } from './clock'
import type { Exchange } from './exchange/exchange'
import type { Log } from './log'
import type { RulePacks } from './rule-packs/rule-packs'
import type { Db } from './schema'

/** What every part of a running centre works with. */
export interface Centre {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly realm: Realm
  readonly packs: RulePacks
  /** Absent = this centre exchanges transfers with no other; a payee elsewhere is refused. */
  readonly exchange?: Exchange | undefined
}
