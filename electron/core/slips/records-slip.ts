import type { LooksView, Movement, MovementsView, RecordsView } from '../../../shared/contract/movements'
import type { Slip } from '../../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { hallIdNumber, hallName } from '../../../shared/domain/masks'
import { formatYuan } from '../../../shared/domain/money'
import { showOperationNumber } from '../../../shared/domain/operation-number'
import { displayState } from '../../../shared/domain/operation-states'
import type { Core } from '../counter-core'
import { leafletOf, row } from './compose-leaflet'

type Rows = Slip['rows']

/** As many as one sheet holds beside the balances; what is left out is said. */
const mostLines = 10
const mostHere = 3

/** 明细单, or who looked: one sheet that the member takes along. It says where it comes from and how old that is. */
export function recordsSlip(
  core: Core,
  clerk: string,
  member: { readonly name: string; readonly idNumber: string },
  view: RecordsView,
): Slip {
  const { words } = core
  const who = row(words('slip.who'), `${hallName(member.name)}　${hallIdNumber(member.idNumber)}`)
  const rows = [
    who,
    sourceRow(core, view),
    ...(view.what === 'movements' ? movementRows(core, view) : lookRows(core, view)),
  ]
  return leafletOf(core, clerk, {
    title: words(`records.title.${view.what}`),
    banner: words(`records.banner.${view.what}`),
    rows,
    warning: words(`records.warning.${view.what}`),
  })
}

function sourceRow({ words }: Core, { from, asOf }: RecordsView): Rows[number] {
  const value = words(asOf === null && from === 'known' ? 'records.fromHere' : `records.from.${from}`, {
    at: asOf === null ? '' : timeOf(asOf),
  })
  return row(words('records.source'), value)
}

function movementRows(core: Core, { balances, movements, more, here, from }: MovementsView): Rows {
  const { words } = core
  const waiting = here.slice(0, from === 'known' ? mostLines : mostHere)
  const lines = movements.slice(0, mostLines - (from === 'known' ? 0 : waiting.length))
  const left = movements.length - lines.length + (here.length - waiting.length)
  return [
    row(words('records.personalAccount'), figure(core, balances.personalAccountFen), null, true),
    row(words('records.wallet'), figure(core, balances.walletFen), null, true),
    ...waiting.map(({ at, kind, amountFen, number, ...stands }) =>
      row(
        dayOf(at),
        `${words(`kind.${kind}`)}${amountFen === null ? '' : `　${words('slip.amountValue', { amount: formatYuan(amountFen) })}`}`,
        words('records.here', {
          state: words(`records.state.${displayState(stands)}`),
          number: showOperationNumber(number),
        }),
      ),
    ),
    ...lines.map((line) => row(dayOf(line.at), movementText(core, line), noteOf(core, line))),
    ...(movements.length + here.length === 0
      ? [row(words('records.lines'), words(from === 'centre' ? 'records.none' : 'records.noneKnown'))]
      : []),
    ...(left > 0 || more ? [row(words('records.lines'), words('records.more'))] : []),
  ]
}

function movementText({ words }: Core, { what, amountFen }: Movement): string {
  const sign = amountFen !== null && amountFen > 0 ? '+' : ''
  const amount =
    amountFen === null ? '' : `　${words('slip.amountValue', { amount: `${sign}${formatYuan(amountFen)}` })}`
  return `${words(`records.kind.${what}`)}${amount}`
}

function noteOf({ words }: Core, { account, who, where, year, agent }: Movement): string | null {
  const parts = [
    account === null ? '' : words(`records.account.${account}`),
    year === null ? '' : words('records.year', { year }),
    who ?? '',
    where ?? '',
    agent === null ? '' : words('records.agent', { name: agent }),
  ].filter((part) => part !== '')
  return parts.length === 0 ? null : parts.join('　').slice(0, 120)
}

function lookRows({ words }: Core, { looks, more, from }: LooksView): Rows {
  const lines = looks.slice(0, mostLines + 2)
  const whoOf = (clerk: string | null, role: 'clerk' | 'supervisor' | null): string => {
    if (clerk === null) return words('records.clerkUnknown')
    return role === 'supervisor' ? words('records.supervisor', { name: clerk }) : clerk
  }
  return [
    ...lines.map(({ at, place, clerk, role, why }) =>
      row(
        dayOf(at),
        `${place}　${whoOf(clerk, role)}`,
        `${shanghaiTime(at)}　${words(`records.why.${why}`)}`,
      ),
    ),
    ...(looks.length === 0
      ? [row(words('records.lines'), words(from === 'centre' ? 'records.noLooks' : 'records.noneKnown'))]
      : []),
    ...(more || looks.length > lines.length ? [row(words('records.lines'), words('records.moreLooks'))] : []),
  ]
}

function figure({ words }: Core, fen: number | null): string {
  return fen === null
    ? words('records.unknownFigure')
    : words('slip.amountValue', { amount: formatYuan(fen) })
}

function dayOf(at: number): string {
  return shanghaiDate(at)
}

function timeOf(at: number): string {
  return `${shanghaiDate(at)} ${shanghaiTime(at)}`
}
