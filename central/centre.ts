import type { Realm } from '../shared/domain/ids'
import type { Clock } from './clock'
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
}
