import type { BindingBody, OperationBody, OperationPayload } from '../../shared/domain/operation'
import { shanghaiDate } from '../../shared/domain/china-time'
import { readIdNumber } from '../../shared/domain/id-number'
import type { PayeeAnswer } from '../../shared/domain/member-facts'
import type { PremiumFacts } from '../../shared/domain/premium-facts'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { RuleContext } from '../../shared/domain/rule-check'
import { factsIn, unknownFacts } from '../members/facts'
import { premiumFactsOf } from '../members/premiums'
import { payeeReceives } from '../members/payee'
import type { Centre } from '../centre'
import type { Book, Member } from './book'
import { bindingKey, premiumKey } from './book'
import type { PasswordAnswer } from '../verification/member-password'
import type { ArrivedItem } from './operations'
import type { ItemRecords } from './records'

/** One operation at the moment it is judged and carried out: the book is open, its people are locked. */
export interface Case {
  readonly book: Book
  readonly payload: OperationPayload
  readonly records: ItemRecords
  /** The pack in force now. */
  readonly pack: RulePack
  readonly at: number
  /** Null when the centre has nobody of this number, or of this number and name. */
  readonly member: Member | null
  /** The payee of a transfer, the insured person of a premium, who is bound; null when the centre does not have the person named. */
  readonly other: Member | null
  readonly rules: RuleContext
  /** What the member's own password came to, now or when these bytes came before; null = none ever came. */
  readonly password: PasswordAnswer | null
  /** The centre's clock brought it. */
  readonly due: boolean
}

const nothingTaken = {
  memberTransfersToday: 0,
  memberAmountTodayFen: 0,
  stationAmountTodayFen: 0,
  memberTransfersQueued: 0,
}

/** What a case keeps of how its operation came. */
type Came = Pick<ArrivedItem, 'id' | 'payloadHash' | 'password' | 'due'>

/** Gathers what the rules of one operation look at. */
export function caseOf(
  book: Book,
  item: Came,
  payload: OperationPayload,
  records: ItemRecords,
  { packs, exchange }: Pick<Centre, 'packs' | 'exchange'>,
): Case {
  const { body } = payload
  const { at } = book
  const pack = packs.current
  const member = named(book, payload.member)
  const other = otherOf(book, body)
  const rules: RuleContext = {
    pack,
    nowAt: at,
    moment: 'carrying-out',
    online: true,
    identity: payload.identity.way,
    person: { idNumber: payload.member.idNumber, birthDate: birthDate(payload, at), validTo: '长期' },
    member: member === null ? unknownFacts(payload.member.idNumber, at) : factsIn(book, member, pack),
    payee: payeeAnswer(book, body, other),
    walletsOnPhone: phoneCount(book, body),
    takenHere: nothingTaken,
    atTaking: { pack: packs.of(payload.pack) ?? pack, at: payload.takenAt },
    ...(body.kind === 'premium-payment' ? { premium: premiumFacts(book, other, body.year) } : {}),
    ...(body.kind === 'family-binding' ? { binding: bindingIn(book, payload.member, body, other) } : {}),
    exchange: exchange !== undefined,
    ...(payload.ownIncome === undefined ? {} : { ownIncome: payload.ownIncome }),
    ...agentIn(book, payload, records, other),
  }
  const due = item.due === true
  return { book, payload, records, pack, at, member, other, rules, password: passwordOf(book, item), due }
}

function passwordOf({ verified }: Book, { id, payloadHash, password }: Came): PasswordAnswer | null {
  if (password?.code === 'verified' || verified.get(id) === payloadHash) return { code: 'verified' }
  return password ?? null
}

/** The agent as the rules look at it: the centre knows the payee's phone, and who has spoken with the member. */
function agentIn(
  { wallets, secondPersons }: Book,
  payload: OperationPayload,
  records: ItemRecords,
  other: Member | null,
): Pick<RuleContext, 'agent'> {
  const { agent } = payload
  if (agent === undefined) return {}
  const payeePhone = other === null ? null : (wallets.get(other.id)?.phone ?? null)
  const memberSpoken = records.approvals.some(
    (one) =>
      one.through === undefined &&
      one.memberSpoken &&
      one.by !== payload.clerk &&
      secondPersons.get(one.by) === 'supervisor',
  )
  return { agent: { ...agent, validTo: '长期', payeePhone, memberSpoken } }
}

function named(
  book: Book,
  { name, idNumber }: { readonly name: string; readonly idNumber: string },
): Member | null {
  const found = book.members.get(idNumber)
  return found?.name === name.trim() ? found : null
}

function otherOf(book: Book, body: OperationBody): Member | null {
  if (body.kind === 'premium-payment') return named(book, body.person)
  if (body.kind === 'family-binding') return named(book, body.other)
  if (body.kind !== 'transfer' || body.payee.party === 'elsewhere') return null
  return book.members.get(body.payee.idNumber) ?? null
}

function birthDate({ member }: OperationPayload, at: number): string | null {
  const read = readIdNumber(member.idNumber, shanghaiDate(at))
  return read.ok ? read.value.birthDate : null
}

/** Whether another centre's member can receive is that centre's to say; the money comes back when it says no. */
function payeeAnswer(book: Book, body: OperationBody, payee: Member | null): PayeeAnswer | null {
  if (body.kind !== 'transfer') return null
  if (body.payee.party === 'elsewhere') return 'can-receive'
  return payeeReceives(body.payee, payee, payee !== null && book.wallets.has(payee.id))
}

/** Only what this centre's counters bound can be ended here; the line of another register is that register's. */
function bindingIn(
  { bindings, at }: Book,
  member: { readonly idNumber: string },
  { change, other: { idNumber } }: BindingBody,
  other: Member | null,
): NonNullable<RuleContext['binding']> {
  const register = bindings.get(bindingKey(member.idNumber, idNumber))
  const inForce = change === 'end' ? register === 'ours' : register !== undefined
  const relativeInsured = other?.status === 'active' && other.insurances.length > 0
  return { inForce, relativeInsured, asOf: at }
}

function phoneCount(book: Book, body: OperationBody): number | null {
  if (body.kind !== 'wallet-opening') return null
  return body.phone === null ? 0 : (book.walletsOnPhone.get(body.phone) ?? 0)
}

function premiumFacts(book: Book, person: Member | null, year: number): PremiumFacts | null {
  const premium = person === null ? undefined : book.premiums.get(premiumKey(person.id, year))
  if (premium === undefined) return null
  return premiumFactsOf(premium)
}
