import { receipts } from '../../../../shared/domain/operation'
import type { OperationState, Receipt } from '../../../../shared/domain/operation'
import type { DisplayState } from '../../../../shared/domain/operation-states'

/** The state and receipt that are shown by this word. */
export function lineState(shown: DisplayState): {
  readonly state: OperationState
  readonly receipt: Receipt | null
} {
  const receipt = receipts.find((one) => `receipt-${one}` === shown)
  return receipt === undefined
    ? { state: shown as OperationState, receipt: null }
    : { state: 'done', receipt }
}
