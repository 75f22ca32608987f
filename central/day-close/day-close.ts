import { sql } from 'kysely'
import type { DayCloseAnswer, DayCloseInput, DayDifference, Tally } from '../../shared/contract/day-close'
import { atShanghai } from '../../shared/domain/china-time'
import type { Fen, OperationId, StationId } from '../../shared/domain/ids'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import type { Tx } from '../schema'

const dayMs = 86_400_000
const namedOperations = 500

interface Line {
  readonly tally: Tally
  readonly operations: readonly OperationId[]
}

/**
 * Compares a counter's tallies of one business day with the centre's own, line by line, and keeps what came out. What
 * was taken that day at this station counts, whatever epoch it was sent in; a day may be closed again, and is counted.
 */
export async function closeDay(
  centre: Centre,
  { station, day, tallies }: DayCloseInput,
): Promise<DayCloseAnswer> {
  return inTransaction(centre.db, async (tx) => {
    // one close of a station at a time, so that each has its own number
    await tx.selectFrom('station').select('id').where('id', '=', station).forUpdate().execute()
    const differences = differencesOf(tallies, await ourLines(tx, station, day))
    const number = await nextNumber(tx, station, day)
    const at = centre.clock.now()
    await tx
      .insertInto('day_close')
      .values({
        station,
        day,
        number,
        at,
        tallies: JSON.stringify(tallies),
        differences: JSON.stringify(differences),
      })
      .execute()
    return { day, number, at, agreed: differences.length === 0, differences: [...differences] }
  })
}

async function nextNumber(tx: Tx, station: StationId, day: string): Promise<number> {
  const { last } = await tx
    .selectFrom('day_close')
    .select(({ fn }) => fn.max<number | null>('number').as('last'))
    .where('station', '=', station)
    .where('day', '=', day)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

async function ourLines(tx: Tx, station: StationId, day: string): Promise<readonly Line[]> {
  const from = atShanghai(day, '00:00')
  const { rows } = await sql<Tally & { operations: OperationId[] }>`
    with taken as (
      select id, kind, outcome_type as outcome, payload::jsonb as content from operation where station = ${station}
    )
    select kind, outcome, count(*)::int as count,
      coalesce(sum((content -> 'body' ->> 'amountFen')::bigint), 0)::bigint as "amountFen",
      (array_agg(id::text order by id))[1:${sql.raw(String(namedOperations))}] as operations
    from taken
    where (content ->> 'takenAt')::bigint >= ${from} and (content ->> 'takenAt')::bigint < ${from + dayMs}
    group by kind, outcome`.execute(tx)
  return rows.map(({ operations, ...tally }) => ({ tally, operations }))
}

const nothing = { count: 0, amountFen: 0 as Fen }

/** The lines that are not the same on both sides; a line one side lacks counts as nothing there. */
export function differencesOf(theirs: readonly Tally[], ours: readonly Line[]): readonly DayDifference[] {
  const keyOf = ({ kind, outcome }: Pick<Tally, 'kind' | 'outcome'>): string => `${kind}/${outcome}`
  const counter = new Map<string, Tally>()
  for (const tally of theirs) {
    const before = counter.get(keyOf(tally))
    counter.set(keyOf(tally), before === undefined ? tally : added(before, tally))
  }
  const centre = new Map(ours.map((line) => [keyOf(line.tally), line]))
  const keys = [...new Set([...counter.keys(), ...centre.keys()])].sort()
  return keys.flatMap((key) => {
    const theirLine = counter.get(key)
    const ourLine = centre.get(key)
    const named = theirLine ?? ourLine?.tally
    if (named === undefined) return []
    const difference = {
      kind: named.kind,
      outcome: named.outcome,
      counter: figuresOf(theirLine),
      centre: figuresOf(ourLine?.tally),
      operations: [...(ourLine?.operations ?? [])],
    }
    const same =
      difference.counter.count === difference.centre.count &&
      difference.counter.amountFen === difference.centre.amountFen
    return same ? [] : [difference]
  })
}

function figuresOf(tally: Tally | undefined): { count: number; amountFen: Fen } {
  return tally === undefined ? nothing : { count: tally.count, amountFen: tally.amountFen }
}

function added(a: Tally, b: Tally): Tally {
  return { ...a, count: a.count + b.count, amountFen: (a.amountFen + b.amountFen) as Fen }
}
