import type { ErrorCode } from '../../../shared/domain/errors'
import type { Core } from '../counter-core'
import { readChanges } from './changes'
import { drain } from './outbox'
import type { Drained } from './outbox'
import { noteArchive } from '../services/note-archive'
import { refreshFacts } from '../services/refresh-facts'

/** Time between looks at the centre while the line is up, and the span of the tries while it is down. */
const upPauseMs = 2_000
const startingForMs = 30_000
const downPauseMs = { first: 1_000, longest: 15_000 }

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
  let halt: Halt | null = null
  let cancel: () => void = () => undefined

  const round = async (): Promise<void> => {
    if (isStarting(core)) {
      start(upPauseMs)
      return
    }
    Object.assign(loop, { busy: true, woken: false })
    const talked = await talk(core, centreTime, halt)
    const { cause } = talked
    halt = talked.halt
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

/** Full jitter over a span that doubles with every failure. */
export function backOffMs(failures: number, jitter: number): number {
  const span = Math.min(downPauseMs.longest, downPauseMs.first * 2 ** (failures - 1))
  return Math.round(span / 2 + (span / 2) * jitter)
}

/** How a round ended: why not all was answered, null when it was; and whether sending has stopped. */
interface Talked {
  readonly cause: ErrorCode | null
  readonly halt: Halt | null
}

async function talk(core: Core, centreTime: (at: number) => void, halt: Halt | null): Promise<Talked> {
  const central = core.central()
  if (central === null) return { cause: 'central.offline', halt }
  const askedAt = core.clock.now()
  const status = await central.status(core.station.id)
  if (!status.ok) return { cause: status.failure.code, halt }
  core.moment.line = {
    ...core.moment.line,
    clockDifferenceMs: status.value.at - Math.round((askedAt + core.clock.now()) / 2),
  }
  const { expected } = status.value
  if (expected > core.projection.dispatch() + 1) return { cause: 'sync.expected', halt }
  if (expected <= core.projection.answeredDispatch()) return { cause: 'sync.centre-behind', halt }
  noteArchive(core, status.value.archivedThrough, status.value.at)
  centreTime(status.value.at)
  const cameUp = core.moment.line.state !== 'up'
  if (cameUp) noteUp(core)
  const drained = halt?.expected === expected ? stillHalted(halt) : await drain(core)
  const { blocked } = drained
  const halted = blocked !== null && stopsSending.has(blocked.code)
  // what came from the centre is read even where nothing can be sent to it
  const read =
    blocked === null || halted ? await readChanges(core, central) : { failed: blocked.code, some: false }
  if (cameUp || drained.some || read.some) refreshOpenVisit(core)
  return { cause: blocked?.code ?? read.failed, halt: halted ? { code: blocked.code, expected } : null }
}

/**
 * What sending again the same way cannot mend: it stops until the centre expects another number, core is started anew,
 * or somebody acts. Trying on would only fill the journal.
 */
const stopsSending: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'sync.bad-signature',
  'sync.bad-link',
  'sync.unknown-station',
  'sync.wrong-realm',
  'operation.same-id-other-content',
  'message.malformed',
])

interface Halt {
  readonly code: ErrorCode
  /** What the centre expected when it said so. */
  readonly expected: number
}

function stillHalted({ code }: Halt): Drained {
  return { blocked: { kind: 'untouched', code, expected: null }, some: false }
}

/** What the member sees of the own account follows what was just carried out. */
function refreshOpenVisit(core: Core): void {
  const visit = core.projection.openVisit()
  if (visit !== null) refreshFacts(core, visit.id)
}

function noteUp(core: Core): void {
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
}

function note(core: Core, cause: ErrorCode | null, pauseMs: number): void {
  const now = core.clock.now()
  const { line } = core.moment
  if (cause === null) {
    core.moment.line = { ...line, lastSuccessAt: now, nextTryAt: null, cause: null }
    // Only the minute is shown: the windows need not hear of every look.
    if (line.lastSuccessAt === null || Math.floor(line.lastSuccessAt / 60_000) !== Math.floor(now / 60_000))
      core.changed()
    return
  }
  const since = line.state === 'down' ? line.since : now
  core.moment.line = { ...line, state: 'down', since, nextTryAt: now + pauseMs, cause }
  core.changed()
}
