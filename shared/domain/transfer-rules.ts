import type { TransferBody } from './operation'
import type { RelationRule } from './rule-pack'
import type { ErrorCode } from './errors'
import type { MemberFacts } from './member-facts'
import type { RuleCheck, RuleContext, RuleName } from './rule-check'
import { isWithin, nextOpening, shanghaiDate } from './china-time'
import { readIdNumber } from './id-number'
import { relationOf } from './kinship'
import {
  checkAge,
  checkCard,
  checkFactsAge,
  checkInsurance,
  checkInsuredPlace,
  checkKnownAndAlive,
  checkPlace,
  fromFacts,
} from './person-rules'
import { fails, holds, knownMember, later, packOfTaking, refusal, second, unknown } from './rule-check'
import { checkTypedCaps, checkTypedMoney } from './typed-rules'

/**
 * Every rule of a transfer (domain.md 3.3, 3.4, 4.4), all at once, each with its clause. Closed hours never stop the
 * taking (`later`); when carrying out they fail and the centre defers.
 * Data of the refusals: `transfer.over-limit` {amountFen, maxFen}; `transfer.count-used-up` {count, maxPerDay};
 * `transfer.closed-hours` {opens, closes, opensAt}; `transfer.pending-exists` {count}; `transfer.balance-short`
 * {availableFen, amountFen, asOf}; `transfer.offline-cap` {amountFen, maxFen}; `relation.*` {relation, name};
 * `payee.place-closed`, `place.*` {region, asOf}; `member.status-too-old` {asOf, maxHours}.
 */
export function checkTransfer(body: TransferBody, ctx: RuleContext): readonly RuleCheck[] {
  return [
    ...checkKnownAndAlive(ctx),
    ...checkInsurance(ctx),
    checkAge(ctx),
    checkCard(ctx),
    checkFactsAge(ctx),
    checkWalletOpen(ctx),
    checkInsuredPlace(ctx),
    ...checkPlaceOfUse(ctx),
    checkAmount(body),
    checkLimit(body, ctx),
    checkCount(ctx),
    checkHours(ctx),
    checkPending(ctx),
    checkBalance(body, ctx),
    ...checkOfflineCaps(body, ctx),
    ...checkTypedMoney(ctx),
    ...checkTypedCaps(body, ctx),
    relationCheck(body.relation, ctx, body.commitment),
    checkPayeeIdentity(body, ctx),
    checkNotSelf(body, ctx),
    checkParty(body, ctx),
    checkPlace(
      'payee.place',
      body.payee.insuredRegion,
      { closed: 'payee.place-closed', field: 'payee.insuredRegion' },
      ctx,
    ),
    checkPayeeReceives(ctx),
  ]
}

/** The wallet of who pays or receives is open. */
export function checkWalletOpen(ctx: RuleContext): RuleCheck {
  return fromFacts('wallet.open', ctx, ({ wallet, asOf }) =>
    wallet === null ? fails('wallet.open', refusal('wallet.not-open'), asOf) : holds('wallet.open', asOf),
  )
}

/** An amount is whole fen above nothing. */
export function checkAmount({ amountFen }: { readonly amountFen: number }): RuleCheck {
  if (!Number.isSafeInteger(amountFen)) {
    return fails('transfer.amount', refusal('amount.malformed', { field: 'amountFen' }))
  }
  return amountFen > 0
    ? holds('transfer.amount')
    : fails('transfer.amount', refusal('amount.not-positive', { field: 'amountFen' }))
}

/** The both-open rule tests the insured region; some packs want the payer's place of use too. */
function checkPlaceOfUse(ctx: RuleContext): readonly RuleCheck[] {
  if (!packOfTaking(ctx).pack.transfer.alsoCheckPlaceOfUse) return []
  const check = fromFacts('place.of-use', ctx, ({ wallet }) =>
    wallet === null
      ? unknown('place.of-use')
      : checkPlace('place.of-use', wallet.placeOfUse, { closed: 'place.closed', field: null }, ctx),
  )
  return [check]
}

function checkLimit({ amountFen }: TransferBody, ctx: RuleContext): RuleCheck {
  const { pack } = ctx
  const { maxFen } = pack.transfer
  if (amountFen <= maxFen) return holds('transfer.limit')
  const clause = { pack, path: 'transfer.maxFen' }
  const data = { amountFen, maxFen }
  return fails('transfer.limit', refusal('transfer.over-limit', { data, field: 'amountFen', clause }))
}

/**
 * Transfers of the calendar day: what the centre counted (if it counted today) plus what waits here, and never fewer
 * than were taken here.
 */
function checkCount(ctx: RuleContext): RuleCheck {
  const { pack, nowAt } = ctx
  const { maxPerDay } = pack.transfer
  const { memberTransfersQueued, memberTransfersToday } = ctx.takenHere
  const facts = knownMember(ctx)
  const ofToday = facts !== null && shanghaiDate(facts.asOf) === shanghaiDate(nowAt)
  const count = Math.max((ofToday ? facts.transfersToday : 0) + memberTransfersQueued, memberTransfersToday)
  const asOf = facts?.asOf ?? null
  if (count < maxPerDay)
    return ofToday ? holds('transfer.count', asOf) : unknown('transfer.count', null, asOf)
  const clause = { pack, path: 'transfer.maxPerDay' }
  return fails(
    'transfer.count',
    refusal('transfer.count-used-up', { data: { count, maxPerDay }, clause }),
    asOf,
  )
}

function checkHours(ctx: RuleContext): RuleCheck {
  const { pack, nowAt } = ctx
  const { hours } = pack.transfer
  if (isWithin(nowAt, hours)) return holds('transfer.hours')
  const data = { opens: hours.opens, closes: hours.closes, opensAt: nextOpening(nowAt, hours) }
  const why = refusal('transfer.closed-hours', { data, clause: { pack, path: 'transfer.hours' } })
  return ctx.moment === 'taking' ? later('transfer.hours', why) : fails('transfer.hours', why)
}

function checkPending(ctx: RuleContext): RuleCheck {
  const { pack } = ctx
  if (!pack.transfer.onePendingOnly) return holds('transfer.pending')
  const facts = knownMember(ctx)
  const count = (facts?.transfersPending ?? 0) + ctx.takenHere.memberTransfersQueued
  const asOf = facts?.asOf ?? null
  if (count === 0) return facts === null ? unknown('transfer.pending') : holds('transfer.pending', asOf)
  const clause = { pack, path: 'transfer.onePendingOnly' }
  return fails('transfer.pending', refusal('transfer.pending-exists', { data: { count }, clause }), asOf)
}

function checkBalance(body: TransferBody, ctx: RuleContext): RuleCheck {
  return fromFacts('transfer.balance', ctx, (facts) => {
    const { pack } = ctx
    const queuedFen = ctx.takenHere.memberQueuedFen?.[body.source] ?? 0
    const availableFen = Math.max(0, balanceFen(body, facts) - queuedFen - pack.transfer.minKeptFen)
    if (body.amountFen <= availableFen) return holds('transfer.balance', facts.asOf)
    const data = { availableFen, amountFen: body.amountFen, asOf: facts.asOf }
    const clause = { pack, path: 'transfer.minKeptFen' }
    const why = refusal('transfer.balance-short', { data, field: 'amountFen', clause })
    return fails('transfer.balance', why, facts.asOf)
  })
}

/** No personal account, or no wallet, holds nothing. */
function balanceFen(body: TransferBody, facts: MemberFacts): number {
  return (body.source === 'wallet' ? facts.wallet?.balanceFen : facts.personalAccountFen) ?? 0
}

/** Caps on what is taken without a line, per item, member and station. */
function checkOfflineCaps({ amountFen }: TransferBody, ctx: RuleContext): readonly RuleCheck[] {
  const { pack, takenHere } = ctx
  if (ctx.online || ctx.moment === 'carrying-out') return []
  const { overCap = 'refuse', ...caps } = pack.offline
  const cap = (rule: RuleName, sumFen: number, field: keyof typeof caps): RuleCheck => {
    const maxFen = caps[field]
    if (sumFen <= maxFen) return holds(rule)
    const parts = { data: { amountFen: sumFen, maxFen }, field: 'amountFen' }
    const why = refusal('transfer.offline-cap', { ...parts, clause: { pack, path: `offline.${field}` } })
    return overCap === 'second-person' ? second(rule, why) : fails(rule, why)
  }
  return [
    cap('offline.per-item', amountFen, 'perItemFen'),
    cap('offline.per-member-day', takenHere.memberAmountTodayFen + amountFen, 'perMemberDayFen'),
    cap('offline.per-station-day', takenHere.stationAmountTodayFen + amountFen, 'perStationDayFen'),
  ]
}

/** What the member is told to bring. */
const codeOfRelationRule: Readonly<Record<Exclude<RelationRule, 'allow'>, ErrorCode>> = {
  refuse: 'relation.not-near',
  commitment: 'relation.needs-commitment',
  supervisor: 'relation.needs-supervisor',
}

/**
 * Whether money may go to this relation (domain.md 3.4), by the pack in force at taking; `commitment` is the fact the
 * payer commits to, which some relations need.
 */
export function relationCheck(code: string, ctx: RuleContext, commitment?: string): RuleCheck {
  const { pack } = packOfTaking(ctx)
  const relation = relationOf(pack, code)
  const clause = { pack, path: 'relations' }
  if (relation === null) {
    const data = { relation: code }
    return fails('relation.near', refusal('relation.no-such', { data, field: 'relation', clause }))
  }
  if (relation.rule === 'allow') return holds('relation.near')
  if (relation.rule === 'commitment' && commitment !== undefined) return holds('relation.near')
  const data = { relation: relation.code, name: relation.name }
  const field = relation.rule === 'commitment' ? 'commitment' : 'relation'
  const why = refusal(codeOfRelationRule[relation.rule], { data, field, clause })
  return relation.rule === 'supervisor' ? second('relation.near', why) : fails('relation.near', why)
}

function checkPayeeIdentity({ payee }: TransferBody, ctx: RuleContext): RuleCheck {
  if (payee.name.trim() === '') return fails('payee.identity', refusal('name.empty', { field: 'payee.name' }))
  const read = readIdNumber(payee.idNumber, shanghaiDate(packOfTaking(ctx).at))
  if (!read.ok) return fails('payee.identity', refusal(read.error, { field: 'payee.idNumber' }))
  // what is stored and sent is the normal form, nothing else
  if (read.value.idNumber === payee.idNumber) return holds('payee.identity')
  return fails('payee.identity', refusal('id-number.malformed', { field: 'payee.idNumber' }))
}

function checkNotSelf({ payee }: TransferBody, ctx: RuleContext): RuleCheck {
  if (payee.idNumber.toUpperCase() !== ctx.person.idNumber.toUpperCase()) return holds('payee.not-self')
  return fails('payee.not-self', refusal('payee.same-person', { field: 'payee.idNumber' }))
}

/** Money for another centre's member goes through the exchange; a centre without one, and the counter, say so. */
function checkParty({ payee }: TransferBody, ctx: RuleContext): RuleCheck {
  return payee.party === 'ours' || ctx.exchange === true
    ? holds('payee.party')
    : fails('payee.party', refusal('payee.elsewhere', { field: 'payee.insuredRegion' }))
}

/** Of a payee the centre says no more than this (domain.md 3.8). When it carries out, it must have said yes. */
function checkPayeeReceives(ctx: RuleContext): RuleCheck {
  const { pack, payee } = ctx
  if (payee === 'can-receive') return holds('payee.receives')
  const open = payee === null || payee === 'ask-online'
  if (open && ctx.moment === 'taking') return unknown('payee.receives')
  if (payee === 'cannot-receive' && pack.transfer.payeeNotOpen === 'pend') return holds('payee.receives')
  const clause = { pack, path: 'transfer.payeeNotOpen' }
  return fails('payee.receives', refusal('payee.cannot-receive', { field: 'payee.idNumber', clause }))
}
