import { shanghaiDate } from '../../shared/domain/china-time'
import type { OperationId } from '../../shared/domain/ids'
import type { Clock } from '../clock'
import type { Exchange, ExchangeAnswer, ExchangeMessage } from './exchange'

interface Arrived {
  readonly answersAt: number
  readonly answer: 'received' | 'returned'
}

/**
 * Another centre as practice and tests have it: of one hundred messages some are lost on the way, every answer takes its
 * time, some money comes back. What becomes of a message depends on its id and the times it was sent, so a run repeats.
 */
export class SimulatedExchange implements Exchange {
  readonly #clock: Clock
  readonly #tries = new Map<OperationId, number>()
  readonly #arrived = new Map<OperationId, Arrived>()

  constructor(
    clock: Clock,
    readonly habits: {
      readonly lostPercent: number
      readonly returnedPercent: number
      readonly delayMs: number
    } = { lostPercent: 10, returnedPercent: 10, delayMs: 60_000 },
  ) {
    this.#clock = clock
  }

  async send({ id }: ExchangeMessage): Promise<void> {
    const tries = (this.#tries.get(id) ?? 0) + 1
    this.#tries.set(id, tries)
    if (this.#arrived.has(id) || lot(id, tries) < this.habits.lostPercent) return
    const answer = lot(id, 0) < this.habits.returnedPercent ? 'returned' : 'received'
    this.#arrived.set(id, { answersAt: this.#clock.now() + this.habits.delayMs, answer })
  }

  async ask(id: OperationId): Promise<ExchangeAnswer> {
    const arrived = this.#arrived.get(id)
    if (arrived === undefined) return 'unknown'
    return this.#clock.now() < arrived.answersAt ? 'waiting' : arrived.answer
  }

  async settledOn(
    day: string,
  ): Promise<readonly { readonly id: OperationId; readonly answer: 'received' | 'returned' }[]> {
    return [...this.#arrived]
      .filter(([, { answersAt }]) => shanghaiDate(answersAt) === day && answersAt <= this.#clock.now())
      .map(([id, { answer }]) => ({ id, answer }))
  }
}

/** 0–99, the same for the same id and number. */
function lot(id: string, salt: number): number {
  let hash = 2_166_136_261 ^ salt
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507) >>> 0
  return ((hash ^ (hash >>> 13)) >>> 0) % 100
}
