import type { Centre } from './centre'
import { logFault } from './log'
import { workDue } from './operations/due'

/** Real time between two looks at what is due; what is due is decided by the centre's clock. */
const tickMs = 1000

/** The centre's own work, besides answering. */
export interface Ticker {
  /** Looks now; resolves when the round is done. Never fails: a fault is logged and the next round tries again. */
  tick(): Promise<void>
  stop(): Promise<void>
}

/** Looks every second, one round at a time; `also` is what else this centre does in a round. */
export function startTicking(centre: Centre, also?: (centre: Centre) => Promise<void>): Ticker {
  let round = Promise.resolve()
  const tick = (): Promise<void> => {
    round = round.then(() => oneRound(centre, also))
    return round
  }
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void tick().then(() => {
      looking = false
    })
  }, tickMs)
  return {
    tick,
    stop: () => {
      clearInterval(timer)
      return round
    },
  }
}

async function oneRound(centre: Centre, also?: (centre: Centre) => Promise<void>): Promise<void> {
  try {
    await centre.packs.refresh()
    const { returned, carriedOut } = await workDue(centre)
    if (returned + carriedOut > 0) centre.log.write('info', 'due.done', { returned, carriedOut })
    await also?.(centre)
  } catch (error) {
    logFault(centre.log, 'due.failed', error)
  }
}
