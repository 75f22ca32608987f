import { canonicalJson } from '../../../shared/contract/canonical'
import type { Slip } from '../../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { relationOf } from '../../../shared/domain/kinship'
import { confirmName, hallIdNumber, hallName, hallPhone } from '../../../shared/domain/masks'
import { formatYuan, yuanInCapitals } from '../../../shared/domain/money'
import type { Operation, OperationBody } from '../../../shared/domain/operation'
import { showOperationNumber } from '../../../shared/domain/operation-number'
import { displayState } from '../../../shared/domain/operation-states'
import type { DisplayState } from '../../../shared/domain/operation-states'
import { regionName } from '../../../shared/domain/regions'
import type { Core } from '../counter-core'
import type { OperationRecord } from '../projection/projection'
import { operationNumber } from '../views/operation-view'
import type { WordKey } from '../words'

interface Kind {
  readonly title: WordKey
  readonly banner: WordKey
  readonly border: Slip['border']
  readonly next: WordKey
}

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
  const { words, pack, station, clock } = core
  const number = operationNumber(core, operation)
  if (number === null) throw new Error('a draft has no slip')
  const kind = slipKind(operation)
  const now = clock.now()
  const opensAt = operation.outcome?.type === 'deferred' ? shanghaiTime(operation.outcome.opensAt) : ''
  return {
    title: words(kind.title),
    banner: words(kind.banner),
    border: kind.border,
    number: showOperationNumber(number),
    numberLabel: words('slip.numberLabel'),
    rows: [
      { label: words('slip.what'), value: words(`kind.${operation.body.kind}`), small: null, big: false },
      {
        label: words('slip.who'),
        value: `${hallName(record.member.name)}　${hallIdNumber(record.member.idNumber)}`,
        small: null,
        big: false,
      },
      ...factRows(core, operation),
      ...whyRows(core, operation),
      { label: words('slip.next'), value: words(kind.next, { opens: opensAt }), small: null, big: true },
    ],
    warning: isSettled(operation)
      ? null
      : words('slip.doNotRepeat', { day: callBackDay(now, pack.office.callBackWorkingDays) }),
    foot: [
      words('slip.foot.desk', { hall: station.hall, desk: station.desk, clerk }),
      words('slip.foot.office', {
        at: `${shanghaiDate(now)} ${shanghaiTime(now)}`,
        phone: pack.office.phone,
        hours: pack.office.hours,
      }),
      words('slip.foot.hotline'),
      ...(copy > 1 ? [words('slip.foot.copy', { n: copy })] : []),
      ...(core.realm === 'practice' ? [words('slip.foot.practice')] : []),
    ],
    qr: await signedStatement(core, record, now),
  }
}

/** Title, banner and border for every state an operation can be printed in. */
export function slipKind(operation: Pick<Operation, 'state' | 'receipt' | 'sent' | 'body'>): Kind {
  const shown = displayState(operation)
  const registered = (banner: Kind['banner'], next: Kind['next']): Kind => ({
    title: 'slip.title.registered',
    banner,
    border: 'dashed',
    next,
  })
  switch (shown) {
    case 'draft':
    case 'queued':
    case 'awaiting-verification':
      return operation.sent
        ? registered('slip.banner.sentNoAnswer', 'slip.nextText.sentNoAnswer')
        : registered('slip.banner.neverSent', 'slip.nextText.neverSent')
    case 'in-flight':
    case 'unknown':
      return registered('slip.banner.sentNoAnswer', 'slip.nextText.sentNoAnswer')
    case 'awaiting-hours':
      return registered('slip.banner.centreKeeps', 'slip.nextText.awaitingHours')
    case 'awaiting-approval':
      return registered('slip.banner.centreKeeps', 'slip.nextText.awaitingApproval')
    case 'receipt-pending':
      return {
        title: 'slip.title.transferred',
        banner: 'slip.banner.transferred',
        border: 'single',
        next: 'slip.nextText.transferred',
      }
    case 'receipt-received':
      return doneKind('slip.title.done', 'slip.nextText.familyReceived')
    case 'receipt-returned':
      return {
        title: 'slip.title.returned',
        banner: 'slip.banner.returned',
        border: 'thick-left',
        next: 'slip.nextText.returned',
      }
    case 'done':
      return operation.body.kind === 'receive'
        ? doneKind('slip.title.received', 'slip.nextText.received')
        : doneKind('slip.title.done', 'slip.nextText.opened')
    case 'refused':
      return {
        title: 'slip.title.refused',
        banner: 'slip.banner.refused',
        border: 'thick-left',
        next: 'slip.nextText.refused',
      }
    case 'cancelled':
      return {
        title: 'slip.title.withdrawn',
        banner: 'slip.banner.withdrawn',
        border: 'single',
        next: 'slip.nextText.withdrawn',
      }
  }
}

function doneKind(title: Kind['title'], next: Kind['next']): Kind {
  return { title, banner: 'slip.banner.done', border: 'double', next }
}

const settled: readonly DisplayState[] = [
  'receipt-received',
  'receipt-returned',
  'done',
  'refused',
  'cancelled',
]

function isSettled(operation: Operation): boolean {
  return settled.includes(displayState(operation))
}

function factRows({ words, pack }: Core, { body, outcome }: Operation): Slip['rows'] {
  switch (body.kind) {
    case 'wallet-opening':
      return [
        {
          label: words('slip.placeOfUse'),
          value: regionName(body.placeOfUse),
          small: words('confirm.placeOfUseNote'),
          big: false,
        },
        {
          label: words('slip.phone'),
          value: body.phone === null ? words('confirm.noPhone') : hallPhone(body.phone),
          small: null,
          big: false,
        },
      ]
    case 'transfer': {
      const { payee } = body
      const to = words('slip.toValue', {
        relation: relationOf(pack, body.relation)?.name ?? body.relation,
        name: confirmName(payee.name),
        last4: payee.idNumber.slice(-4),
      })
      const deadlineAt = outcome?.type === 'done' ? outcome.deadlineAt : null
      return [
        { label: words('slip.to'), value: to, small: null, big: false },
        amountRow({ words }, body.amountFen),
        ...(deadlineAt === null
          ? []
          : [
              {
                label: words('slip.deadline'),
                value: `${shanghaiDate(deadlineAt)} ${shanghaiTime(deadlineAt)}`,
                small: words('slip.deadlineNote'),
                big: false,
              },
            ]),
      ]
    }
    case 'receive':
      return [amountRow({ words }, body.amountFen)]
  }
}

function amountRow({ words }: Pick<Core, 'words'>, fen: number): Slip['rows'][number] {
  return {
    label: words('slip.amount'),
    value: words('slip.amountValue', { amount: formatYuan(fen) }),
    small: yuanInCapitals(fen),
    big: true,
  }
}

/** Every reason of the centre, and that no money moved: a refusal is its coded word for that. */
function whyRows({ words }: Core, { outcome, body }: Operation): Slip['rows'] {
  if (outcome?.type !== 'refused') return []
  const reasons = outcome.refusals
    .map((refusal) => words.refusal(refusal))
    .join('；')
    .slice(0, 400)
  const small = body.kind === 'wallet-opening' ? null : words('slip.moneyNotMoved')
  return [{ label: words('slip.why'), value: reasons, small, big: false }]
}

/** The day so many working days from now, as M月D日; Saturdays and Sundays do not count. */
function callBackDay(now: number, workingDays: number): string {
  const dayMs = 24 * 3_600_000
  let at = now
  for (let left = workingDays; left > 0;) {
    at += dayMs
    const weekday = new Date(at + 8 * 3_600_000).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  const [, month = '', day = ''] = shanghaiDate(at).split('-')
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
      rc: operation.receipt,
      a: bodyAmount(body),
      n: hallName(member.name).slice(0, 12),
      p: body.kind === 'transfer' ? confirmName(body.payee.name).slice(0, 12) : null,
      t: now,
    }),
  )
}

function bodyAmount(body: OperationBody): number | null {
  return body.kind === 'wallet-opening' ? null : body.amountFen
}
