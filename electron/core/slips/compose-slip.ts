import { canonicalJson } from '../../../shared/contract/canonical'
import type { Slip } from '../../../shared/contract/slip'
import { shanghaiTime } from '../../../shared/domain/china-time'
import { confirmName, hallIdNumber, hallName } from '../../../shared/domain/masks'
import { amountOf } from '../../../shared/domain/operation'
import type { Operation } from '../../../shared/domain/operation'
import { slipCode } from '../../../shared/domain/slip-code'
import { showOperationNumber } from '../../../shared/domain/operation-number'
import { afterWorkingDays, workingTimeOf } from '../../../shared/domain/working-time'
import type { Core } from '../counter-core'
import type { OperationRecord } from '../projection/projection'
import { operationNumber } from '../views/operation-view'
import { footOf, row } from './compose-leaflet'
import { correctionRows } from './correction-rows'
import { householdKind, isSettled, slipKind } from './slip-kind'
import { agentRows, factRows, premiumRows, trustRows, whyRows } from './slip-rows'

/**
 * The slip of an operation as it stands now (screens.md 4): title, banner and border follow the state at printing;
 * 钱没有动 never after a byte was sent unless the centre confirmed it. `copy` counts printings, 1 = the first.
 */
export async function composeSlip(
  core: Core,
  record: OperationRecord,
  clerk: string,
  copy: number,
): Promise<Slip> {
  const { operation } = record
  const { words, pack, clock } = core
  const number = operationNumber(core, operation)
  if (number === null) throw new Error('a draft has no slip')
  const household = householdOf(core, operation)
  const kind = household === null ? slipKind(operation) : householdKind(household)
  const now = clock.now()
  const opensAt = operation.outcome?.type === 'deferred' ? shanghaiTime(operation.outcome.opensAt) : ''
  return {
    title: words(kind.title),
    banner: words(kind.banner),
    border: kind.border,
    number: showOperationNumber(number),
    numberLabel: words('slip.numberLabel', { code: slipCode(operation.taken?.payloadHash ?? '') }),
    rows: [
      row(words('slip.what'), words(`kind.${operation.body.kind}`)),
      ...(operation.corrected === undefined
        ? [
            row(
              words('slip.who'),
              `${hallName(record.member.name)}　${hallIdNumber(record.member.idNumber)}`,
            ),
            ...agentRows(core, record.canonical),
            ...factRows(core, operation),
            ...trustRows(core, record),
            ...premiumRows(core, household ?? []),
            ...(household ?? [operation]).flatMap((one) => whyRows(core, one)),
          ]
        : correctionRows(core, record, operation.corrected)),
      row(words('slip.next'), words(kind.next, { opens: opensAt }), null, true),
    ],
    statement: [],
    signatures: [],
    warning: (household ?? [operation]).every(isSettled)
      ? null
      : words('slip.doNotRepeat', { day: callBackDay(now, pack) }),
    foot: footOf(core, clerk, copy),
    qr: await signedStatement(core, record, now),
  }
}

/** The premiums taken in the same visit stand on one slip; null for every other kind. */
function householdOf(
  { projection }: Core,
  operation: Operation,
): readonly [Operation, ...Operation[]] | null {
  if (operation.body.kind !== 'premium-payment') return null
  const others = projection
    .operationsOfVisit(operation.visitId)
    .map((record) => record.operation)
    .filter(({ id, body, taken }) => body.kind === 'premium-payment' && taken !== null && id !== operation.id)
  return [operation, ...others]
}

/** The day so many working days from now, as M月D日; Saturdays and Sundays do not count. */
function callBackDay(now: number, pack: Core['pack']): string {
  const at = afterWorkingDays(now, pack.office.callBackWorkingDays, workingTimeOf(pack))
  const [, month = '', day = ''] = at.split('-')
  return `${String(Number(month))}月${String(Number(day))}日`
}

/** The signed statement of the QR: what this slip said, when, under which key. At most 600 characters. */
async function signedStatement(
  core: Core,
  { operation, member }: OperationRecord,
  now: number,
): Promise<string> {
  const { body } = operation
  return core.signer.sign(
    canonicalJson({
      v: 'intl-1',
      r: core.realm,
      s: core.station.id,
      e: core.station.epoch,
      i: operation.id,
      k: body.kind,
      st: operation.state,
      // of the receiving of a reversed transfer too: the money is not where it was
      rc: operation.corrected === undefined ? operation.receipt : 'returned',
      a: amountOf(body),
      n: hallName(member.name).slice(0, 12),
      p: body.kind === 'transfer' ? confirmName(body.payee.name).slice(0, 12) : null,
      t: now,
    }),
  )
}
