import type { ErrorCode } from './errors'
import type { RegionKey } from './ids'
import type { MemberFacts } from './member-facts'
import type { OpennessAnswer } from './rule-pack'
import type { RuleCheck, RuleContext, RuleName } from './rule-check'
import { atShanghai, shanghaiDate } from './china-time'
import { ageAt } from './id-number'
import { isRegionKey, openness, regionName } from './regions'
import { fails, holds, knownMember, packOfTaking, refusal, unknown } from './rule-check'

const hourMs = 3_600_000

/** Somebody of this number exists at the centre, and lives (domain.md 2: death stops everything). */
export function checkKnownAndAlive(ctx: RuleContext): readonly RuleCheck[] {
  const { member } = ctx
  if (member === null) {
    const known =
      ctx.moment === 'taking' ? unknown('member.known') : fails('member.known', refusal('member.not-found'))
    return [known, unknown('member.alive')]
  }
  if (member.status === 'unknown') {
    return [
      fails('member.known', refusal('member.not-found'), member.asOf),
      unknown('member.alive', null, member.asOf),
    ]
  }
  return [
    holds('member.known', member.asOf),
    member.status === 'deceased'
      ? fails('member.alive', refusal('member.deceased'), member.asOf)
      : holds('member.alive', member.asOf),
  ]
}

/** Exactly one active insurance: two or none are stopped with words, not guessed (domain.md 3.2). */
export function checkInsurance(ctx: RuleContext): readonly RuleCheck[] {
  return [
    fromFacts('member.active', ctx, (facts) =>
      facts.status === 'suspended'
        ? fails('member.active', refusal('member.suspended'), facts.asOf)
        : holds('member.active', facts.asOf),
    ),
    fromFacts('member.insurance', ctx, ({ insurances, asOf }) => {
      if (insurances.length === 0) return fails('member.insurance', refusal('member.not-insured'), asOf)
      if (insurances.length === 1) return holds('member.insurance', asOf)
      const data = { insurances: insurances.join(' ') }
      return fails('member.insurance', refusal('member.several-insurances', { data }), asOf)
    }),
  ]
}

/**
 * Who acts alone is of age, or old enough and lives on an own income; everybody younger is represented by a guardian
 * (domain.md 2). Whether the guardian may act is said by the rules of agents.
 */
export function checkAge(ctx: RuleContext): RuleCheck {
  const { pack } = ctx
  const age = memberAge(ctx)
  if (age === null) return unknown('member.age')
  if (age >= pack.ages.guardianUnder || ctx.agent?.authority === 'guardian') return holds('member.age')
  if (ctx.ownIncome === true && age >= pack.ages.ownIncomeFrom) return holds('member.age')
  const data = { age, guardianUnder: pack.ages.guardianUnder }
  return fails(
    'member.age',
    refusal('member.needs-guardian', { data, clause: { pack, path: 'ages.guardianUnder' } }),
  )
}

/** Completed years, null where the number does not tell the birth date. */
export function memberAge({ person, nowAt }: Pick<RuleContext, 'person' | 'nowAt'>): number | null {
  const age = person.birthDate === null ? Number.NaN : ageAt(person.birthDate, shanghaiDate(nowAt))
  return Number.isNaN(age) ? null : age
}

/** The card's last day; judged once, when the card lay on the reader. */
export function checkCard(ctx: RuleContext): RuleCheck {
  const { validTo } = ctx.person
  if (ctx.moment === 'carrying-out' || !isExpired(validTo, ctx)) return holds('member.card')
  return fails('member.card', refusal('member.card-expired', { data: { validTo } }))
}

/** `validTo` is YYYYMMDD, or 长期. */
export function isExpired(validTo: string, { nowAt }: Pick<RuleContext, 'nowAt'>): boolean {
  return /^\d{8}$/u.test(validTo) && validTo < shanghaiDate(nowAt).replaceAll('-', '')
}

/** Without a line, money is not taken on facts older than the pack allows (domain.md 4.4). */
export function checkFactsAge(ctx: RuleContext): RuleCheck {
  if (ctx.online || ctx.moment === 'carrying-out') return holds('member.facts-age')
  return fromFacts('member.facts-age', ctx, ({ asOf }) => {
    const { pack } = ctx
    const maxHours = pack.offline.factsMaxHours
    if (ctx.nowAt - asOf <= maxHours * hourMs) return holds('member.facts-age', asOf)
    const clause = { pack, path: 'offline.factsMaxHours' }
    return fails(
      'member.facts-age',
      refusal('member.status-too-old', { data: { asOf, maxHours }, clause }),
      asOf,
    )
  })
}

/** The region that insures the member offers the wallet. */
export function checkInsuredPlace(ctx: RuleContext): RuleCheck {
  return fromFacts('place.insured', ctx, ({ insuredRegion, asOf }) =>
    insuredRegion === null
      ? fails('place.insured', refusal('member.not-insured'), asOf)
      : checkPlace('place.insured', insuredRegion, { closed: 'place.closed', field: null }, ctx),
  )
}

/** What a place's refusal is called and where it stands in the form. */
export interface PlaceWords {
  readonly closed: ErrorCode
  readonly field: string | null
}

/**
 * Whether a region offers the wallet, by the pack in force at taking (domain.md 4.4, 6). Only closed stops; unknown is
 * the centre's to decide, and when it carries out, its own answer (`placeAnswers`) counts; without one it refuses.
 */
export function checkPlace(
  rule: RuleName,
  region: RegionKey,
  words: PlaceWords,
  ctx: RuleContext,
): RuleCheck {
  const { pack, at } = packOfTaking(ctx)
  const field = words.field === null ? {} : { field: words.field }
  if (!isRegionKey(region)) return fails(rule, refusal('place.no-such', { data: { region }, ...field }))
  const answer = bestAnswer(openness(pack.regionTable, region, 'wallet', shanghaiDate(at)), ctx)
  const tableAt = atShanghai(answer.asOf, '00:00')
  const data = { region: regionName(region), asOf: answer.asOf }
  const clause = { pack, path: 'regionTable' }
  if (answer.openness === 'open') return holds(rule, tableAt)
  if (answer.openness === 'closed')
    return fails(rule, refusal(words.closed, { data, clause, ...field }), tableAt)
  const why = refusal('place.unknown', { data, clause, ...field })
  return ctx.moment === 'taking' ? unknown(rule, why, tableAt) : fails(rule, why, tableAt)
}

function bestAnswer(byTable: OpennessAnswer, ctx: RuleContext): OpennessAnswer {
  if (byTable.openness !== 'unknown') return byTable
  return ctx.placeAnswers?.find(({ region }) => region === byTable.region) ?? byTable
}

/** A rule over the member's facts; without facts only the centre can tell. */
export function fromFacts(
  rule: RuleName,
  ctx: RuleContext,
  judge: (facts: MemberFacts) => RuleCheck,
): RuleCheck {
  const facts = knownMember(ctx)
  return facts === null ? unknown(rule, null, ctx.member?.asOf ?? null) : judge(facts)
}
