/** Words of the states (domain.md 4.1) and of what became of the money (4.2). */
export const states = {
  clerk: {
    draft: 'Draft',
    'awaiting-approval': 'Waiting for approval',
    'awaiting-verification': 'Waiting for the member',
    queued: 'Waiting to be sent',
    'awaiting-hours': 'Kept for later (from {opens})',
    'in-flight': 'Being carried out',
    unknown: 'Result unknown',
    done: 'Done',
    refused: 'Refused',
    cancelled: 'Withdrawn',
    'receipt-pending': 'Sent, waiting for the payee',
    'receipt-received': 'Received',
    'receipt-returned': 'Returned',
  },
  /** awaiting-hours where no hour is known. */
  kept: 'Kept for later',
  /** Why an item still waits to be sent. */
  queued: {
    offline: 'Waiting to be sent (no line)',
    before: 'Waiting to be sent (an earlier one first)',
    held: 'Waiting to be sent (on hold)',
  },
  elder: {
    draft: 'Not handed in yet',
    'awaiting-approval': 'Another clerk is checking',
    'awaiting-verification': 'Waiting for your own confirmation',
    queued: 'Registered, not done yet',
    'awaiting-hours': 'Not the time yet, it goes on by itself later',
    'in-flight': 'Being done, one moment',
    unknown: 'No result yet; we ask, please do not do it again',
    done: 'Done',
    refused: 'It did not work this time',
    cancelled: 'As you wish, not done',
    'receipt-pending': 'The money is sent, your family has to take it',
    'receipt-received': 'Done, the money is in your family’s wallet',
    'receipt-returned': 'Not taken, the money came back',
  },
} as const
