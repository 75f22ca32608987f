import { z } from 'zod'
import type { DayDifferenceView, DayView, ListedOperation } from '../../../shared/contract/day-view'
import { mostDays, mostListed } from '../../../shared/contract/day-view'
import { shanghaiDate } from '../../../shared/domain/china-time'
import { linesOf, looseEndsOf, sameTallies, talliesOf } from '../../../shared/domain/day-close'
import type { DayOperation, DayTally, NamedDifference } from '../../../shared/domain/day-close'
import type { OperationId } from '../../../shared/domain/ids'
import type { Core } from '../counter-core'
import { clerkName, operationNumber } from './operation-view'

/** One business day (YYYY-MM-DD) as this counter knows it, with nothing in it that names a member. */
export function dayView(core: Core, day: string): DayView {
  const { projection, clock } = core
  const today = shanghaiDate(clock.now())
  const operations = projection.days.operationsOn(day)
  const tallies = talliesOf(operations)
  const open = openDays(core, today)
  return {
    day,
    today,
    asOf: clock.now(),
    operations: operations.length,
    lines: [...linesOf(operations)],
    looseEnds: looseEndsOf(operations).map(({ why, operations: all }) => ({
      why,
      count: all.length,
      operations: all.slice(0, mostListed).map(({ id }) => listed(core, id)),
    })),
    parkedChanges: parkedTypes(core),
    parkedVisits: parkedVisits(core, day),
    compared: comparedView(core, day, tallies),
    closed: closedView(core, day, operations),
    openDays: open.slice(0, mostDays),
    moreDays: Math.max(0, open.length - mostDays),
  }
}

/** By its 业务号; a case is opened by its id. */
function listed(core: Core, operationId: OperationId): ListedOperation {
  const operation = core.projection.operation(operationId)?.operation
  if (operation === undefined) return { operationId, number: null, kind: null, state: null, receipt: null }
  const { body, state, receipt } = operation
  return { operationId, number: operationNumber(core, operation), kind: body.kind, state, receipt }
}

/** Whoever was put by waits today, whichever day the visit began. */
export function parkedVisits({ projection, clock }: Core, day: string): number {
  return day === shanghaiDate(clock.now()) ? projection.parkedVisits().length : 0
}

/** The last day before today on which anything was taken, when nobody closed it. */
export function dayToClose({ projection: { days } }: Core, today: string): string | null {
  const last = days.lastBefore(today)
  return last === null || days.close(last) !== null ? null : last
}

const typedChange = z.looseObject({ type: z.string() })

function parkedTypes({ projection }: Core): DayView['parkedChanges'] {
  const counts = new Map<string, number>()
  for (const { change } of projection.parkedChanges()) {
    const type = (typedChange.safeParse(JSON.parse(change)).data?.type ?? '').slice(0, 40)
    counts.set(type, (counts.get(type) ?? 0) + 1)
  }
  return [...counts].map(([type, count]) => ({ type, count }))
}

function comparedView(core: Core, day: string, tallies: readonly DayTally[]): DayView['compared'] {
  const known = core.projection.days.comparison(day)
  if (known === null) return null
  return {
    at: known.at,
    clerk: clerkName(core, known.clerk),
    number: known.number,
    changed: !sameTallies(known.tallies, tallies),
    differences: known.differences.map((one) => differenceView(core, one)),
  }
}

function differenceView(core: Core, difference: NamedDifference): DayDifferenceView {
  const { kind, outcome, counter, centre, onlyAtCentre, onlyHere, inBoth, more } = difference
  const all = (ids: readonly OperationId[]): ListedOperation[] => ids.map((id) => listed(core, id))
  return {
    kind,
    outcome,
    counter: { ...counter },
    centre: { ...centre },
    onlyAtCentre: all(onlyAtCentre),
    onlyHere: all(onlyHere),
    inBoth: all(inBoth),
    more,
  }
}

function closedView(core: Core, day: string, operations: readonly DayOperation[]): DayView['closed'] {
  const close = core.projection.days.close(day)
  if (close === null) return null
  const { newest, times } = close
  const { comparison } = newest
  return {
    at: newest.at,
    clerk: clerkName(core, newest.clerk),
    times,
    operations: newest.operations,
    looseEnds: newest.looseEnds.reduce((sum, { count }) => sum + count, 0),
    comparison:
      comparison === null ? null : { number: comparison.number, differences: comparison.differences },
    changed: newest.operations !== operations.length || !sameTallies(newest.tallies, talliesOf(operations)),
  }
}

/** Earlier days that are not closed, or never were the same as the centre's. */
function openDays({ projection: { days } }: Core, today: string): DayView['openDays'] {
  const whyOf = (day: string): DayView['openDays'][number]['why'] | null => {
    const close = days.close(day)?.newest
    if (close === undefined) return 'not-closed'
    const compared = days.comparison(day)
    if (compared === null) return 'not-compared'
    // closed without the centre, after more had been done than was compared
    if (compared.at < close.at && !sameTallies(compared.tallies, close.tallies)) return 'not-compared'
    return compared.differences.length === 0 ? null : 'differs'
  }
  return days.daysBefore(today).flatMap((day) => {
    const why = whyOf(day)
    return why === null ? [] : [{ day, why }]
  })
}
