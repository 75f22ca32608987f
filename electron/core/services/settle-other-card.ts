import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { openVisit } from './open-visit'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { roomProblem } from './room'
import { currentClerk } from './sign-in'

/**
 * The clerk says whose the different card is (domain.md 2). `mistake` leaves no identity behind; `payee` remembers the
 * person for this visit's transfer form; `agent` keeps the card in memory until the clerk has said how the person acts
 * (`settle-agent`), and is journalled with that; `household` keeps it in memory for a line of the premium form; `next-visit` puts the open visit aside first.
 * Errors: `sign-in.needed`, `visit.none-open`, `visit.no-other-card` (another one lies there by now, or none),
 * `disk.low`, `disk.full` (no new visit begins).
 */
export function settleOtherCard(
  core: Core,
  readId: string,
  choice: 'payee' | 'household' | 'agent' | 'next-visit' | 'mistake',
): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const visit = core.projection.openVisit()
  if (visit === null) return refuse('visit.none-open')
  const other = core.moment.otherCard
  if (other?.readId !== readId) return refuse('visit.no-other-card')
  if (choice === 'agent' || choice === 'household') {
    const cards = choice === 'agent' ? core.moment.agentCards : core.moment.householdCards
    cards.set(visit.id, other)
    core.moment.otherCard = null
    core.changed()
    return ok(null)
  }
  const settled = { type: 'other-card-settled', visitId: visit.id, clerk: clerk.id, choice } as const
  if (choice !== 'next-visit') {
    core.commit([settled])
    core.moment.otherCard = null
    if (choice === 'payee') core.moment.payeeCards.set(visit.id, other.person)
    return ok(null)
  }
  const noRoom = roomProblem(core, 'visit')
  if (noRoom !== null) return refuse(noRoom)
  core.commit([settled, { type: 'visit-parked', visitId: visit.id, clerk: clerk.id }])
  core.codes.drop()
  openVisit(core, clerk.id, other.person, other.evidence)
  return ok(null)
}
