import type { PracticeCard } from '../../shared/contract/devices'

/** The hands at the simulated reader: what the practice drawer can do. */
export interface Simulator {
  cards(): PracticeCard[]
  /** Lays a card down in place of any other. The card that lies there already is left alone. */
  place(cardId: string, liftWhileReading?: boolean): 'placed' | 'no-such-card'
  lift(): void
  plug(plugged: boolean): void
}
