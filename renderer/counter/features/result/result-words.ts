import type { OperationView } from '../../../../shared/contract/view'

/** Which sentence of `counter.result.whatNow` tells what happens next: never better than it is. */
export function whatNowOf(operation: OperationView): string {
  const { state, receipt, kind, deadlineAt } = operation
  switch (state) {
    case 'queued':
      return operation.sent ? 'queuedAgain' : 'queued'
    case 'in-flight':
      return 'inFlight'
    case 'awaiting-hours':
      return 'hours'
    case 'awaiting-approval':
      return 'approval'
    case 'awaiting-verification':
      return 'verification'
    case 'done':
      if (receipt === 'pending') return deadlineAt === null ? 'pendingNoDeadline' : 'pending'
      if (receipt === 'returned') return 'returned'
      if (receipt === 'received') return kind === 'receive' ? 'receivedOwn' : 'received'
      return kind === 'receive' ? 'receivedOwn' : kind === 'wallet-opening' ? 'opened' : 'doneNoReceipt'
    case 'unknown':
    case 'refused':
    case 'cancelled':
    case 'draft':
      return state
  }
}

/** Whether the member is to be told not to do it again elsewhere: as long as nothing is final. */
export function isOpen({ state }: Pick<OperationView, 'state'>): boolean {
  return state !== 'done' && state !== 'refused' && state !== 'cancelled'
}
