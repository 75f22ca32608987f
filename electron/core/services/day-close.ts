import type { DayDone, DayView } from '../../../shared/contract/day-view'
import { shanghaiDate } from '../../../shared/domain/china-time'
import { looseEndsOf, nameDifference, sameTallies, talliesOf } from '../../../shared/domain/day-close'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { ClerkId } from '../../../shared/domain/ids'
import type { Refusal } from '../../../shared/domain/operation'
import { fail, ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { anyId } from '../crypto'
import type { KnownComparison } from '../projection/day-close'
import { dayCloseSlip } from '../slips/day-close-slip'
import { dayView, parkedVisits } from '../views/day-view'
import { reason, refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { printLeaflet } from './print-leaflet'
import type { PrintedLeaflet } from './print-leaflet'
import { currentClerk } from './sign-in'

/**
 * A business day as this counter knows it (YYYY-MM-DD; null = the present one). Errors: `sign-in.needed`,
 * `day-close.no-such-day` (it is yet to come, or nothing of it is here).
 */
export function showDay(core: Core, day: string | null): ServiceResult<DayView> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const asked = day ?? shanghaiDate(core.clock.now())
  return isKnown(core, asked) ? ok(dayView(core, asked)) : refuse('day-close.no-such-day')
}

/**
 * 与中心核对: item by item with what the centre has of the day; what differs is journalled with its operations. Without an
 * answer nothing is, and why is said. Errors: as {@link showDay}.
 */
export async function compareDay(
  core: Core,
  { comparisonId, day }: { readonly comparisonId: string; readonly day: string },
): Promise<ServiceResult<DayDone>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (!isKnown(core, day)) return refuse('day-close.no-such-day')
  const notHeard = core.projection.days.wasCompared(comparisonId)
    ? null
    : await askCentre(core, day, clerk.id, comparisonId)
  return ok({ view: dayView(core, day), notHeard })
}

/**
 * 日结: journalled with what the day had come to. It is compared with the centre first, unless somebody just did; loose
 * ends, differences and a centre that was not heard stop it once, all at once, until the clerk accepts them by name.
 * Nothing is edited or deleted, and a day may be closed again: each close has a comparison of its own.
 * Errors: as {@link showDay}, `day-close.loose-ends`, `day-close.differs`, `day-close.not-compared`.
 */
export async function closeDay(
  core: Core,
  { closeId, day, accept }: { readonly closeId: string; readonly day: string; readonly accept: boolean },
): Promise<ServiceResult<DayDone>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (!isKnown(core, day)) return refuse('day-close.no-such-day')
  const { days } = core.projection
  if (days.wasClosed(closeId)) return ok({ view: dayView(core, day), notHeard: null })
  const notHeard = freshComparison(core, day) === null ? await askCentre(core, day, clerk.id, anyId()) : null
  const comparison = freshComparison(core, day)
  const stops = stoppedBy(core, day, comparison)
  if (!accept && stops.length > 0) return fail(stops)
  if (!days.wasClosed(closeId)) {
    const operations = days.operationsOn(day)
    core.commit([
      {
        type: 'day-closed',
        closeId,
        day,
        clerk: clerk.id,
        operations: operations.length,
        tallies: talliesOf(operations),
        looseEnds: looseEndsOf(operations).map(({ why, operations: all }) => ({ why, count: all.length })),
        parkedChanges: core.projection.parkedChanges().length,
        comparison:
          comparison === null
            ? null
            : {
                number: comparison.number,
                centreAt: comparison.centreAt,
                differences: comparison.differences.length,
              },
      },
    ])
  }
  return ok({ view: dayView(core, day), notHeard })
}

/** 日结表, of a day that is closed or not: its title says which. Errors: as {@link showDay}, `print.failed`. */
export async function printDay(core: Core, day: string): Promise<ServiceResult<PrintedLeaflet>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (!isKnown(core, day)) return refuse('day-close.no-such-day')
  const slip = dayCloseSlip(core, clerk.name, dayView(core, day))
  const printedIn = core.projection.openVisit()?.id ?? null
  return printLeaflet(core, { leaflet: 'day-close', slip, clerk: clerk.id, printedIn })
}

/** Today, or a day of which anything is here. */
function isKnown({ clock, projection: { days } }: Core, day: string): boolean {
  const today = shanghaiDate(clock.now())
  if (day === today) return true
  return day < today && (days.close(day) !== null || days.daysBefore(today).includes(day))
}

/** @returns why the centre was not heard; null = its answer is journalled */
async function askCentre(
  core: Core,
  day: string,
  clerk: ClerkId,
  comparisonId: string,
): Promise<ErrorCode | null> {
  const central = core.central()
  if (central === null) return 'central.offline'
  const tallies = talliesOf(core.projection.days.operationsOn(day))
  const answer = await central.closeDay({ station: core.station.id, day, tallies: [...tallies] })
  if (!answer.ok) return answer.failure.code
  // sent twice, answered twice: it is one comparison
  if (core.projection.days.wasCompared(comparisonId)) return null
  const { number, at: centreAt } = answer.value
  const ours = core.projection.days.operationsOn(day)
  const differences = answer.value.differences.map(({ operations, ...difference }) =>
    nameDifference(difference, operations, ours),
  )
  core.commit([{ type: 'day-compared', comparisonId, day, clerk, number, centreAt, tallies, differences }])
  return null
}

/** The newest comparison, if it was of what there is now and no close has taken it yet. */
function freshComparison({ projection: { days } }: Core, day: string): KnownComparison | null {
  const comparison = days.comparison(day)
  const closedAt = days.close(day)?.newest.at ?? 0
  if (comparison === null || comparison.at < closedAt) return null
  return sameTallies(comparison.tallies, talliesOf(days.operationsOn(day))) ? comparison : null
}

function stoppedBy(core: Core, day: string, comparison: KnownComparison | null): readonly Refusal[] {
  const ends = looseEndsOf(core.projection.days.operationsOn(day))
  const n = ends.reduce((sum, { operations }) => sum + operations.length, 0)
  const parked = core.projection.parkedChanges().length + parkedVisits(core, day)
  const differences = comparison?.differences.length ?? 0
  return [
    ...(n + parked > 0 ? [reason('day-close.loose-ends', null, { n: n + parked })] : []),
    ...(differences > 0 ? [reason('day-close.differs', null, { n: differences })] : []),
    ...(comparison === null ? [reason('day-close.not-compared')] : []),
  ]
}
