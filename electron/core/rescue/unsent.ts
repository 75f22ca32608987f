import type { RescueContent, RescueItem } from '../../../shared/contract/rescue'
import type { OperationId } from '../../../shared/domain/ids'
import type { ChainHead } from '../../../shared/contract/enrolment'
import { fold, foldEpochStart } from '../../../shared/domain/fold'
import type { Operation, OperationState } from '../../../shared/domain/operation'
import { isFinal } from '../../../shared/domain/operation-states'
import type { JournalFrame } from '../journal/journal-frame'

/** What a journal says of its operations, folded frame by frame: enough to send what was not sent. */
export interface Unsent {
  add(frames: readonly JournalFrame[]): void
  /** What the centre is to carry out, in no order. */
  items(): readonly RescueItem[]
  /** Taken operations that are neither at an end nor among the items: the centre has them already. */
  left(): Readonly<Partial<Record<OperationState, number>>>
  /** The newest epoch, null where the journal has no opening. */
  epoch(): number | null
  dispatch(): RescueContent['dispatch']
  /** The highest number of the newest epoch that the centre has answered, null where the journal does not tell. */
  answered(): ChainHead | null
  last(): { readonly frame: number; readonly at: number | null }
}

interface Kept {
  readonly operation: Operation
  readonly canonical: string | null
  readonly link: string | null
  /** Whether its number is one of the newest epoch. */
  readonly ofEpoch: boolean
}

/** In flight when the power went is unknown: the centre may have it. */
const rescued: Readonly<Partial<Record<OperationState, RescueItem['state']>>> = {
  queued: 'queued',
  'in-flight': 'unknown',
  unknown: 'unknown',
}

export function foldUnsent(): Unsent {
  const kept = new Map<OperationId, Kept>()
  let epoch: number | null = null
  let dispatch: RescueContent['dispatch'] = null
  let answered: ChainHead | null = null
  let last: { frame: number; at: number | null } = { frame: 0, at: null }

  /** A purged day's events are gone, and so are its operations: they had come to their end. */
  function addFrame({ event, at }: JournalFrame): void {
    if (event === null) return
    if (event.type === 'opened') {
      if (epoch !== null && event.epoch !== epoch) dispatch = null
      epoch = event.epoch
      return
    }
    if (event.type === 'epoch-started') {
      epoch = event.epoch
      dispatch = null
      answered = { epoch, number: 0, link: event.firstLink }
      for (const [id, one] of kept)
        kept.set(id, { ...one, operation: foldEpochStart(one.operation), ofEpoch: false })
      return
    }
    if (!('operationId' in event)) return
    const before = kept.get(event.operationId)
    const operation = fold(before?.operation ?? null, event, at)
    if (operation === null) return
    if (event.type === 'operation-dispatched') dispatch = { number: event.dispatch, link: event.link }
    if (event.type === 'outcome-received' && before !== undefined) noteAnswer(before)
    kept.set(operation.id, {
      operation,
      ofEpoch: event.type === 'operation-dispatched' || (before?.ofEpoch ?? false),
      canonical: event.type === 'operation-taken' ? event.canonical : (before?.canonical ?? null),
      link: event.type === 'operation-dispatched' ? event.link : (before?.link ?? null),
    })
  }

  /** The centre works in the order of the numbers: it has answered for all up to this one. */
  function noteAnswer({ operation: { dispatch: number }, link, ofEpoch }: Kept): void {
    if (!ofEpoch || number === null || link === null || number <= (answered?.number ?? 0)) return
    answered = { epoch: epoch ?? 1, number, link }
  }

  return {
    add(frames) {
      for (const frame of frames) {
        addFrame(frame)
        last = { frame: frame.frame, at: frame.at }
      }
    },
    items: () => [...kept.values()].flatMap((one) => itemOf(one) ?? []),
    left() {
      const left: Partial<Record<OperationState, number>> = {}
      for (const one of kept.values()) {
        const { state, taken } = one.operation
        if (taken === null || isFinal(state) || itemOf(one) !== null) continue
        left[state] = (left[state] ?? 0) + 1
      }
      return left
    },
    epoch: () => epoch,
    dispatch: () => dispatch,
    answered: () => answered,
    last: () => last,
  }
}

function itemOf({ operation, canonical, link }: Kept): RescueItem | null {
  const state = rescued[operation.state]
  const { id, taken, dispatch } = operation
  if (state === undefined || taken === null || canonical === null) return null
  const { number, payloadHash } = taken
  return { id, taken: number, dispatch, link, state, payloadHash, payload: canonical }
}
