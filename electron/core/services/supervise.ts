import type { CodeForm, Elsewhere } from '../../../shared/contract/remote-second'
import { readDigits, readLast4 } from '../../../shared/domain/approval-code'
import type { Fen, OperationId } from '../../../shared/domain/ids'
import { relationOf } from '../../../shared/domain/kinship'
import { parseYuan } from '../../../shared/domain/money'
import { makeOperationNumber, readOperationNumber } from '../../../shared/domain/operation-number'
import { fail, ok } from '../../../shared/domain/result'
import { needsSupervisor } from '../../../shared/domain/second-person'
import { sentence, trimmed } from '../../../shared/domain/typed-text'
import type { Core } from '../counter-core'
import type { CentralFailure } from '../ports'
import { reason, refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk, provePassword } from './sign-in'

const longestReason = 200

/**
 * What waits for a supervisor at other counters, asked of the centre now (ADR 34).
 * Errors: `sign-in.needed`, `clerk.not-supervisor`, `central.*`, `sync.*`.
 */
export async function listElsewhere(core: Core): Promise<ServiceResult<Elsewhere>> {
  const supervisor = signedInSupervisor(core)
  if (!supervisor.ok) return supervisor
  const central = core.central()
  if (central === null) return refuse('central.offline')
  const answer = await central.approvalRequests(core.station.id, supervisor.value)
  if (!answer.ok) return refused(answer.failure)
  const { asOf, requests, more } = answer.value
  const rows = requests.map((row) => ({
    ...row,
    supervisor: needsSupervisor(row.reasons),
    relationName:
      row.other === null || row.other.relation === null
        ? null
        : (relationOf(core.pack, row.other.relation)?.name ?? row.other.relation),
  }))
  return ok({ asOf, rows, more })
}

interface Said {
  readonly operationId: OperationId
  readonly payloadHash: string
  readonly number: string
  readonly place: string
  readonly says: 'approved' | 'sent-back'
  readonly reason: string
  readonly password: string
}

/**
 * The signed-in supervisor's yes or no to what waits at another counter, with the own password once more. Without an
 * answer nothing is certain: the same again is answered as the first time was.
 * Errors: `sign-in.*`, `clerk.*`, `approval.own|gone`, `field.*`, `central.*`.
 */
export async function decideElsewhere(core: Core, said: Said): Promise<ServiceResult<null>> {
  const supervisor = signedInSupervisor(core)
  if (!supervisor.ok) return supervisor
  const why = sentence(said.reason)
  if (said.says === 'sent-back' && why === '') return refuse('field.missing', 'reason')
  if (why.length > longestReason) return refuse('field.too-long', 'reason', { most: longestReason })
  const proved = await provePassword(core, supervisor.value, said.password)
  if (!proved.ok) return proved
  const central = core.central()
  if (central === null) return refuse('central.offline')
  const { operationId, payloadHash, says, number, place } = said
  const sent = { station: core.station.id, operationId, payloadHash, clerk: supervisor.value, says }
  const answer = await central.decideApproval({ ...sent, reason: why })
  if (!answer.ok) return refused(answer.failure)
  core.commit([{ type: 'supervised', clerk: supervisor.value, what: says, number, place }])
  return ok(null)
}

/**
 * The code a supervisor reads out to a counter without a line, bound to what was told on the telephone and to the own
 * name. It is shown once and kept nowhere here.
 * Errors: `sign-in.*`, `clerk.not-supervisor`, those of {@link readCodeForm}, `approval.*`, `operation.no-such`, `central.*`.
 */
export async function giveCode(
  core: Core,
  form: CodeForm,
  password: string,
): Promise<ServiceResult<{ readonly code: string; readonly number: string; readonly place: string }>> {
  const supervisor = signedInSupervisor(core)
  if (!supervisor.ok) return supervisor
  const told = readCodeForm(form)
  if (!told.ok) return told
  const proved = await provePassword(core, supervisor.value, password)
  if (!proved.ok) return proved
  const central = core.central()
  if (central === null) return refuse('central.offline')
  const clerk = supervisor.value
  const answer = await central.approvalCode({ station: core.station.id, clerk, ...told.value })
  if (!answer.ok) return refused(answer.failure, { most: core.pack.telephoneCode?.perDay ?? 0 })
  const { code, hall, desk } = answer.value
  const { number } = told.value
  const place = `${hall} ${desk}`.trim()
  core.commit([{ type: 'supervised', clerk, what: 'code', number, place }])
  return ok({ code, number, place })
}

interface Told {
  readonly number: string
  readonly challenge: string
  readonly amountFen: Fen | null
  readonly last4: string
}

/**
 * Reads what was told on the telephone; every field that does not read is named, all at once.
 * Errors at their fields: `field.missing`, `operation-number.*`, `approval.code-malformed|last4-malformed`, `amount.*`.
 */
export function readCodeForm(form: CodeForm): ServiceResult<Told> {
  const number =
    trimmed(form.number) === '' ? fail('field.missing' as const) : readOperationNumber(form.number)
  const challenge = readDigits(form.challenge)
  const amount = trimmed(form.amount) === '' ? ok(null) : parseYuan(form.amount)
  const last4 = readLast4(form.last4)
  if (number.ok && challenge.ok && amount.ok && last4.ok) {
    const { stationPrefix, taken } = number.value
    return ok({
      number: makeOperationNumber(stationPrefix, taken),
      challenge: challenge.value,
      amountFen: amount.value,
      last4: last4.value,
    })
  }
  const read = { number, challenge, amount, last4 }
  return fail(Object.entries(read).flatMap(([field, one]) => (one.ok ? [] : [reason(one.error, field)])))
}

function signedInSupervisor(core: Core) {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  return clerk.role === 'supervisor' ? ok(clerk.id) : refuse('clerk.not-supervisor')
}

/** @param data what the code's words need, which an answer of the centre does not bring here */
function refused({ code }: CentralFailure, data: Readonly<Record<string, number>> = {}) {
  return refuse(code, null, code === 'approval.too-many-codes' ? data : {})
}
