import type { Realm } from '../../../shared/domain/ids'
import type { Result } from '../../../shared/domain/result'
import { ok } from '../../../shared/domain/result'
import { randomKey } from '../crypto'
import type { Master } from '../journal/key-ring'
import type { KeychainFailure } from '../ports'
import { masterIdOf, provenEntry } from './master-file'
import type { MasterEntry, Wrap } from './master-file'
import { wrapMaster } from './ways'
import type { Protector } from './ways'

/** A fresh master key with its entry in the key file, which the caller writes. */
export async function makeMaster(
  realm: Realm,
  madeAt: number,
  protectors: readonly Protector[],
): Promise<Result<{ readonly master: Master; readonly entry: MasterEntry }, KeychainFailure>> {
  const key = randomKey()
  const master: Master = { id: masterIdOf(key), key }
  const wraps: Wrap[] = []
  for (const protector of protectors) {
    const wrap = await wrapMaster(realm, master, protector)
    if (!wrap.ok) return wrap
    wraps.push(wrap.value)
  }
  return ok({ master, entry: provenEntry(realm, master, madeAt, wraps) })
}
