import type { MessagePortMain } from 'electron'
import type { z } from 'zod'
import type { Log, LogSource } from './log'
import { spendRestart, untouchedBudget } from './restart-budget'

/** A process that runs. */
export interface Child {
  post(message: unknown, ports: readonly MessagePortMain[]): void
  /** Asks it to end. */
  terminate(): void
  /** Ends it without asking it: it may hang. */
  kill(): void
}

export interface ChildEvents {
  message(value: unknown): void
  /** Comes exactly once, however it ended. */
  exited(): void
}

interface Ping {
  type: 'ping'
  n: number
}
interface Pong {
  type: 'pong'
  n: number
}
interface LogLine {
  type: 'log'
  level: 'info' | 'warn' | 'error'
  code: string
  data?: Record<string, string | number | boolean | null> | undefined
}

/** How a process ended: it starts again by itself, or only when somebody asks. */
export type Ending = 'restarting' | 'stopped'

export interface Charge<To, From> {
  readonly name: LogSource
  /** Every message is checked on its way out and on its way in. */
  readonly to: z.ZodType<To | Ping>
  readonly from: z.ZodType<From | Pong | LogLine>
  fork(events: ChildEvents): Child
  /** The first thing it is told, at every start. */
  startMessage(): To
  /** It was just started, the first time or again, and told so. */
  started(): void
  message(message: From): void
  /** The message that says its store is open; null for a process that opens none. */
  readonly settledBy: string | null
  ended(ending: Ending): void
}

export interface Surroundings {
  readonly log: Log
  /** Monotonic milliseconds. */
  nowMs(): number
  /** Calls back every `ms` milliseconds until the returned function is called. */
  every(ms: number, callback: () => void): () => void
}

export interface Supervisor<To> {
  /** Starts it; also the button 再试 after it had stopped. Does nothing while it runs. */
  start(): void
  /** False, and the ports closed, when it does not run. A malformed message is a bug and throws. */
  post(message: To, ports?: readonly MessagePortMain[]): boolean
  /** Ends it; it starts again only when asked. For a failure that another start would repeat. */
  stop(): void
  /** The app quits: asks it to end and tells nobody. */
  end(): void
}

const pingEveryMs = 1_000
/** A process without an answer for this many pings hangs and is killed (design.md section 3). */
const silentPings = 5
/** Before it has settled it may be busy starting and opening its store. */
const silentPingsAtStart = 60

interface Running {
  readonly child: Child
  readonly stopPinging: () => void
}

/**
 * Keeps one process running: pings it every second, kills it when it hangs, starts it again at once up to five
 * times without a calm minute between, then stops until `start`.
 */
export function supervise<To extends { type: string }, From extends { type: string }>(
  charge: Charge<To, From>,
  surroundings: Surroundings,
): Supervisor<To> {
  const { log } = surroundings
  let running: Running | null = null
  let budget = untouchedBudget
  let restartAllowed = true
  let quitting = false

  function launch(): void {
    let alive = true
    let pinged = 0
    let answered = 0
    let settled = charge.settledBy === null
    const child = charge.fork({
      message(value) {
        const message = alive ? checked(value) : null
        if (message === null) return
        if (isPong(message)) answered = Math.max(answered, message.n)
        else if (isLogLine(message)) log(message.level, charge.name, message.code, message.data)
        else {
          settled ||= message.type === charge.settledBy
          charge.message(message)
        }
      },
      exited() {
        if (!alive) return
        alive = false
        ended()
      },
    })
    const stopPinging = surroundings.every(pingEveryMs, () => {
      const allowed = settled && answered > 0 ? silentPings : silentPingsAtStart
      if (pinged - answered >= allowed) {
        log('error', 'main', `${charge.name}.hung`, { pings: pinged - answered })
        child.kill()
      } else {
        pinged += 1
        child.post(charge.to.parse({ type: 'ping', n: pinged }), [])
      }
    })
    running = { child, stopPinging }
    log('info', 'main', `${charge.name}.started`)
    child.post(charge.to.parse(charge.startMessage()), [])
    charge.started()
  }

  function checked(value: unknown): From | Pong | LogLine | null {
    const parsed = charge.from.safeParse(value)
    if (!parsed.success) log('warn', 'main', `${charge.name}.malformed-message`)
    return parsed.success ? parsed.data : null
  }

  function ended(): void {
    running?.stopPinging()
    running = null
    if (quitting) return
    const left = restartAllowed ? spendRestart(budget, surroundings.nowMs()) : null
    log('error', 'main', `${charge.name}.ended`, { restarts: left?.spent ?? null })
    charge.ended(left === null ? 'stopped' : 'restarting')
    if (left === null) return
    budget = left
    launch()
  }

  return {
    start() {
      if (running !== null || quitting) return
      restartAllowed = true
      budget = untouchedBudget
      launch()
    },
    post(message, ports = []) {
      const sound = charge.to.parse(message)
      if (running === null) {
        for (const port of ports) port.close()
        return false
      }
      running.child.post(sound, ports)
      return true
    },
    stop() {
      restartAllowed = false
      running?.child.kill()
    },
    end() {
      quitting = true
      running?.stopPinging()
      running?.child.terminate()
    },
  }
}

function isPong(message: { type: string }): message is Pong {
  return message.type === 'pong'
}

function isLogLine(message: { type: string }): message is LogLine {
  return message.type === 'log'
}
