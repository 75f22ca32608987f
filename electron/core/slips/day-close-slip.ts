import type { DayDifferenceView, DayView, ListedOperation } from '../../../shared/contract/day-view'
import type { Slip } from '../../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { stateOfOutcome } from '../../../shared/domain/fold'
import { formatYuan } from '../../../shared/domain/money'
import { operationKinds } from '../../../shared/domain/operation'
import { showOperationNumber } from '../../../shared/domain/operation-number'
import type { DisplayState } from '../../../shared/domain/operation-states'
import type { Core } from '../counter-core'
import { leafletOf, row } from './compose-leaflet'

type Rows = Slip['rows']

/** As many rows as one leaflet has: a day with every kind and every loose end leaves none for the differences. */
const mostRows = 18
/** As many 业务号 as stand beside one loose end. */
const mostNumbers = 12
const outcomes = Object.keys(stateOfOutcome) as readonly (keyof typeof stateOfOutcome)[]

/**
 * 日结表: what a day came to, what is still open by its 业务号, and what the centre has otherwise. No person is on it. What
 * does not fit is counted, and where it stands is said.
 */
export function dayCloseSlip(core: Core, clerk: string, view: DayView): Slip {
  const { words } = core
  const { closed, lines } = view
  const differences = view.compared?.differences ?? []
  const told = [
    row(words('day.day'), view.day, words('day.asOf', { n: view.operations, at: timeOf(view.asOf) }), true),
    ...kindRows(core, lines),
    ...looseRows(core, view),
    closedRow(core, view),
  ]
  const room = mostRows - told.length - 1
  return leafletOf(core, clerk, {
    title: words(closed === null ? 'day.titleOpen' : 'day.title'),
    banner: words(bannerOf(view), { n: differences.length }),
    rows: [...told, comparedRow(core, view, room), ...differenceRows(core, differences, room)],
  })
}

function bannerOf({
  closed,
  compared,
}: DayView): `day.banner.${'open' | 'changed' | 'agreed' | 'differs' | 'alone' | 'stale'}` {
  if (closed === null) return 'day.banner.open'
  if (closed.changed) return 'day.banner.changed'
  if (compared === null) return 'day.banner.alone'
  if (compared.changed) return 'day.banner.stale'
  return compared.differences.length === 0 ? 'day.banner.agreed' : 'day.banner.differs'
}

/** One row a kind: each state with its count and sum. */
function kindRows(core: Core, lines: DayView['lines']): Rows {
  const { words } = core
  if (lines.length === 0) return [row(words('day.lines'), words('day.none'))]
  return operationKinds.flatMap((kind) => {
    const ofKind = lines.filter((line) => line.kind === kind)
    if (ofKind.length === 0) return []
    const value = ofKind.map((line) => `${stateWord(core, line.state)} ${figuresText(core, line)}`).join('；')
    return [row(words(`kind.${kind}`), value)]
  })
}

function looseRows(core: Core, { looseEnds, parkedChanges, parkedVisits }: DayView): Rows {
  const { words } = core
  const parked = parkedChanges.reduce((sum, { count }) => sum + count, 0)
  const put = [
    ...(parkedVisits === 0 ? [] : [words('day.visits', { n: parkedVisits })]),
    ...(parked === 0 ? [] : [words('day.parked', { n: parked })]),
  ]
  if (looseEnds.length + put.length === 0) return [row(words('day.loose.label'), words('day.loose.none'))]
  return [
    ...looseEnds.map(({ why, count, operations }) => {
      const numbers = numbersOf(core, operations.slice(0, mostNumbers))
      const left = count - Math.min(count, mostNumbers)
      return row(words(`day.loose.${why}`), words('day.count', { n: count }) + leftText(core, numbers, left))
    }),
    ...(put.length === 0 ? [] : [row(words('day.loose.parked'), put.join('；'))]),
  ]
}

function closedRow({ words }: Core, { closed }: DayView): Rows[number] {
  if (closed === null) return row(words('day.closed'), words('day.notClosed'))
  const { at, clerk, times, looseEnds } = closed
  const by = words('day.closedBy', { clerk, at: timeOf(at), times })
  return row(words('day.closed'), by, looseEnds === 0 ? null : words('day.knowingly', { n: looseEnds }))
}

/** @param room rows that are left for what differs */
function comparedRow({ words }: Core, { compared }: DayView, room: number): Rows[number] {
  if (compared === null) return row(words('day.compared'), words('day.notCompared'))
  const { at, number, differences, changed } = compared
  const n = differences.length
  const notes = [
    ...(changed ? [words('day.comparedBefore')] : []),
    ...(n > 0 && room === 0 ? [words('day.more', { n })] : []),
  ]
  return row(
    words('day.compared'),
    words(n === 0 ? 'day.agreed' : 'day.differs', { number, at: timeOf(at), n }),
    notes.length === 0 ? null : notes.join('；'),
  )
}

/** A row each while there is room; the last one holds what is left over. */
function differenceRows(core: Core, differences: readonly DayDifferenceView[], room: number): Rows {
  const { words } = core
  if (room === 0) return []
  const shown = differences.length <= room ? differences : differences.slice(0, room - 1)
  const left = differences.length - shown.length
  return [
    ...shown.map((one) => row(words('day.difference'), differenceText(core, one), whichText(core, one))),
    ...(left > 0 ? [row(words('day.difference'), words('day.more', { n: left }))] : []),
  ]
}

function differenceText(core: Core, { kind, outcome, counter, centre }: DayDifferenceView): string {
  const { words } = core
  const knownKind = operationKinds.find((known) => known === kind)
  const knownOutcome = outcomes.find((known) => known === outcome)
  return words('day.differenceText', {
    // a newer centre may name what this version has no word for
    what: [
      knownKind === undefined ? kind : words(`kind.${knownKind}`),
      knownOutcome === undefined ? outcome : words(`day.outcome.${knownOutcome}`),
    ].join(' '),
    here: figuresText(core, counter),
    there: figuresText(core, centre),
  })
}

/** The numbers of the operations only one end has: as many as the line holds, the others counted. */
function whichText(core: Core, { onlyAtCentre, onlyHere, inBoth, more }: DayDifferenceView): string | null {
  const { words } = core
  const parts = [
    { key: 'day.onlyAtCentre', list: onlyAtCentre },
    { key: 'day.onlyHere', list: onlyHere },
    { key: 'day.inBoth', list: inBoth },
  ] as const
  const named = parts.filter(({ list }) => list.length > 0)
  const most = named.length === 1 ? 3 : 1
  const said = named.map(
    ({ key, list }) => words(key) + leftText(core, numbersOf(core, list.slice(0, most)), list.length - most),
  )
  return said.length === 0 ? (more ? words('day.notAll') : null) : said.join('；')
}

function numbersOf({ words }: Core, operations: readonly ListedOperation[]): string {
  return operations
    .map(({ number, operationId }) =>
      number === null ? words('day.unknownHere', { id: operationId.slice(-8) }) : showOperationNumber(number),
    )
    .join('、')
}

function leftText({ words }: Core, numbers: string, left: number): string {
  return `：${numbers}${left > 0 ? words('day.left', { n: left }) : ''}`
}

function stateWord({ words }: Core, state: DisplayState): string {
  return words(`day.state.${state}`)
}

function figuresText(
  { words }: Core,
  { count, amountFen }: { readonly count: number; readonly amountFen: number },
): string {
  const n = words('day.count', { n: count })
  return amountFen === 0 ? n : `${n} ${words('slip.amountValue', { amount: formatYuan(amountFen) })}`
}

function timeOf(at: number): string {
  return `${shanghaiDate(at)} ${shanghaiTime(at)}`
}
