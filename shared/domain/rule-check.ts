import type { ErrorCode } from './errors'
import type { MemberFacts, PayeeAnswer } from './member-facts'
import type { PremiumFacts } from './premium-facts'
import type { Agent, Refusal, TransferBody } from './operation'
import type { OpennessAnswer, RulePack } from './rule-pack'

/** Every rule a check can name, in one closed list; the words stand in `shared/text`. */
export const ruleNames = [
  'member.known',
  'member.alive',
  'member.active',
  'member.insurance',
  'member.age',
  'member.card',
  'member.facts-age',
  'place.insured',
  'place.of-use',
  'wallet.open',
  'wallet.none-yet',
  'opening.notice',
  'phone.form',
  'phone.count',
  'transfer.amount',
  'transfer.limit',
  'transfer.count',
  'transfer.hours',
  'transfer.pending',
  'transfer.balance',
  'offline.per-item',
  'offline.per-member-day',
  'offline.per-station-day',
  'relation.near',
  'payee.identity',
  'payee.not-self',
  'payee.party',
  'payee.place',
  'payee.receives',
  'receive.waiting',
  'receive.deadline',
  'premium.registered',
  'premium.plan',
  'premium.payable',
  'premium.unpaid',
  'premium.amount',
  'premium.balance',
  'place.current',
  'place.change-offered',
  'place.nothing-waiting',
  'relation.other',
  'binding.offered',
  'binding.relative',
  'binding.in-force',
  'member.answers',
  'agent.able',
  'agent.authority',
  'agent.fresh-status',
  'agent.own-gain',
  'identity.typed',
  'typed.per-item',
  'typed.per-member-day',
] as const
export type RuleName = (typeof ruleNames)[number]

/**
 * ok · fails (stops the operation) · unknown (only the centre can tell; never stops the taking) ·
 * later (the centre keeps it until its hours open; never stops the taking) ·
 * second (nothing is done before a second person has looked, domain.md 2; never stops the taking).
 */
export type RuleVerdict = 'ok' | 'fails' | 'unknown' | 'later' | 'second'

/** What one rule says. `refusal` words a verdict other than ok where there is something to say. */
export interface RuleCheck {
  readonly rule: string
  readonly verdict: RuleVerdict
  readonly refusal: Refusal | null
  /** The age (ms since 1970) of the data the verdict rests on; null = it rests on the pack and the form alone. */
  readonly asOf: number | null
}

/** What this station took today (Asia/Shanghai) and the centre may not have counted yet; all zero at the centre. */
export interface TakenHere {
  /** The member's transfers taken here today; those refused or withdrawn give their count back and are not among them. */
  readonly memberTransfersToday: number
  readonly memberAmountTodayFen: number
  readonly stationAmountTodayFen: number
  /** The member's transfers taken here that are not sent yet. */
  readonly memberTransfersQueued: number
  /** What those not yet sent will draw from each source; absent = not counted here. */
  readonly memberQueuedFen?: Readonly<Record<TransferBody['source'], number>>
}

/** Who acts for the member, as the rules look at it. */
export interface RuleAgent extends Agent {
  /** The card's last day, YYYYMMDD or 长期; looked at when taking only. */
  readonly validTo: string
  /** The phone of the payee's wallet; null = none, or not known here. */
  readonly payeePhone: string | null
  /** Somebody else than the taker has spoken with the member. */
  readonly memberSpoken: boolean
  /** A supervisor is to speak with the member before anything leaves: said when taking, never at the centre. */
  readonly supervisorCalls?: true
}

/** Everything the rules look at besides the form. The counter fills it when taking, the centre when carrying out. */
export interface RuleContext {
  readonly pack: RulePack
  /** Milliseconds since 1970; at the centre the centre's clock. */
  readonly nowAt: number
  readonly moment: 'taking' | 'carrying-out'
  readonly online: boolean
  /** How the person is known; absent = by card. */
  readonly identity?: 'card' | 'typed'
  readonly person: {
    readonly idNumber: string
    /** YYYYMMDD; null = the number does not tell it. */
    readonly birthDate: string | null
    /** YYYYMMDD or 长期; looked at when taking only. */
    readonly validTo: string
  }
  readonly member: MemberFacts | null
  readonly payee: PayeeAnswer | null
  /** How many wallets the phone serves already; null = not known here. */
  readonly walletsOnPhone: number | null
  readonly takenHere: TakenHere
  /**
   * When carrying out: the pack in force at taking and that instant. Relation and place are judged by it; hours, count
   * and amount by `pack` (domain.md 4.4). Absent = the same pack.
   */
  readonly atTaking?: { readonly pack: RulePack; readonly at: number }
  /** What the centre itself knows of places its table leaves unknown. */
  readonly placeAnswers?: readonly OpennessAnswer[]
  /** What the collecting authority registered of the premium at hand; null = nothing, absent = only the centre knows. */
  readonly premium?: PremiumFacts | null
  /** A family-binding and its register; absent = only the centre knows. */
  readonly binding?: {
    /** The one named may draw on the member's account already. */
    readonly inForce: boolean
    /** Somebody of this name and number is insured; null = only the centre knows. */
    readonly relativeInsured: boolean | null
    /** How old the register's word is, ms since 1970. */
    readonly asOf: number
  }
  /** This centre exchanges transfers with other centres. */
  readonly exchange?: boolean
  /** Absent = the member acts. */
  readonly agent?: RuleAgent
  /** 有自己的收入: said of a member who is not of age (domain.md 2). */
  readonly ownIncome?: boolean
  /** The member could not answer the three open questions (domain.md 2). */
  readonly cannotAnswer?: boolean
}

/** Today's context with what a rule needs to know of the pack that judges relation and place. */
export function packOfTaking(ctx: RuleContext): { readonly pack: RulePack; readonly at: number } {
  return ctx.atTaking ?? { pack: ctx.pack, at: ctx.nowAt }
}

/** The facts, as far as they are about somebody: an answer “nobody of this number” carries no facts. */
export function knownMember(ctx: RuleContext): MemberFacts | null {
  return ctx.member === null || ctx.member.status === 'unknown' ? null : ctx.member
}

interface RefusalParts {
  readonly data?: Refusal['data']
  readonly field?: string
  /** The pack's path and number; absent where no clause of the pack bit. */
  readonly clause?: { readonly pack: RulePack; readonly path: string }
}

/** A refusal with its clause. */
export function refusal(code: ErrorCode, parts: RefusalParts = {}): Refusal {
  const { data = {}, field = null, clause } = parts
  return {
    code,
    data,
    field,
    clause: clause === undefined ? null : { pack: clause.pack.number, path: clause.path },
  }
}

export const holds = (rule: RuleName, asOf: number | null = null): RuleCheck => check(rule, 'ok', null, asOf)
export const unknown = (rule: RuleName, why: Refusal | null = null, asOf: number | null = null): RuleCheck =>
  check(rule, 'unknown', why, asOf)
export const fails = (rule: RuleName, why: Refusal, asOf: number | null = null): RuleCheck =>
  check(rule, 'fails', why, asOf)
export const later = (rule: RuleName, why: Refusal): RuleCheck => check(rule, 'later', why, null)

export const second = (rule: RuleName, why: Refusal): RuleCheck => check(rule, 'second', why, null)

function check(rule: RuleName, verdict: RuleVerdict, why: Refusal | null, asOf: number | null): RuleCheck {
  return { rule, verdict, refusal: why, asOf }
}

/** The reasons that stop the operation, in the order of the rules; empty = nothing stops it. */
export function refusalsOf(checks: readonly RuleCheck[]): readonly Refusal[] {
  return checks.flatMap((c) => (c.verdict === 'fails' && c.refusal !== null ? [c.refusal] : []))
}

/** Why a second person has to look first, in the order of the rules; empty = nobody has to. */
export function approvalsOf(checks: readonly RuleCheck[]): readonly Refusal[] {
  return checks.flatMap((c) => (c.verdict === 'second' && c.refusal !== null ? [c.refusal] : []))
}
