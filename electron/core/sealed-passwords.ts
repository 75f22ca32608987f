import type { Passwords } from '../../shared/contract/verification'
import { passwordLifeMs } from '../../shared/contract/verification'
import type { OperationId } from '../../shared/domain/ids'

/**
 * What members typed, sealed to the centre by their own window: in memory only, for five minutes and one answer. It is in no
 * event, no file and no log line, and no window ever sees it again (ADR 30).
 */
export interface SealedPasswords {
  keep(ids: readonly OperationId[], sealed: string): void
  /** What goes beside a request with these operations; undefined = nothing. */
  beside(ids: readonly OperationId[]): Passwords | undefined
  /** They are answered. */
  drop(ids: readonly OperationId[]): void
}

/** @param lapsed hears of operations whose password ran out unused */
export function createSealedPasswords(
  schedule: (run: () => void, delayMs: number) => () => void,
  lapsed: (ids: readonly OperationId[]) => void,
): SealedPasswords {
  const held = new Map<OperationId, string>()
  const take = (ids: readonly OperationId[], sealed?: string): readonly OperationId[] => {
    const mine = ids.filter((id) => held.has(id) && (sealed === undefined || held.get(id) === sealed))
    for (const id of mine) held.delete(id)
    return mine
  }
  return {
    keep(ids, sealed) {
      for (const id of ids) held.set(id, sealed)
      schedule(() => {
        const gone = take(ids, sealed)
        if (gone.length > 0) lapsed(gone)
      }, passwordLifeMs)
    },
    beside(ids) {
      const groups = new Map<string, OperationId[]>()
      for (const id of ids) {
        const sealed = held.get(id)
        if (sealed !== undefined) groups.set(sealed, [...(groups.get(sealed) ?? []), id])
      }
      return groups.size === 0 ? undefined : [...groups].map(([sealed, of]) => ({ ids: of, sealed }))
    },
    drop(ids) {
      take(ids)
    },
  }
}
