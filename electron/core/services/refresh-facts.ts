import type { VisitId } from '../../../shared/domain/ids'
import type { Core } from '../counter-core'
import { JournalFault } from '../journal/fault'
import type { Central } from '../ports'

/**
 * Asks the centre what it knows of the visit's member and journals the answer. Without a line the last known facts
 * stay, with their age; an answer that did not come through is asked for again while the line is up (`talk`). Never
 * throws, answers nothing: the screen follows the journal.
 */
export function refreshFacts(core: Core, visitId: VisitId): void {
  const { moment } = core
  const visit = core.projection.visit(visitId)
  const central = core.central()
  if (visit === null || central === null) return
  moment.factsAsked = true
  moment.factsLost = false
  core.changed()
  void askFacts(core, central, visit.person.idNumber, visit.lookUpId, (lost) => {
    moment.factsAsked = false
    moment.factsLost = lost
  })
}

/**
 * The centre's facts of a number, journalled. Never throws.
 * @param lookUpId what the centre records the look-up under
 * @param answered is called when the answer is here, or is not to come, before anything is shown of it; `lost` = nobody
 *   answered, so that it may be asked again
 */
export async function askFacts(
  core: Core,
  central: Central,
  idNumber: string,
  lookUpId: string,
  answered: (lost: boolean) => void,
): Promise<void> {
  const ask = (): ReturnType<Central['member']> => central.member(core.station.id, idNumber, lookUpId)
  const first = await ask()
  // a connection may have gone to sleep meanwhile: the next one answers
  const again = isLost(first) && core.moment.line.state !== 'down'
  const answer = again ? await ask() : first
  answered(isLost(answer))
  const facts = answer.ok && answer.value.idNumber === idNumber ? answer.value : null
  if (facts === null) core.log('warn', answer.ok ? 'central.rubbish' : answer.failure.code)
  try {
    core.commit(facts === null ? [] : [{ type: 'facts-received', facts }])
  } catch (error) {
    // Nobody waits for this answer; what a person does next is refused with the same code.
    core.log('error', error instanceof JournalFault ? error.code : 'internal.fault')
  }
}

/** The line lost it: the centre did not say anything of its own. */
function isLost(answer: Awaited<ReturnType<Central['member']>>): boolean {
  return !answer.ok && answer.failure.kind === 'unanswered'
}
