import type { VisitId } from '../../../shared/domain/ids'
import type { Core } from '../counter-core'
import { JournalFault } from '../journal/fault'
import type { Central } from '../ports'

/**
 * Asks the centre what it knows of the visit's member and journals the answer. Without a line the last known facts
 * stay, with their age. Never throws, answers nothing: the screen follows the journal.
 */
export function refreshFacts(core: Core, visitId: VisitId): void {
  const visit = core.projection.visit(visitId)
  const central = core.central()
  if (visit === null || central === null) return
  core.moment.factsAsked = true
  core.changed()
  void askFacts(core, central, visit.person.idNumber, visit.lookUpId, () => {
    core.moment.factsAsked = false
  })
}

/**
 * The centre's facts of a number, journalled. Never throws.
 * @param lookUpId what the centre records the look-up under
 * @param answered is called when the answer is here, or is not to come, before anything is shown of it
 */
export async function askFacts(
  core: Core,
  central: Central,
  idNumber: string,
  lookUpId: string,
  answered: () => void,
): Promise<void> {
  const answer = await central.member(core.station.id, idNumber, lookUpId)
  answered()
  const facts = answer.ok && answer.value.idNumber === idNumber ? answer.value : null
  if (facts === null) core.log('warn', answer.ok ? 'central.rubbish' : answer.failure.code)
  try {
    core.commit(facts === null ? [] : [{ type: 'facts-received', facts }])
  } catch (error) {
    // Nobody waits for this answer; what a person does next is refused with the same code.
    core.log('error', error instanceof JournalFault ? error.code : 'internal.fault')
  }
}
