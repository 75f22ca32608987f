import type { OperationForm } from '../../../shared/contract/counter'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { ErrorCode } from '../../../shared/domain/errors'
import { readIdNumber } from '../../../shared/domain/id-number'
import type { Fen, RelationCode } from '../../../shared/domain/ids'
import type { MemberFacts } from '../../../shared/domain/member-facts'
import { parseYuan } from '../../../shared/domain/money'
import type {
  OpeningBody,
  OperationBody,
  ReceiveBody,
  Refusal,
  TransferBody,
} from '../../../shared/domain/operation'
import { readPhone } from '../../../shared/domain/phone'
import { isRegionKey } from '../../../shared/domain/regions'
import { fail, ok } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'
import type { RulePack } from '../../../shared/domain/rule-pack'
import type { RegionKey } from '../../../shared/domain/ids'
import { trimmed } from '../../../shared/domain/typed-text'
import { reason } from './outcome'

type Read<T> = Result<T, readonly Refusal[]>

/** What reading a form needs to know besides what was typed. */
export interface FormContext {
  readonly pack: RulePack
  readonly nowAt: number
  readonly facts: MemberFacts | null
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
  if (!place.ok || !phone.ok || !ownerFits.ok) return failAll(place, phone, ownerFits)
  return ok({
    kind: 'wallet-opening',
    placeOfUse: place.value,
    phone: phone.value,
    phoneOwner: form.phoneOwner,
    noticeVersion: ctx.pack.opening.noticeVersion,
  })
}

function readTransfer(
  form: Extract<OperationForm, { kind: 'transfer' }>,
  ctx: FormContext,
): Read<TransferBody> {
  const name = readName(form.payeeName)
  const number = inField(readIdNumber(form.payeeIdNumber, shanghaiDate(ctx.nowAt)), 'payeeIdNumber')
  const region = readRegion(form.payeeRegion, 'payeeRegion', ctx)
  const relation = readRelation(form.relation)
  const amount = inField<Fen>(parseYuan(form.amount), 'amount')
  if (!name.ok || !number.ok || !region.ok || !relation.ok || !amount.ok) {
    return failAll(name, number, region, relation, amount)
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
    amountFen: amount.value,
  })
}

function readReceive(form: Extract<OperationForm, { kind: 'receive' }>, ctx: FormContext): Read<ReceiveBody> {
  const money = ctx.facts?.waitingToReceive.find(({ transferId }) => transferId === form.transferId)
  if (!money) return fail([reason('receive.no-such', 'transferId')])
  return ok({ kind: 'receive', transferId: money.transferId, amountFen: money.amountFen })
}

function readName(typed: string): Read<string> {
  const name = trimmed(typed)
  return name === '' || name.length > 60 ? fail([reason('name.empty', 'payeeName')]) : ok(name)
}

function readRegion(typed: string, field: string, { pack }: FormContext): Read<RegionKey> {
  if (trimmed(typed) === '') return fail([reason('field.missing', field)])
  const known = pack.regionTable.provinces.some(({ code }) => typed.startsWith(`${code}/`))
  return known && isRegionKey(typed) ? ok(typed as RegionKey) : fail([reason('place.no-such', field)])
}

function readRelation(typed: string): Read<RelationCode> {
  if (trimmed(typed) === '') return fail([reason('field.missing', 'relation')])
  return /^\d{2}$/.test(typed) ? ok(typed as RelationCode) : fail([reason('relation.no-such', 'relation')])
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
}

/** The refusal with its field named as the form names it. */
export function atFormField(refusal: Refusal): Refusal {
  return refusal.field === null ? refusal : { ...refusal, field: formFields[refusal.field] ?? refusal.field }
}
