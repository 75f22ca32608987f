import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { realmSchema } from '../../shared/contract/operation'

export type Realm = 'practice' | 'live'

const flag = '--realm='

/**
 * In which realm this start runs, for as long as it runs (design.md section 7): the one it was restarted as, else live
 * where the live folder is, or ever was, a station, else practice.
 * @param args the command line
 * @param userData the folder that holds one folder a realm
 */
export function realmOfStart(args: readonly string[], userData: string): Realm {
  const asked = args.findLast((arg) => arg.startsWith(flag))?.slice(flag.length)
  const realm = realmSchema.safeParse(asked)
  if (realm.success) return realm.data
  const live = join(userData, 'live')
  const isStation = existsSync(join(live, 'keys', 'station.json')) || existsSync(join(live, 'journal'))
  return isStation ? 'live' : 'practice'
}

/** The command line of a start in this realm, without the program itself. */
export function argsForRealm(args: readonly string[], realm: Realm): string[] {
  return [...args.filter((arg) => !arg.startsWith(flag)), `${flag}${realm}`]
}
