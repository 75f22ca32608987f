import type { Slip } from '../../../shared/contract/slip'
import type { Correction } from '../../../shared/domain/centre-events'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { relationOf } from '../../../shared/domain/kinship'
import { confirmName, hallIdNumber, hallName } from '../../../shared/domain/masks'
import { formatYuan, yuanInCapitals } from '../../../shared/domain/money'
import { amountOf } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import type { OperationRecord } from '../projection/projection'
import { row } from './compose-leaflet'

/**
 * What a 更正通知单 says of a reversed transfer, or of the receiving of its money: who, how much, what it was and is now,
 * why, by whom and when. Whoever of the two holds it reads the same.
 */
export function correctionRows(
  core: Core,
  record: OperationRecord,
  { reason, by, at }: Correction,
): Slip['rows'] {
  const { words, pack } = core
  const { body } = record.operation
  const member = `${hallName(record.member.name)}　${hallIdNumber(record.member.idNumber)}`
  const amountFen = amountOf(body)
  return [
    row(words(body.kind === 'receive' ? 'correction.payee' : 'correction.payer'), member),
    ...(body.kind === 'transfer'
      ? [
          row(
            words('correction.payee'),
            words('slip.toValue', {
              relation: relationOf(pack, body.relation)?.name ?? body.relation,
              name: confirmName(body.payee.name),
              last4: body.payee.idNumber.slice(-4),
            }),
          ),
        ]
      : []),
    ...(amountFen === null
      ? []
      : [
          row(
            words('slip.amount'),
            words('slip.amountValue', { amount: formatYuan(amountFen) }),
            yuanInCapitals(amountFen),
            true,
          ),
        ]),
    row(words('correction.before'), words(`correction.was.${moneyBefore(core, record)}`)),
    row(words('correction.now'), words('correction.isNow')),
    row(words('slip.why'), reason === '' ? words('correction.noReason') : reason),
    row(
      words('correction.by'),
      by.length === 0 ? words('correction.twoPeople') : words('correction.byWhom', { names: by.join('、') }),
      `${shanghaiDate(at)} ${shanghaiTime(at)}`,
    ),
    row(words('correction.ask'), words('correction.askWhom', { phone: pack.office.phone })),
  ]
}

/** Where the money was until then, as far as this counter heard. */
function moneyBefore({ projection }: Core, { operation }: OperationRecord): 'pending' | 'received' | 'sent' {
  const { id, body, outcome } = operation
  if (body.kind === 'receive') return 'received'
  const heard = projection.looks
    .storyOf(id)
    .flatMap(({ type, detail }) => (type === 'receipt-changed' ? [detail] : []))
  const first = outcome?.type === 'done' ? outcome.receipt : null
  const last = [first, ...heard].findLast((receipt) => receipt === 'pending' || receipt === 'received')
  return last === 'pending' || last === 'received' ? last : 'sent'
}
