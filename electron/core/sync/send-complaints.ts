import type { Core } from '../counter-core'
import type { Central } from '../ports'

/** At most so many are sent in one round; a counter has few. */
const mostAtOnce = 20
/** A complaint the centre could not take is not sent again before this: it is no reason to be off the line. */
const pauseMs = 60_000

/**
 * What people complained of and the centre does not have yet, each under its own id until the centre says that it has
 * it. Never a reason for the line to count as down.
 * @param heldUntil when it may be tried again after a failure (core's clock)
 * @returns the same for the next round
 */
export async function sendComplaints(core: Core, central: Central, heldUntil: number): Promise<number> {
  if (core.clock.now() < heldUntil) return heldUntil
  for (const complaint of core.projection.looks.unsentComplaints(mostAtOnce)) {
    const { id: complaintId, clerk, number, institution, name, region, said, madeAt } = complaint
    const station = core.station.id
    const sent = { station, complaintId, clerk, number, institution, name, region, said, madeAt }
    const answer = await central.complaint(sent)
    if (!answer.ok) {
      core.log('warn', answer.failure.code, { complaint: number })
      return core.clock.now() + pauseMs
    }
    core.commit([{ type: 'complaint-sent', complaintId, centreAt: answer.value.arrivedAt }])
  }
  return 0
}
