import type { PracticeCard, SimulatedFault } from '../../shared/contract/devices'

/** The hands at the simulated reader and scanner: what the practice drawer can do. */
export interface Simulator {
  cards(): PracticeCard[]
  /** Lays a card down in place of any other. The card that lies there already is left alone. */
  place(cardId: string, liftWhileReading?: boolean): 'placed' | 'no-such-card'
  lift(): void
  plug(plugged: boolean): void
  fault(fault: SimulatedFault): 'done' | 'no-such-card'
  /** Ends every fault that lasts. */
  clear(): void
  /** Shows a code to the simulated scanner. */
  scan(text: string): void
}
