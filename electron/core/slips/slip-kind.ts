import type { Slip } from '../../../shared/contract/slip'
import type { Operation, OperationBody, OperationKind } from '../../../shared/domain/operation'
import { displayState } from '../../../shared/domain/operation-states'
import type { Displayed, DisplayState } from '../../../shared/domain/operation-states'
import type { WordKey } from '../words'

export interface SlipKind {
  readonly title: WordKey
  readonly banner: WordKey
  readonly border: Slip['border']
  readonly next: WordKey
}

/** Title, banner and border for every state an operation can be printed in. */
export function slipKind(operation: Shown): SlipKind {
  const shown = displayState(operation)
  const registered = (banner: SlipKind['banner'], next: SlipKind['next']): SlipKind => ({
    title: 'slip.title.registered',
    banner,
    border: 'dashed',
    next,
  })
  switch (shown) {
    case 'draft':
    case 'queued':
      return operation.sent
        ? registered('slip.banner.sentNoAnswer', 'slip.nextText.sentNoAnswer')
        : registered('slip.banner.neverSent', 'slip.nextText.neverSent')
    case 'in-flight':
    case 'unknown':
      return registered('slip.banner.sentNoAnswer', 'slip.nextText.sentNoAnswer')
    case 'awaiting-hours':
      return registered('slip.banner.centreKeeps', 'slip.nextText.awaitingHours')
    case 'awaiting-approval':
      return registered(
        operation.sent ? 'slip.banner.centreKeeps' : 'slip.banner.neverSent',
        'slip.nextText.awaitingApproval',
      )
    case 'awaiting-verification':
      return registered(awaitedBanner(operation), 'slip.nextText.awaitingVerification')
    case 'receipt-pending':
      return {
        title: 'slip.title.transferred',
        banner: 'slip.banner.transferred',
        border: 'single',
        next: 'slip.nextText.transferred',
      }
    case 'receipt-tax-pending':
      return {
        title: 'slip.title.registered',
        banner: 'slip.banner.debited',
        border: 'single',
        next: 'slip.nextText.debited',
      }
    case 'receipt-tax-confirmed':
      return doneKind('slip.title.done', 'slip.nextText.paid')
    case 'receipt-tax-returned':
      return {
        title: 'slip.title.returned',
        banner: 'slip.banner.taxReturned',
        border: 'thick-left',
        next: 'slip.nextText.returned',
      }
    case 'receipt-received':
      return doneKind('slip.title.done', 'slip.nextText.familyReceived')
    case 'receipt-returned':
      return {
        title: 'slip.title.returned',
        banner: 'slip.banner.returned',
        border: 'thick-left',
        next: 'slip.nextText.returned',
      }
    case 'done':
      return operation.body.kind === 'receive'
        ? doneKind('slip.title.received', 'slip.nextText.received')
        : doneKind('slip.title.done', doneWord(operation.body))
    case 'corrected':
      return {
        title: 'slip.title.corrected',
        banner: 'slip.banner.corrected',
        border: 'thick-left',
        next: 'slip.nextText.corrected',
      }
    case 'refused':
      return notDone
    case 'cancelled':
      // nobody said 不办了: a second person did not approve it
      if (operation.rejection != null) return notDone
      return {
        title: 'slip.title.withdrawn',
        banner: 'slip.banner.withdrawn',
        border: 'single',
        next: 'slip.nextText.withdrawn',
      }
  }
}

const notDone: SlipKind = {
  title: 'slip.title.refused',
  banner: 'slip.banner.refused',
  border: 'thick-left',
  next: 'slip.nextText.refused',
}

function doneWord(body: Exclude<OperationBody, { kind: 'receive' }>): WordKey {
  return body.kind === 'family-binding' && body.change === 'end'
    ? 'slip.nextText.unbound'
    : doneNext[body.kind]
}

const doneNext: Readonly<Record<Exclude<OperationKind, 'receive'>, WordKey>> = {
  'wallet-opening': 'slip.nextText.opened',
  transfer: 'slip.nextText.transferred',
  'premium-payment': 'slip.nextText.paid',
  'place-of-use-change': 'slip.nextText.placeChanged',
  'relation-declaration': 'slip.nextText.relationKept',
  'family-binding': 'slip.nextText.bound',
}

function doneKind(title: SlipKind['title'], next: SlipKind['next']): SlipKind {
  return { title, banner: 'slip.banner.done', border: 'double', next }
}

/** 钱没有动 before a byte was sent, and where the centre itself said that it did nothing. */
function awaitedBanner({ sent, outcome }: Shown): SlipKind['banner'] {
  if (!sent) return 'slip.banner.neverSent'
  return outcome?.type === 'verification-needed' ? 'slip.banner.centreKeeps' : 'slip.banner.sentNoAnswer'
}

type Shown = Pick<Operation, 'state' | 'receipt' | 'sent' | 'body'> &
  Partial<Pick<Operation, 'rejection' | 'outcome' | 'corrected'>>

/**
 * Of a household's premiums in one pass: as one when all lines stand alike, else no better than that some are not done;
 * each line says its own state.
 */
export function householdKind(operations: readonly [Shown, ...Shown[]]): SlipKind {
  const [first] = operations
  const same = operations.every((one) => displayState(one) === displayState(first) && one.sent === first.sent)
  if (same) return slipKind(first)
  return {
    title: 'slip.title.registered',
    banner: 'slip.banner.mixed',
    border: 'dashed',
    next: 'slip.nextText.mixed',
  }
}

const settled: readonly DisplayState[] = [
  'receipt-received',
  'receipt-returned',
  'receipt-tax-confirmed',
  'receipt-tax-returned',
  'done',
  'refused',
  'cancelled',
  'corrected',
]

/** Nothing more is to come: the slip need not say that it must not be done again. */
export function isSettled(operation: Displayed): boolean {
  return settled.includes(displayState(operation))
}
