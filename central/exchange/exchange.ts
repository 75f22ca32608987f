import type { OperationId } from '../../shared/domain/ids'

/** A transfer to another centre's member, as the exchange carries it. */
export interface ExchangeMessage {
  /** The transfer's id: the other side carries out each once. */
  readonly id: OperationId
  readonly amountFen: number
}

/** What the other side says of a message. */
export type ExchangeAnswer = 'unknown' | 'waiting' | 'received' | 'returned'

/**
 * The exchange with other centres. Sending may be lost without a word, so a message is asked after and sent again under
 * the same id until there is an answer; the other side carries it out once. `received` and `returned` are for ever.
 */
export interface Exchange {
  send(message: ExchangeMessage): Promise<void>
  ask(id: OperationId): Promise<ExchangeAnswer>
  /** Everything the other side ever answered for good on a day (YYYY-MM-DD Asia/Shanghai), for reconciliation. */
  settledOn(
    day: string,
  ): Promise<readonly { readonly id: OperationId; readonly answer: 'received' | 'returned' }[]>
}
