import type { Operation, OperationState, Receipt } from './operation'

/** The graph of domain.md 4.1: from each state the states that may follow. refused and cancelled are final. */
export const stateGraph: Readonly<Record<OperationState, readonly OperationState[]>> = {
  draft: ['awaiting-approval', 'awaiting-verification', 'queued', 'cancelled'],
  'awaiting-approval': ['draft', 'awaiting-verification', 'queued', 'cancelled'],
  'awaiting-verification': ['queued', 'cancelled'],
  queued: ['in-flight', 'awaiting-verification', 'cancelled'],
  'in-flight': [
    'awaiting-verification',
    'done',
    'refused',
    'cancelled',
    'awaiting-hours',
    'awaiting-approval',
    'queued',
    'unknown',
  ],
  'awaiting-hours': ['done', 'refused', 'cancelled', 'awaiting-approval'],
  unknown: [
    'done',
    'refused',
    'cancelled',
    'awaiting-hours',
    'awaiting-approval',
    'in-flight',
    'awaiting-verification',
  ],
  // done is left only by a linked reversal, which is an operation of its own
  done: [],
  refused: [],
  cancelled: [],
}

/** Whether the graph has an edge; staying where one is is not a move. */
export function mayMove(from: OperationState, to: OperationState): boolean {
  return stateGraph[from].includes(to)
}

/** Nothing moves the operation any more. A done transfer may still change its receipt (domain.md 4.2). */
export function isFinal(state: OperationState): boolean {
  return stateGraph[state].length === 0
}

/** Key of the word to show: the state, or for a done transfer what became of its money (domain.md 4.2). */
export type DisplayState = OperationState | `receipt-${Receipt}` | 'corrected'

/** What a word for an operation depends on. */
export interface Displayed extends Pick<Operation, 'state' | 'receipt'> {
  /** Null or absent = the bureau never reversed it. */
  readonly corrected?: object | null | undefined
}

/** The word shown for an operation: 办结 never stands for what was reversed, or whose money nobody has yet. */
export function displayState({ state, receipt, corrected = null }: Displayed): DisplayState {
  if (corrected !== null) return 'corrected'
  return state === 'done' && receipt !== null ? `receipt-${receipt}` : state
}
