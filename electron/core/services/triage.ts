import type { ClerkId } from '../../../shared/domain/ids'
import type { CardEvidence, Person } from '../../../shared/domain/operation'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { openVisit } from './open-visit'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { askFacts } from './refresh-facts'
import { roomProblem } from './room'
import { currentClerk } from './sign-in'

/**
 * 先查一下 (domain.md 3.5): the next card is looked up and no visit is opened. It is for one card; asked for again it is
 * taken back. Errors: `sign-in.needed`, `visit.other-open`.
 */
export function armTriage(core: Core, on: boolean): ServiceResult<null> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  if (core.projection.openVisit() !== null) return refuse('visit.other-open')
  core.moment.triage = { armed: on, shown: null }
  core.moment.card = null
  core.moment.cardProblem = null
  core.changed()
  return ok(null)
}

/**
 * The card that was waited for: who looked at whom is journalled before anything is shown, then the centre is asked. A
 * read that is handed over again is shown again and journalled once.
 */
export function lookUpCard(core: Core, clerk: ClerkId, person: Person, evidence: CardEvidence): void {
  const central = core.central()
  const { readId } = evidence
  const isNew = !core.projection.looks.wasTriage(readId)
  if (isNew) core.commit([{ type: 'looked-up', clerk, person, evidence }])
  core.moment.triage = {
    armed: false,
    shown: { person, evidence, at: core.clock.now(), asking: isNew && central !== null },
  }
  core.changed()
  if (!isNew || central === null) return
  void askFacts(core, central, person.idNumber, readId, () => {
    const { shown } = core.moment.triage
    if (shown?.evidence.readId === readId)
      core.moment.triage = { armed: false, shown: { ...shown, asking: false } }
    core.changed()
  })
}

/**
 * 给这位办: the card that was looked up opens a visit after all.
 * Errors: `sign-in.needed`, `visit.other-open`, `triage.gone` (another card was looked up, or it was put away),
 * `disk.low|full`.
 */
export function serveTriage(core: Core, readId: string): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (core.projection.visitOfRead(readId) !== null) return ok(null)
  if (core.projection.openVisit() !== null) return refuse('visit.other-open')
  const { shown } = core.moment.triage
  if (shown?.evidence.readId !== readId) return refuse('triage.gone')
  const noRoom = roomProblem(core, 'visit')
  if (noRoom !== null) return refuse(noRoom)
  forgetTriage(core)
  openVisit(core, clerk.id, shown.person, shown.evidence)
  return ok(null)
}

/** Puts away what is shown, on both windows. Errors: `sign-in.needed`. */
export function closeTriage(core: Core): ServiceResult<null> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  forgetTriage(core)
  core.changed()
  return ok(null)
}

/** Nothing of whoever was looked up may be there for the next one. */
export function forgetTriage({ moment }: Pick<Core, 'moment'>): void {
  moment.triage = { armed: false, shown: null }
}
