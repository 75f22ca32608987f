import type { OperationForm } from '../../../shared/contract/counter'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { ErrorCode } from '../../../shared/domain/errors'
import { readIdNumber } from '../../../shared/domain/id-number'
import type { Fen, RelationCode } from '../../../shared/domain/ids'
import type { MemberFacts } from '../../../shared/domain/member-facts'
import { parseYuan } from '../../../shared/domain/money'
import type {
  BindingBody,
  NoticeGiven,
  OpeningBody,
  OperationBody,
  PlaceChangeBody,
  PremiumBody,
  ReceiveBody,
  RelationBody,
  Refusal,
  TransferBody,
} from '../../../shared/domain/operation'
import type { PremiumFacts } from '../../../shared/domain/premium-facts'
import { premiumPlan } from '../../../shared/domain/premium-plan'
import { readPhone } from '../../../shared/domain/phone'
import { longestName, readPersonName } from '../../../shared/domain/person-name'
import { isRegionKey } from '../../../shared/domain/regions'
import { fail, ok } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'
import type { RulePack } from '../../../shared/domain/rule-pack'
import type { RegionKey } from '../../../shared/domain/ids'
import { sentence, trimmed } from '../../../shared/domain/typed-text'
import { reason } from './outcome'

type Read<T> = Result<T, readonly Refusal[]>

/** What reading a form needs to know besides what was typed. */
export interface FormContext {
  readonly pack: RulePack
  readonly nowAt: number
  readonly facts: MemberFacts | null
  /** Who is being served: an own premium names nobody. */
  readonly person: { readonly name: string; readonly idNumber: string }
  /** What is registered of somebody's premium of a year; undefined = not known here. */
  readonly premium: (idNumber: string, year: number) => PremiumFacts | null | undefined
}

/**
 * Reads what the clerk typed into an operation's body. Every field that does not read is named with its code, all at
 * once; nothing is guessed. The domain's rules come after this.
 */
export function readForm(form: OperationForm, ctx: FormContext): Read<OperationBody> {
  switch (form.kind) {
    case 'wallet-opening':
      return readOpening(form, ctx)
    case 'transfer':
      return readTransfer(form, ctx)
    case 'receive':
      return readReceive(form, ctx)
    case 'place-of-use-change':
      return readPlaceChange(form, ctx)
    case 'relation-declaration':
      return readRelationDeclaration(form, ctx)
    case 'family-binding':
      return readBinding(form, ctx)
    case 'premium-payment':
      return readPremium(form, ctx)
  }
}

function readOpening(
  form: Extract<OperationForm, { kind: 'wallet-opening' }>,
  ctx: FormContext,
): Read<OpeningBody> {
  const place = readRegion(form.placeOfUse, 'placeOfUse', ctx)
  const withoutPhone = form.phoneOwner === 'none' || trimmed(form.phone) === ''
  const phone = withoutPhone ? ok(null) : inField(readPhone(form.phone), 'phone')
  const ownerFits: Read<null> =
    form.phoneOwner !== 'none' && trimmed(form.phone) === ''
      ? fail([reason('phone.malformed', 'phone')])
      : ok(null)
  const relation: Read<RelationCode | null> =
    form.phoneOwner === 'relative' ? readRelation(form.phoneRelation, 'phoneRelation') : ok(null)
  const notice: Read<NoticeGiven> =
    form.noticeGiven === '' ? fail([reason('field.missing', 'noticeGiven')]) : ok(form.noticeGiven)
  const why = readPlaceReason(form, ctx)
  if (!place.ok || !phone.ok || !ownerFits.ok || !relation.ok || !notice.ok || !why.ok)
    return failAll(place, phone, ownerFits, relation, notice, why)
  return ok({
    kind: 'wallet-opening',
    placeOfUse: place.value,
    phone: phone.value,
    phoneOwner: form.phoneOwner,
    ...(relation.value === null ? {} : { phoneRelation: relation.value }),
    noticeVersion: ctx.pack.opening.noticeVersion,
    noticeGiven: notice.value,
    ...(why.value === null ? {} : { placeReason: why.value }),
  })
}

/** The longest sentence a body holds, in UTF-16 units. */
const longestSentence = 200

/** Another place than the insured region needs a reason; where that region is not known here nobody can ask for one. */
function readPlaceReason(
  form: Extract<OperationForm, { kind: 'wallet-opening' }>,
  { facts }: FormContext,
): Read<string | null> {
  const insured = facts?.insuredRegion ?? null
  if (insured === form.placeOfUse) return ok(null)
  const why = readSentence(form.placeReason, 'placeReason')
  // a reason says something: letters or digits
  if (!why.ok || (why.value !== null && /[\p{L}\p{N}]/u.test(why.value))) return why
  return insured === null ? ok(null) : fail([reason('field.missing', 'placeReason')])
}

function readTransfer(
  form: Extract<OperationForm, { kind: 'transfer' }>,
  ctx: FormContext,
): Read<TransferBody> {
  const name = readName(form.payeeName, 'payeeName')
  const number = inField(readIdNumber(form.payeeIdNumber, shanghaiDate(ctx.nowAt)), 'payeeIdNumber')
  const region = readRegion(form.payeeRegion, 'payeeRegion', ctx)
  const relation = readRelation(form.relation)
  const amount = inField<Fen>(parseYuan(form.amount), 'amount')
  const commitment = readSentence(form.commitment, 'commitment')
  if (!name.ok || !number.ok || !region.ok || !relation.ok || !amount.ok || !commitment.ok) {
    return failAll(name, number, region, relation, amount, commitment)
  }
  return ok({
    kind: 'transfer',
    source: form.source,
    payee: {
      name: name.value,
      idNumber: number.value.idNumber,
      insuredRegion: region.value,
      party: 'ours',
      identity: form.payeeIdentity,
    },
    relation: relation.value,
    ...(commitment.value === null ? {} : { commitment: commitment.value }),
    amountFen: amount.value,
  })
}

function readReceive(form: Extract<OperationForm, { kind: 'receive' }>, ctx: FormContext): Read<ReceiveBody> {
  const money = ctx.facts?.waitingToReceive.find(({ transferId }) => transferId === form.transferId)
  if (!money) return fail([reason('receive.no-such', 'transferId')])
  return ok({ kind: 'receive', transferId: money.transferId, amountFen: money.amountFen })
}

function readPlaceChange(
  form: Extract<OperationForm, { kind: 'place-of-use-change' }>,
  ctx: FormContext,
): Read<PlaceChangeBody> {
  const to = readRegion(form.to, 'to', ctx)
  const from = ctx.facts?.wallet?.placeOfUse
  if (!to.ok) return to
  // without a wallet there is no place to change; not known here, nobody can say what would change
  if (from === undefined) return fail([reason('wallet.not-open', null)])
  return ok({ kind: 'place-of-use-change', from, to: to.value })
}

function readRelationDeclaration(
  form: Extract<OperationForm, { kind: 'relation-declaration' }>,
  ctx: FormContext,
): Read<RelationBody> {
  const name = readName(form.otherName, 'otherName')
  const number = inField(readIdNumber(form.otherIdNumber, shanghaiDate(ctx.nowAt)), 'otherIdNumber')
  const relation = readRelation(form.relation)
  const commitment = readSentence(form.commitment, 'commitment')
  if (!name.ok || !number.ok || !relation.ok || !commitment.ok)
    return failAll(name, number, relation, commitment)
  return ok({
    kind: 'relation-declaration',
    other: { name: name.value, idNumber: number.value.idNumber },
    relation: relation.value,
    commitment: commitment.value,
  })
}

function readBinding(
  form: Extract<OperationForm, { kind: 'family-binding' }>,
  ctx: FormContext,
): Read<BindingBody> {
  const name = readName(form.otherName, 'otherName')
  const number = inField(readIdNumber(form.otherIdNumber, shanghaiDate(ctx.nowAt)), 'otherIdNumber')
  const binds = form.change === 'bind'
  const relation: Read<RelationCode | null> = binds ? readRelation(form.relation) : ok(null)
  const commitment = readSentence(binds ? form.commitment : '', 'commitment')
  if (!name.ok || !number.ok || !relation.ok || !commitment.ok)
    return failAll(name, number, relation, commitment)
  return ok({
    kind: 'family-binding',
    change: form.change,
    other: { name: name.value, idNumber: number.value.idNumber },
    relation: relation.value,
    ...(commitment.value === null ? {} : { commitment: commitment.value }),
  })
}

/** What is due comes from the register, else from the pack's plan; without either nothing is charged. */
function readPremium(
  form: Extract<OperationForm, { kind: 'premium-payment' }>,
  ctx: FormContext,
): Read<PremiumBody> {
  const year = readYear(form.year)
  const own = [form.personName, form.personIdNumber, form.relation].every((text) => trimmed(text) === '')
  const { person } = ctx
  const name = readName(own ? person.name : form.personName, 'personName')
  const number = inField(
    readIdNumber(own ? person.idNumber : form.personIdNumber, shanghaiDate(ctx.nowAt)),
    'personIdNumber',
  )
  const relation: Read<RelationCode | null> = own ? ok(null) : readRelation(form.relation)
  if (!year.ok || !name.ok || !number.ok || !relation.ok) return failAll(year, name, number, relation)
  const { idNumber } = number.value
  const due = dueOf(idNumber, year.value, ctx)
  if (!due.ok) return fail([reason(due.error, 'year', { year: year.value })])
  return ok({
    kind: 'premium-payment',
    year: year.value,
    person: { name: name.value, idNumber },
    relation: relation.value,
    source: form.source,
    amountFen: due.value,
  })
}

function dueOf(
  idNumber: string,
  year: number,
  { pack, facts, premium }: FormContext,
): Result<Fen, 'premium.no-plan' | 'premium.region-unknown'> {
  const registered = premium(idNumber, year)
  if (registered != null) return ok(registered.dueFen)
  if (facts === null) return fail('premium.region-unknown')
  const { insuredRegion: region } = facts
  const plan = region === null ? null : premiumPlan(pack, { year, region, tier: 'base', group: 'resident' })
  return plan === null ? fail('premium.no-plan') : ok(plan.amountFen)
}

function readYear(typed: string): Read<number> {
  const year = /^\d{4}$/.exec(trimmed(typed))?.[0]
  return year === undefined ? fail([reason('field.missing', 'year')]) : ok(Number(year))
}

function readName(typed: string, field: string): Read<string> {
  const name = readPersonName(typed)
  return name.ok ? name : fail([reason(name.error, field, { max: longestName })])
}

/** null = nothing was written. */
function readSentence(typed: string, field: string): Read<string | null> {
  const said = sentence(typed)
  if (said.length > longestSentence) return fail([reason('field.too-long', field, { max: longestSentence })])
  return ok(said === '' ? null : said)
}

function readRegion(typed: string, field: string, { pack }: FormContext): Read<RegionKey> {
  if (trimmed(typed) === '') return fail([reason('field.missing', field)])
  const known = pack.regionTable.provinces.some(({ code }) => typed.startsWith(`${code}/`))
  return known && isRegionKey(typed) ? ok(typed as RegionKey) : fail([reason('place.no-such', field)])
}

function readRelation(typed: string, field = 'relation'): Read<RelationCode> {
  const code = trimmed(typed)
  if (code === '') return fail([reason('field.missing', field)])
  return /^\d{2}$/.test(code) ? ok(code as RelationCode) : fail([reason('relation.no-such', field)])
}

function inField<T>(result: Result<T, ErrorCode>, field: string): Read<T> {
  return result.ok ? result : fail([reason(result.error, field)])
}

function failAll(...reads: readonly Read<unknown>[]): {
  readonly ok: false
  readonly error: readonly Refusal[]
} {
  return fail(reads.flatMap((read) => (read.ok ? [] : read.error)))
}

/** The form's field that holds what a rule names by its place in the body. */
const formFields: Readonly<Record<string, string>> = {
  amountFen: 'amount',
  'payee.insuredRegion': 'payeeRegion',
  'payee.idNumber': 'payeeIdNumber',
  'payee.name': 'payeeName',
  'other.idNumber': 'otherIdNumber',
  'other.name': 'otherName',
  'person.idNumber': 'personIdNumber',
}

/** The refusal with its field named as the form names it. */
export function atFormField(refusal: Refusal): Refusal {
  return refusal.field === null ? refusal : { ...refusal, field: formFields[refusal.field] ?? refusal.field }
}
