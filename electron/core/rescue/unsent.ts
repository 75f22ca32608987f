import type { RescueContent, RescueItem } from '../../../shared/contract/rescue'
import type { OperationId } from '../../../shared/domain/ids'
import { fold } from '../../../shared/domain/fold'
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
  last(): { readonly frame: number; readonly at: number | null }
}

interface Kept {
  readonly operation: Operation
  readonly canonical: string | null
  readonly link: string | null
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
  let last: { frame: number; at: number | null } = { frame: 0, at: null }

  /** A purged day's events are gone, and so are its operations: they had come to their end. */
  function addFrame({ event, at }: JournalFrame): void {
    if (event === null) return
    if (event.type === 'opened') {
      if (epoch !== null && event.epoch !== epoch) dispatch = null
      epoch = event.epoch
      return
    }
    if (!('operationId' in event)) return
    const before = kept.get(event.operationId)
    const operation = fold(before?.operation ?? null, event, at)
    if (operation === null) return
    if (event.type === 'operation-dispatched') dispatch = { number: event.dispatch, link: event.link }
    kept.set(operation.id, {
      operation,
      canonical: event.type === 'operation-taken' ? event.canonical : (before?.canonical ?? null),
      link: event.type === 'operation-dispatched' ? event.link : (before?.link ?? null),
    })
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
