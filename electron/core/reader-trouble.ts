import type { CardErrorCause, Reader } from '../../shared/contract/devices'
import type { ErrorCode } from '../../shared/domain/errors'
import type { Refusal } from '../../shared/domain/operation'
import { reason } from './services/outcome'

const cardCodes: Readonly<Record<CardErrorCause, ErrorCode>> = {
  'card-moved': 'card.moved',
  'not-an-id-card': 'card.not-an-id-card',
  'card-refused': 'card.refused',
  'bad-frame': 'card.unreadable',
  'bad-record': 'card.unreadable',
  'unknown-type-letter': 'card.unknown-type',
  'no-answer': 'card.unreadable',
}

/** What the readers' states say is wrong with a card; null when nothing is. */
export function cardTrouble(readers: readonly Reader[]): Refusal | null {
  for (const { state } of readers) {
    if (state.name === 'card-error') return reason(cardCodes[state.cause])
  }
  return null
}
