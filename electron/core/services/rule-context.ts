import { shanghaiMidnight } from '../../../shared/domain/china-time'
import { confirmName } from '../../../shared/domain/masks'
import type { DecideContext } from '../../../shared/domain/decide'
import type { OperationBody } from '../../../shared/domain/operation'
import type { PremiumFacts } from '../../../shared/domain/premium-facts'
import type { RuleContext, TakenHere } from '../../../shared/domain/rule-check'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { agentOf } from './agent-in-payload'

/**
 * What the rules look at when an operation of this visit is taken here and now; `alsoFen` is what other operations
 * taken with it draw from the same source.
 */
export function ruleContext(core: Core, visit: VisitRecord, body: OperationBody, alsoFen = 0): RuleContext {
  const nowAt = core.clock.now()
  const payee = body.kind === 'transfer' ? core.moment.payeeAnswers.get(body.payee.idNumber) : undefined
  const premium =
    body.kind === 'premium-payment' ? knownPremium(core, body.person.idNumber, body.year) : undefined
  const takenHere = core.projection.takenHere(visit.person.idNumber, shanghaiMidnight(nowAt))
  return {
    pack: core.pack,
    nowAt,
    moment: 'taking',
    online: core.moment.line.state === 'up',
    identity: visit.who.way,
    person: {
      idNumber: visit.person.idNumber,
      birthDate: visit.person.birthDate === '' ? null : visit.person.birthDate,
      // what was typed says nothing of the card's last day
      validTo: visit.who.way === 'card' ? visit.who.person.validTo : '',
    },
    member: core.projection.facts(visit.person.idNumber),
    payee: payee?.answer ?? null,
    walletsOnPhone: null,
    takenHere: alsoFen === 0 ? takenHere : withQueued(takenHere, body, alsoFen),
    ...(premium === undefined ? {} : { premium }),
    ...bindingContext(core, visit, body),
    ...helpContext(core, visit, body),
  }
}

/** What the register said of this binding, as far as a line without the whole name and number can tell. */
function bindingContext(
  { projection }: Core,
  { person }: VisitRecord,
  body: OperationBody,
): Pick<RuleContext, 'binding'> {
  const facts = body.kind === 'family-binding' ? projection.facts(person.idNumber) : null
  if (body.kind !== 'family-binding' || facts?.familyBindings === undefined) return {}
  const { name, idNumber } = body.other
  const inForce = facts.familyBindings.some(
    ({ role, other, last4 }) =>
      role === 'owner' && last4 === idNumber.slice(-4) && other === confirmName(name),
  )
  return { binding: { inForce, relativeInsured: null, asOf: facts.asOf } }
}

/** Who acts for the member, and what was noted; nothing where the member acts alone. */
function helpContext(
  core: Core,
  { help }: VisitRecord,
  body: OperationBody,
): Pick<RuleContext, 'agent' | 'ownIncome' | 'cannotAnswer'> {
  const { agent, ownIncome, cannotAnswer } = help
  return {
    ...(ownIncome ? { ownIncome } : {}),
    ...(cannotAnswer ? { cannotAnswer } : {}),
    ...(agent === null
      ? {}
      : {
          agent: {
            ...agentOf(core, agent),
            validTo: agent.person.validTo,
            payeePhone: body.kind === 'transfer' ? phoneOpenedHere(core, body.payee.idNumber) : null,
            memberSpoken: false,
            ...(agent.supervisorCalls === true ? { supervisorCalls: true } : {}),
          },
        }),
  }
}

/** The phone of somebody's wallet, as far as it was opened at this counter; the centre knows the others. */
function phoneOpenedHere({ projection }: Core, idNumber: string): string | null {
  const bodies = projection.operationsOfMember(idNumber, 0).map(({ operation }) => operation.body)
  return bodies.find((body) => body.kind === 'wallet-opening')?.phone ?? null
}

/** What the register says of somebody's premium of a year, as far as it was asked; undefined = not known here. */
export function knownPremium(core: Core, idNumber: string, year: number): PremiumFacts | null | undefined {
  const premiums = core.projection.facts(idNumber)?.premiums ?? core.moment.premiums.get(idNumber)?.premiums
  return premiums === undefined ? undefined : (premiums.find((one) => one.year === year) ?? null)
}

function withQueued(takenHere: TakenHere, body: OperationBody, alsoFen: number): TakenHere {
  if (!('source' in body)) return takenHere
  const queued = takenHere.memberQueuedFen ?? { 'personal-account': 0, wallet: 0 }
  return { ...takenHere, memberQueuedFen: { ...queued, [body.source]: queued[body.source] + alsoFen } }
}

/** What a command on this visit's operation is judged by. */
export function decideContext(
  core: Core,
  visit: VisitRecord,
  body: OperationBody,
  alsoFen = 0,
): DecideContext {
  return {
    personConfirmed: visit.confirmedAt !== null,
    rules: ruleContext(core, visit, body, alsoFen),
  }
}
