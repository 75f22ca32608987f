import type { Slip } from '../../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { relationOf } from '../../../shared/domain/kinship'
import { confirmName, hallIdNumber, hallName, hallPhone } from '../../../shared/domain/masks'
import type { Agent } from '../../../shared/domain/operation'
import { showOperationNumber } from '../../../shared/domain/operation-number'
import { regionName } from '../../../shared/domain/regions'
import { commitmentOf, receiveBy } from '../../../shared/domain/side-slips'
import type { SideSlip } from '../../../shared/domain/side-slips'
import { slipCode } from '../../../shared/domain/slip-code'
import type { Core } from '../counter-core'
import type { OperationRecord } from '../projection/projection'
import { actsInPlace, phoneOwnerWords } from '../services/confirm-words'
import { operationNumber } from '../views/operation-view'
import { footOf, row } from './compose-leaflet'
import { agentRows, amountRow, frozenAgent, trustRows } from './slip-rows'

type Rows = Slip['rows']
type Said = Pick<Slip, 'banner' | 'rows' | 'statement' | 'signatures'>

/**
 * A paper beside the slip. Whoever signs reads the own name in full and the number under the hall mask; the other person
 * stands under the confirm mask, as on the member's window. `copy` counts printings of this kind, 1 = the first.
 */
export function composeSideSlip(
  core: Core,
  record: OperationRecord,
  slip: SideSlip,
  clerk: string,
  copy: number,
): Slip {
  const { words } = core
  const number = operationNumber(core, record.operation)
  const { taken } = record.operation
  return {
    title: words(`sideSlip.title.${slip}`),
    border: 'single',
    number: number === null ? '' : showOperationNumber(number),
    numberLabel:
      taken === null
        ? words('sideSlip.noNumber')
        : words('slip.numberLabel', { code: slipCode(taken.payloadHash) }),
    ...said[slip](core, record),
    warning: null,
    foot: footOf(core, clerk, copy),
    qr: null,
  }
}

const said: Readonly<Record<SideSlip, (core: Core, record: OperationRecord) => Said>> = {
  application,
  commitment,
  deadline,
}

function application(core: Core, record: OperationRecord): Said {
  const { words } = core
  const { body } = record.operation
  return {
    banner: words('sideSlip.applies', { what: words(`kind.${body.kind}`) }),
    rows: [
      signer(core, record),
      ...agentRows(core, record.canonical),
      ...appliedFor(core, record),
      ...assentRows(core, record),
      ...trustRows(core, record),
    ],
    ...signed(core, record, [words('sideSlip.read')]),
  }
}

/** Everything that was asked for, in the words of the member's window. */
function appliedFor(core: Core, { operation }: OperationRecord): Rows {
  const { words, pack } = core
  const { body } = operation
  if (body.kind === 'place-of-use-change')
    return [
      row(words('confirm.placeBefore'), regionName(body.from)),
      row(words('confirm.placeAfter'), regionName(body.to), words('confirm.placeOfUseNote')),
    ]
  if (body.kind !== 'wallet-opening') return []
  const { placeOfUse, placeReason, phone, noticeGiven, noticeVersion } = body
  return [
    row(words('slip.placeOfUse'), regionName(placeOfUse), words('confirm.placeOfUseNote')),
    ...(placeReason === undefined ? [] : [row(words('slip.why'), placeReason)]),
    row(
      words('slip.phone'),
      phone === null ? words('confirm.noPhone') : hallPhone(phone),
      phone === null ? null : phoneOwnerWords({ words, pack }, { whose: words('sideSlip.ownPhone') }, body),
    ),
    row(
      words('sideSlip.notice'),
      words(`sideSlip.noticeGiven.${noticeGiven ?? 'not-noted'}`, { version: noticeVersion }),
    ),
  ]
}

/** 同意 on the member's window: when, and to the questions that were asked by themselves. */
function assentRows({ words }: Core, { operation }: OperationRecord): Rows {
  const { assent, consents = [] } = operation
  if (assent?.answer !== 'agree') return []
  const also = consents
    .filter(({ answer }) => answer === 'agree')
    .map(({ subject }) => words(`sideSlip.consent.${subject}`))
    .join('；')
  const small = also === '' ? null : words('sideSlip.alsoAgreed', { what: also })
  return [row(words('sideSlip.assent'), words('sideSlip.assentAt', { at: timeOf(assent.at) }), small)]
}

function commitment(core: Core, record: OperationRecord): Said {
  const { words, pack } = core
  const { body } = record.operation
  const fact = commitmentOf(body)
  if (fact === null || !('relation' in body) || body.relation === null)
    throw new Error('there is no commitment to print')
  const other = body.kind === 'transfer' ? body.payee : 'other' in body ? body.other : body.person
  const relation = relationOf(pack, body.relation)?.name ?? body.relation
  const [name, last4] = [confirmName(other.name), other.idNumber.slice(-4)]
  return {
    banner: words('sideSlip.readFirst'),
    rows: [
      signer(core, record),
      ...agentRows(core, record.canonical),
      row(words('slip.relative'), words('slip.toValue', { relation, name, last4 })),
      row(words('sideSlip.for'), words(`kind.${body.kind}`)),
      row(words('sideSlip.fact'), fact, null, true),
    ],
    ...signed(core, record, [
      words('sideSlip.commits', { name, last4, relation }),
      words('sideSlip.ifFalse'),
      words('sideSlip.understood'),
    ]),
  }
}

function deadline(core: Core, record: OperationRecord): Said {
  const { words, pack } = core
  const { operation, member } = record
  const { body } = operation
  const until = receiveBy(operation)
  if (body.kind !== 'transfer' || until === null) throw new Error('there is no deadline to print')
  const name = confirmName(body.payee.name)
  const [, month = '', day = ''] = shanghaiDate(until).split('-')
  const at = { month: Number(month), day: Number(day), time: shanghaiTime(until) }
  return {
    banner: words('sideSlip.receiveBy', at),
    rows: [
      row(words('correction.payer'), `${hallName(member.name)}　${hallIdNumber(member.idNumber)}`),
      row(
        words('correction.payee'),
        words('slip.toValue', {
          relation: relationOf(pack, body.relation)?.name ?? body.relation,
          name,
          last4: body.payee.idNumber.slice(-4),
        }),
      ),
      amountRow(core, body.amountFen),
      row(words('sideSlip.until'), timeOf(until), words('sideSlip.untilNote'), true),
      row(words('sideSlip.how'), words(`sideSlip.howTo.${body.payee.party}`)),
      row(words('sideSlip.after'), words('sideSlip.goesBack'), words('sideSlip.again')),
      row(words('slip.next'), words('sideSlip.tellFamily', { name }), null, true),
    ],
    statement: [],
    signatures: [],
  }
}

function signer({ words }: Core, { member }: OperationRecord): Rows[number] {
  return row(words('sideSlip.signer'), `${member.name}　${hallIdNumber(member.idNumber)}`)
}

/** The member, and whoever acts for the member: a member who is not here, or is a child, need not sign. */
function signed(
  core: Core,
  record: OperationRecord,
  statement: string[],
): Pick<Slip, 'statement' | 'signatures'> {
  const { words } = core
  const date = words('sideSlip.date')
  const agent = whoActs(core, record)
  const member = { label: words('sideSlip.sign.member'), date }
  if (agent === null) return { statement, signatures: [member] }
  const label = words(`sideSlip.sign.${agent.authority === 'guardian' ? 'guardian' : 'agent'}`)
  return {
    statement: actsInPlace(agent) ? [...statement, words('sideSlip.signsInPlace')] : statement,
    signatures: [member, { label, date }],
  }
}

/** As it was frozen; before that whoever acts in the visit. */
function whoActs(
  { projection }: Core,
  { canonical, operation }: OperationRecord,
): Pick<Agent, 'authority' | 'memberPresent'> | null {
  if (canonical !== null) return frozenAgent(canonical) ?? null
  return projection.visit(operation.visitId)?.help.agent ?? null
}

function timeOf(at: number): string {
  return `${shanghaiDate(at)} ${shanghaiTime(at)}`
}
