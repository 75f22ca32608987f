import type { VisitId } from '../../../shared/domain/ids'
import type { Core } from '../counter-core'

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
  void central.member(core.station.id, visit.person.idNumber, visit.evidence.readId).then((answer) => {
    core.moment.factsAsked = false
    if (answer.ok && answer.value.idNumber === visit.person.idNumber) {
      core.commit([{ type: 'facts-received', facts: answer.value }])
    } else {
      core.log('warn', answer.ok ? 'central.rubbish' : answer.failure.code)
      core.changed()
    }
  })
}
