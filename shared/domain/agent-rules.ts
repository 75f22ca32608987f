import type { ErrorCode } from './errors'
import type { Agent, OperationBody, PaperKind, Refusal } from './operation'
import type { RulePack } from './rule-pack'
import type { RuleAgent, RuleCheck, RuleContext } from './rule-check'
import { shanghaiDate } from './china-time'
import { ageAt, readIdNumber } from './id-number'
import { fromFacts, isExpired, memberAge } from './person-rules'
import { fails, holds, refusal, refusalsOf, second, unknown } from './rule-check'

const hourMs = 3_600_000

/** The papers that show each kind of authority (domain.md 2). */
export const papersOf: Readonly<Record<RuleAgent['authority'], readonly PaperKind[]>> = {
  letter: ['authority-letter'],
  guardian: ['household-register', 'birth-certificate'],
}

/**
 * The rules of whoever is helped and whoever helps (domain.md 2, 3.3); nothing where the member acts alone.
 * Data of the refusals: `agent.too-young` {age, guardianUnder}; `agent.card-expired` {validTo};
 * `member.status-too-old` {asOf, maxHours}.
 */
export function checkHelp(body: OperationBody, ctx: RuleContext): readonly RuleCheck[] {
  const { agent } = ctx
  return [
    ...(ctx.cannotAnswer === true ? [checkAnswers(body, ctx)] : []),
    ...(agent === undefined
      ? []
      : [
          checkAble(agent, ctx),
          checkAuthority(agent),
          ...(letsMoneyOut(body) && !agent.memberPresent ? [checkFreshStatus(ctx)] : []),
          checkOwnGain(body, agent),
        ]),
  ]
}

type Able = Agent & Pick<RuleAgent, 'validTo'>

/** Why somebody may not act for a member at all, whatever is done; empty = may. */
export function agentRefusals(agent: Able, pack: RulePack, nowAt: number): readonly Refusal[] {
  return refusalsOf([checkAble(agent, { pack, nowAt, moment: 'taking' }), checkAuthority(agent)])
}

/** Money that leaves the member: a transfer, or a premium; and what somebody else's bills may draw from then on. */
function letsMoneyOut(body: OperationBody): boolean {
  if (body.kind === 'family-binding') return body.change === 'bind'
  return body.kind === 'transfer' || body.kind === 'premium-payment'
}

/** An adult who cannot say who he or she is, what is done and who gets the money: no money out, whoever asks. */
function checkAnswers(body: OperationBody, ctx: RuleContext): RuleCheck {
  const age = memberAge(ctx)
  const isChild = age !== null && age < ctx.pack.ages.guardianUnder
  if (isChild || !letsMoneyOut(body)) return holds('member.answers')
  return fails('member.answers', refusal('member.cannot-answer'))
}

/** Who acts in somebody's place is of age and shows a valid card; who only helps a member beside him or her need not be. */
function checkAble(agent: Able, ctx: Pick<RuleContext, 'moment' | 'nowAt' | 'pack'>): RuleCheck {
  if (ctx.moment === 'taking' && isExpired(agent.validTo, ctx)) {
    const { validTo } = agent
    return fails('agent.able', refusal('agent.card-expired', { data: { validTo }, field: 'agent' }))
  }
  if (agent.memberPresent && agent.authority === 'letter') return holds('agent.able')
  const today = shanghaiDate(ctx.nowAt)
  const read = readIdNumber(agent.idNumber, today)
  const birthDate = read.ok ? read.value.birthDate : null
  if (birthDate === null) return unknown('agent.able')
  const { pack } = ctx
  const { guardianUnder } = pack.ages
  const age = ageAt(birthDate, today)
  if (age >= guardianUnder) return holds('agent.able')
  const clause = { pack, path: 'ages.guardianUnder' }
  return fails(
    'agent.able',
    refusal('agent.too-young', { data: { age, guardianUnder }, field: 'agent', clause }),
  )
}

/** The member's own press is authority enough; whoever acts without it, and every guardian, shows the paper. */
function checkAuthority({ authority, memberPresent, paper }: Agent): RuleCheck {
  if (memberPresent && authority === 'letter') return holds('agent.authority')
  if (paper !== undefined && papersOf[authority].includes(paper.kind)) return holds('agent.authority')
  return fails('agent.authority', refusal(paperMissing[authority], { field: 'agent' }))
}

const paperMissing = {
  letter: 'agent.letter-missing',
  guardian: 'agent.guardian-paper-missing',
} as const satisfies Record<RuleAgent['authority'], ErrorCode>

/** The member is not here: without a young word of the centre that he or she lives, no money instruction. */
function checkFreshStatus(ctx: RuleContext): RuleCheck {
  if (ctx.moment === 'carrying-out') return holds('agent.fresh-status')
  const { pack } = ctx
  const { maxHours } = pack.status
  const tooOld = (asOf: number | null): RuleCheck => {
    const clause = { pack, path: 'status.maxHours' }
    const data = { maxHours, ...(asOf === null ? {} : { asOf }) }
    return fails('agent.fresh-status', refusal('member.status-too-old', { data, clause }), asOf)
  }
  if (ctx.member === null) return tooOld(null)
  return fromFacts('agent.fresh-status', ctx, ({ asOf }) =>
    ctx.nowAt - asOf <= maxHours * hourMs ? holds('agent.fresh-status', asOf) : tooOld(asOf),
  )
}

/**
 * Self-dealing: the agent, or who holds the agent's phone, is the payee, or is bound to the member's account. The member is present and presses 同意, or
 * somebody else has spoken with the member; a letter alone is not enough (domain.md 3.3). Where a supervisor is to call
 * the member it is taken and waits for that supervisor; the centre carries it out on nothing less. A guardian never moves a
 * ward's money to the guardian's own wallet here, whoever agrees (domain.md 2).
 */
function checkOwnGain(body: OperationBody, agent: RuleAgent): RuleCheck {
  const why = ownGain(body, agent)
  if (why === null) return holds('agent.own-gain')
  const waits = why.code !== 'agent.ward-money' && agent.supervisorCalls === true
  return waits ? second('agent.own-gain', why) : fails('agent.own-gain', why)
}

function ownGain(body: OperationBody, agent: RuleAgent): Refusal | null {
  const code = gainOf(body, agent)
  if (code === null) return null
  if (agent.authority === 'guardian') return refusal('agent.ward-money', { field: 'agent' })
  return agent.memberPresent || agent.memberSpoken ? null : refusal(code, { field: 'agent' })
}

/** What the agent would gain by it, null = nothing. */
function gainOf(
  body: OperationBody,
  { idNumber, phone, payeePhone }: RuleAgent,
): 'agent.is-payee' | 'agent.is-relative' | null {
  if (body.kind === 'family-binding')
    return body.change === 'bind' && body.other.idNumber === idNumber ? 'agent.is-relative' : null
  if (body.kind !== 'transfer') return null
  const isPayee = idNumber === body.payee.idNumber || (phone !== null && phone === payeePhone)
  return isPayee ? 'agent.is-payee' : null
}
