import type { Core } from '../counter-core'
import type { Central, CentralAnswer } from '../ports'
import { centreKnows } from '../services/member-password'

/** At most so many of each are told in one round; a counter has few. */
const mostAtOnce = 20
/** What the centre could not take is not told again before this: it is no reason to be off the line. */
const pauseMs = 60_000

/**
 * Complaints, and whom somebody looked up without a card: what the centre does not have yet, each under its own id until the
 * centre says that it has it. Never a reason for the line to count as down.
 * @param heldUntil when it may be tried again after a failure (core's clock)
 * @returns the same for the next round
 */
export async function tellCentre(core: Core, central: Central, heldUntil: number): Promise<number> {
  if (core.clock.now() < heldUntil) return heldUntil
  const told = (await tellComplaints(core, central)) && (await tellLooks(core, central))
  return told ? 0 : core.clock.now() + pauseMs
}

async function tellComplaints(core: Core, central: Central): Promise<boolean> {
  for (const complaint of core.projection.looks.unsentComplaints(mostAtOnce)) {
    const { id: complaintId, clerk, number, institution, name, region, said, madeAt } = complaint
    const station = core.station.id
    const sent = { station, complaintId, clerk, number, institution, name, region, said, madeAt }
    const arrivedAt = arrivalOf(core, await central.complaint(sent), { complaint: number })
    if (arrivedAt === null) return false
    core.commit([{ type: 'complaint-sent', complaintId, centreAt: arrivedAt }])
  }
  return true
}

async function tellLooks(core: Core, central: Central): Promise<boolean> {
  if (!centreKnows(core, 'township-list')) return true
  for (const { id: lookId, of: idNumber, clerk, reason, at } of core.projection.looks.untoldLooks(
    mostAtOnce,
  )) {
    const sent = { station: core.station.id, lookId, idNumber, clerk, reason, at }
    const arrivedAt = arrivalOf(core, await central.tellLook(sent), { look: lookId })
    if (arrivedAt === null) return false
    core.commit([{ type: 'look-told', lookId, centreAt: arrivedAt }])
  }
  return true
}

function arrivalOf(
  core: Core,
  answer: CentralAnswer<{ arrivedAt: number }>,
  about: Readonly<Record<string, string>>,
): number | null {
  if (answer.ok) return answer.value.arrivedAt
  core.log('warn', answer.failure.code, about)
  return null
}
