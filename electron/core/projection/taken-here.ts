import type { TakenHere } from '../../../shared/domain/rule-check'
import { integerOrNull } from './tables'
import type { Tables } from './tables'

/** What was taken here, from the start of a day (ms since 1970) on: withdrawn and refused give their count back. */
export function takenHere(tables: Tables, idNumber: string, dayStart: number): TakenHere {
  const today = "kind = 'transfer' AND taken_at >= ? AND state NOT IN ('cancelled', 'refused')"
  const sum = (select: string, where: string, params: readonly (string | number)[]): number =>
    integerOrNull(
      tables.one(`SELECT ${select} AS n FROM operation WHERE ${where}`, [...params]) ?? { n: null },
      'n',
    ) ?? 0
  const notSettled =
    "id_number = ? AND state IN ('queued', 'in-flight', 'unknown', 'awaiting-approval', 'awaiting-verification')"
  const queuedFrom = (source: string): number =>
    sum('SUM(amount_fen)', `${notSettled} AND kind <> 'receive' AND operation ->> '$.body.source' = ?`, [
      idNumber,
      source,
    ])
  return {
    memberTransfersToday: sum('COUNT(*)', `${today} AND id_number = ?`, [dayStart, idNumber]),
    memberAmountTodayFen: sum('SUM(amount_fen)', `${today} AND id_number = ?`, [dayStart, idNumber]),
    stationAmountTodayFen: sum('SUM(amount_fen)', today, [dayStart]),
    memberTransfersQueued: sum('COUNT(*)', `${notSettled} AND kind = 'transfer'`, [idNumber]),
    memberQueuedFen: { 'personal-account': queuedFrom('personal-account'), wallet: queuedFrom('wallet') },
  }
}
