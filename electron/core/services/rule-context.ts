import { shanghaiMidnight } from '../../../shared/domain/china-time'
import type { DecideContext } from '../../../shared/domain/decide'
import type { OperationBody } from '../../../shared/domain/operation'
import type { RuleContext } from '../../../shared/domain/rule-check'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'

/** What the rules look at when an operation of this visit is taken here and now. */
export function ruleContext(core: Core, visit: VisitRecord, body: OperationBody): RuleContext {
  const nowAt = core.clock.now()
  const payee = body.kind === 'transfer' ? core.moment.payeeAnswers.get(body.payee.idNumber) : undefined
  return {
    pack: core.pack,
    nowAt,
    moment: 'taking',
    online: core.moment.line.state === 'up',
    person: {
      idNumber: visit.person.idNumber,
      birthDate: visit.person.birthDate === '' ? null : visit.person.birthDate,
      // what was typed says nothing of the card's last day
      validTo: visit.who.way === 'card' ? visit.who.person.validTo : '',
    },
    member: core.projection.facts(visit.person.idNumber),
    payee: payee?.answer ?? null,
    walletsOnPhone: null,
    takenHere: core.projection.takenHere(visit.person.idNumber, shanghaiMidnight(nowAt)),
  }
}

/** What a command on this visit's operation is judged by. */
export function decideContext(core: Core, visit: VisitRecord, body: OperationBody): DecideContext {
  return {
    personConfirmed: visit.confirmedAt !== null,
    identity: visit.who.way,
    rules: ruleContext(core, visit, body),
  }
}
