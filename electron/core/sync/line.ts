import type { ErrorCode } from '../../../shared/domain/errors'
import type { Core } from '../counter-core'
import { firstTalk, talk } from './talk'

/**
 * Time between looks at the centre while the line is up, and the span of the tries while it is down: short enough that an
 * outbox is empty ten seconds after the line is back (partitions.test.ts).
 */
const upPauseMs = 2_000
const startingForMs = 30_000
const downPauseMs = { first: 1_000, longest: 3_000 }

/** The one loop that talks to the centre by itself: status, changes, drain; then a pause that new work cuts short. */
export interface Line {
  wake(): void
  stop(): void
}

/**
 * Starts the loop. `schedule` runs a function after so many milliseconds and gives back what cancels it; `jitter` is a
 * number in [0, 1). `centreTime` hears what time the centre says it is.
 */
export function startLine(
  core: Core,
  schedule: (run: () => void, delayMs: number) => () => void,
  jitter: () => number,
  centreTime: (at: number) => void,
): Line {
  const loop = { failures: 0, busy: false, woken: false, stopped: false }
  const kept = { ...firstTalk }
  let cancel: () => void = () => undefined

  const round = async (): Promise<void> => {
    if (isStarting(core)) {
      start(upPauseMs)
      return
    }
    Object.assign(loop, { busy: true, woken: false })
    const cause = await talk(core, centreTime, () => noteUp(core), kept)
    loop.failures = cause === null ? 0 : loop.failures + 1
    const pauseMs = cause === null ? upPauseMs : backOffMs(loop.failures, jitter())
    note(core, cause, pauseMs)
    loop.busy = false
    if (loop.stopped) return
    if (loop.woken && cause === null) start(0)
    else start(pauseMs)
  }
  const start = (delayMs: number): void => {
    cancel()
    cancel = schedule(() => {
      round().catch((error: unknown) => {
        loop.busy = false
        core.log('error', 'internal.fault', {
          where: 'line',
          name: error instanceof Error ? error.name : 'unknown',
        })
        if (!loop.stopped) start(downPauseMs.longest)
      })
    }, delayMs)
  }
  start(0)
  return {
    wake() {
      if (loop.busy) loop.woken = true
      else if (!loop.stopped) start(0)
    },
    stop() {
      loop.stopped = true
      cancel()
    },
  }
}

/** Where the centre is has not been said yet: 正在联网 and not 没有联网, but not for ever. */
function isStarting({ central, clock, moment }: Core): boolean {
  return (
    central() === null && moment.line.state === 'checking' && clock.now() - moment.line.since < startingForMs
  )
}

/** Full jitter: anything between nothing and a span that doubles with every failure. */
export function backOffMs(failures: number, jitter: number): number {
  const span = Math.min(downPauseMs.longest, downPauseMs.first * 2 ** (failures - 1))
  return Math.round(span * jitter)
}

/** The centre has answered; true when it had not before. */
function noteUp(core: Core): boolean {
  if (core.moment.line.state === 'up') return false
  const now = core.clock.now()
  core.moment.line = {
    ...core.moment.line,
    state: 'up',
    since: now,
    lastSuccessAt: now,
    nextTryAt: null,
    cause: null,
  }
  core.changed()
  return true
}

function note(core: Core, cause: ErrorCode | null, pauseMs: number): void {
  const now = core.clock.now()
  const { line } = core.moment
  const answered = cause === null || cause === core.projection.stopped()
  if (answered && line.state === 'up') {
    core.moment.line = { ...line, lastSuccessAt: now, nextTryAt: null, cause }
    // Only the minute is shown: the windows need not hear of every look.
    if (line.lastSuccessAt === null || Math.floor(line.lastSuccessAt / 60_000) !== Math.floor(now / 60_000))
      core.changed()
    return
  }
  const since = line.state === 'down' ? line.since : now
  core.moment.line = { ...line, state: 'down', since, nextTryAt: now + pauseMs, cause }
  core.changed()
}
