import type { OperationView } from '../../../../shared/contract/view'

/** Which sentence of `counter.result.whatNow` tells what happens next: never better than it is. */
export function whatNowOf(operation: OperationView): string {
  const { state, receipt, kind, deadlineAt, corrected } = operation
  if (corrected !== null) return 'corrected'
  switch (state) {
    case 'queued':
      return operation.sent ? 'queuedAgain' : 'queued'
    case 'in-flight':
      return 'inFlight'
    case 'awaiting-hours':
      return 'hours'
    case 'awaiting-approval':
      return operation.twin ? 'twin' : 'approval'
    case 'awaiting-verification':
      return operation.password?.asked === true ? 'password' : 'verification'
    case 'done':
      if (receipt === 'pending') return deadlineAt === null ? 'pendingNoDeadline' : 'pending'
      if (receipt === 'returned') return 'returned'
      if (receipt === 'received') return kind === 'receive' ? 'receivedOwn' : 'received'
      if (receipt !== null) return taxWords[receipt]
      return doneWords[kind]
    case 'cancelled':
      return operation.rejectedBy === null ? 'cancelled' : 'rejected'
    case 'unknown':
    case 'refused':
    case 'draft':
      return state
  }
}

const taxWords = {
  'tax-pending': 'taxPending',
  'tax-confirmed': 'taxConfirmed',
  'tax-returned': 'taxReturned',
} as const

const doneWords: Readonly<Record<OperationView['kind'], string>> = {
  'wallet-opening': 'opened',
  transfer: 'doneNoReceipt',
  receive: 'receivedOwn',
  'premium-payment': 'taxConfirmed',
  'place-of-use-change': 'placeChanged',
  'relation-declaration': 'relationKept',
  'family-binding': 'bindingChanged',
}

/** Whether the member is to be told not to do it again elsewhere: as long as nothing is final. */
export function isOpen({ state, receipt }: Pick<OperationView, 'state' | 'receipt'>): boolean {
  if (receipt === 'tax-pending') return true
  return state !== 'done' && state !== 'refused' && state !== 'cancelled'
}
