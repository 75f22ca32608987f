import type { CentreFault } from '../../shared/contract/practice'
import { fromCentreSchema, toCentreSchema } from '../../shared/contract/shell'
import type { CentrePlace, FromCentre, ToCentre } from '../../shared/contract/shell'
import { supervise } from './supervise'
import type { Child, ChildEvents, Surroundings } from './supervise'

/** The practice centre as main sees it: a process that says where it listens. */
export interface Centre {
  start(): void
  end(): void
  /** Where it listens, null while it does not. */
  readonly place: CentrePlace | null
  /** Cuts or restores the line; a centre that starts again is told anew, of the fault too. */
  setLine(up: boolean): void
  setFault(fault: CentreFault): void
  setClock(at: number): void
}

export interface CentreParts {
  fork(events: ChildEvents): Child
  startMessage(): Extract<ToCentre, { type: 'start' }>
  /** `place` is another one now. */
  moved(): void
}

type Told = Exclude<FromCentre, { type: 'pong' | 'log' }>

export function practiceCentre(parts: CentreParts, surroundings: Surroundings): Centre {
  let lineUp = true
  let fault: CentreFault = 'none'
  let place: CentrePlace | null = null
  const moveTo = (next: CentrePlace | null): void => {
    place = next
    parts.moved()
  }
  const process = supervise<ToCentre, Told>(
    {
      name: 'centre',
      to: toCentreSchema,
      from: fromCentreSchema,
      fork: (events) => parts.fork(events),
      startMessage: () => parts.startMessage(),
      started() {
        if (!lineUp) process.post({ type: 'line', up: false })
        if (fault !== 'none') process.post({ type: 'fault', mode: fault })
      },
      message(message) {
        if (message.type === 'listening') moveTo(message.place)
      },
      settledBy: 'listening',
      ended: () => moveTo(null),
    },
    surroundings,
  )
  return {
    get place() {
      return place
    },
    start: () => process.start(),
    end: () => process.end(),
    setLine(up) {
      lineUp = up
      process.post({ type: 'line', up })
    },
    setClock: (at) => void process.post({ type: 'clock', at }),
    setFault(mode) {
      fault = mode
      process.post({ type: 'fault', mode })
    },
  }
}
