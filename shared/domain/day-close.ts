import type { ClerkId, Fen, OperationId } from './ids'
import type { OperationKind, OperationState, Outcome, Receipt } from './operation'
import { displayState } from './operation-states'
import type { DisplayState } from './operation-states'

/** 日结核对: what was taken on one business day, and what of it somebody still has to look after. Pure and total. */

/** One operation of a day, with nothing in it that names a person. */
export interface DayOperation {
  readonly id: OperationId
  readonly kind: OperationKind
  readonly state: OperationState
  readonly receipt: Receipt | null
  /** The newest answer of the centre; null = none has come. */
  readonly outcome: Outcome['type'] | null
  readonly amountFen: Fen | null
  /** Its paper did not come out. */
  readonly unprinted: boolean
  readonly disputed: boolean
  /** Somebody has told the member what became of it last. */
  readonly told: boolean
}

/** One line of what is compared: the centre groups by its own answers (`central/day-close`), and so does the counter. */
export interface DayTally {
  readonly kind: OperationKind
  readonly outcome: Outcome['type']
  readonly count: number
  readonly amountFen: Fen
}

/** One line of what a clerk reads: the word of the state instead of the answer. */
export interface DayLine {
  readonly kind: OperationKind
  readonly state: DisplayState
  readonly count: number
  readonly amountFen: Fen
}

/** Why somebody still has to look after an operation, the most pressing first. */
export const looseEnds = [
  'unknown',
  'unsent',
  'unapproved',
  'unverified',
  'untold',
  'disputed',
  'unprinted',
] as const
export type LooseEnd = (typeof looseEnds)[number]

/** A line that is not the same at both ends; which operations only one end has in it. */
export interface NamedDifference {
  readonly kind: string
  readonly outcome: string
  readonly counter: { readonly count: number; readonly amountFen: Fen }
  readonly centre: { readonly count: number; readonly amountFen: Fen }
  readonly onlyAtCentre: readonly OperationId[]
  readonly onlyHere: readonly OperationId[]
  /** In both, of a line whose operations are the same: its amounts are what differs. */
  readonly inBoth: readonly OperationId[]
  /** More operations than are named here. */
  readonly more: boolean
}

/** What a day was closed or compared with; the event's part that a later look is compared with. */
export interface DayComparison {
  readonly number: number
  /** The centre's clock. */
  readonly centreAt: number
  /** How many lines were not the same. */
  readonly differences: number
}

/** Journalled by a clerk: nothing here moves money or changes an operation. */
export type DayCloseEvent =
  /** 与中心核对: what was told to the centre, and what it said. */
  | {
      readonly type: 'day-compared'
      /** Made at the counter (UUID); the same again changes nothing. */
      readonly comparisonId: string
      /** YYYY-MM-DD, Asia/Shanghai. */
      readonly day: string
      readonly clerk: ClerkId
      /** How often the centre compared this day, this time included. */
      readonly number: number
      readonly centreAt: number
      readonly tallies: readonly DayTally[]
      readonly differences: readonly NamedDifference[]
    }
  /** 日结: what the day had come to, and what was left open knowingly. It may be closed again. */
  | {
      readonly type: 'day-closed'
      /** Made at the counter (UUID); the same again changes nothing. */
      readonly closeId: string
      readonly day: string
      readonly clerk: ClerkId
      /** How many operations were taken that day. */
      readonly operations: number
      readonly tallies: readonly DayTally[]
      readonly looseEnds: readonly { readonly why: LooseEnd; readonly count: number }[]
      /** Changes of the centre that this version does not know yet. */
      readonly parkedChanges: number
      /** null = it was closed without the centre. */
      readonly comparison: DayComparison | null
    }

/** As many operations of one line as are named at each end. */
export const mostNamed = 50

/**
 * The lines a centre can agree with: what has no answer yet is no line of ours, so that an operation the centre knows and
 * we do not is a difference that is named.
 */
export function talliesOf(operations: readonly DayOperation[]): readonly DayTally[] {
  return grouped(
    operations.flatMap(({ kind, outcome, amountFen }) =>
      outcome === null ? [] : [{ kind, outcome, amountFen }],
    ),
    ({ kind, outcome }) => `${kind}/${outcome}`,
  )
}

/** What was taken, by kind and by the word of its state. */
export function linesOf(operations: readonly DayOperation[]): readonly DayLine[] {
  return grouped(
    operations.map(({ kind, state, receipt, amountFen }) => ({
      kind,
      state: displayState({ state, receipt }),
      amountFen,
    })),
    ({ kind, state }) => `${kind}/${state}`,
  )
}

/** Sums what has one key, in the order of the keys. */
function grouped<Item extends { readonly amountFen: Fen | null }>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (Omit<Item, 'amountFen'> & { readonly count: number; readonly amountFen: Fen })[] {
  const found = new Map<string, Omit<Item, 'amountFen'> & { count: number; amountFen: Fen }>()
  for (const item of items) {
    const before = found.get(keyOf(item))
    const amountFen = ((before?.amountFen ?? 0) + (item.amountFen ?? 0)) as Fen
    found.set(keyOf(item), { ...item, count: (before?.count ?? 0) + 1, amountFen })
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
}

/** Every reason that holds with its operations; one operation may stand under several. */
export function looseEndsOf(
  operations: readonly DayOperation[],
): readonly { readonly why: LooseEnd; readonly operations: readonly DayOperation[] }[] {
  return looseEnds
    .map((why) => ({ why, operations: operations.filter((one) => holds(one, why)) }))
    .filter((end) => end.operations.length > 0)
}

function holds({ state, receipt, unprinted, disputed, told }: DayOperation, why: LooseEnd): boolean {
  switch (why) {
    case 'unknown':
      return state === 'unknown' || state === 'in-flight'
    case 'unsent':
      return state === 'queued'
    case 'unapproved':
      return state === 'awaiting-approval'
    case 'unverified':
      return state === 'awaiting-verification'
    case 'untold':
      return !told && (state === 'refused' || receipt === 'returned' || receipt === 'tax-returned')
    case 'disputed':
      return disputed
    case 'unprinted':
      return unprinted
  }
}

/** Whether two looks at a day would tell the centre the same. */
export function sameTallies(a: readonly DayTally[], b: readonly DayTally[]): boolean {
  const keyOf = ({ kind, outcome, count, amountFen }: DayTally): string =>
    [kind, outcome, count, amountFen].join('/')
  return a.map(keyOf).sort().join() === b.map(keyOf).sort().join()
}

/**
 * Which operations make a difference, by their ids at both ends. Where the centre names fewer than it counts, nothing can
 * be said to be here only.
 * @param named the centre's operations of the line
 */
export function nameDifference(
  difference: Pick<NamedDifference, 'kind' | 'outcome' | 'counter' | 'centre'>,
  named: readonly OperationId[],
  ours: readonly DayOperation[],
): NamedDifference {
  const { kind, outcome, counter, centre } = difference
  const here = ours.filter((one) => one.kind === kind && one.outcome === outcome).map(({ id }) => id)
  const hereIds: ReadonlySet<OperationId> = new Set(here)
  const centreIds: ReadonlySet<OperationId> = new Set(named)
  const isWhole = named.length === centre.count
  const onlyAtCentre = named.filter((id) => !hereIds.has(id))
  const onlyHere = isWhole ? here.filter((id) => !centreIds.has(id)) : []
  const isSame = isWhole && onlyAtCentre.length + onlyHere.length === 0
  const inBoth = isSame ? here : []
  return {
    kind,
    outcome,
    counter,
    centre,
    onlyAtCentre: onlyAtCentre.slice(0, mostNamed),
    onlyHere: onlyHere.slice(0, mostNamed),
    inBoth: inBoth.slice(0, mostNamed),
    more: !isWhole || [onlyAtCentre, onlyHere, inBoth].some(({ length }) => length > mostNamed),
  }
}
