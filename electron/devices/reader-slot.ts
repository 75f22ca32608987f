import type { Reader, ReaderFaultCause, ReaderState, ReaderTest } from '../../shared/contract/devices'
import { carrierOf } from './carriers/carriers'
import type { Clock } from './clock'
import { sleep } from './clock'
import { classifyEndpointError, errorText } from './endpoint'
import type { Endpoint, EndpointTrouble } from './endpoint'
import type { Log } from './log'
import type { FoundReader } from './reader-source'
import { createSamSession } from './sam/session'
import type { SessionEnd } from './sam/asker'
import type { SamRead, SamSession } from './sam/session'

/** A test never takes longer, whatever the reader does meanwhile. */
const testDeadlineMs = 2_000

export interface ReaderSlotOptions {
  found: FoundReader
  clock: Clock
  log: Log
  /** See `SamSessionOptions.findOnly`. */
  findOnly: boolean
  onChange: () => void
  onRead: (read: SamRead) => void
  onFoundOnly: () => void
}

/** One reader that was seen, plugged in or not: opened, served, lost and found again. */
export interface ReaderSlot {
  /** As the contract shows it. */
  view(): Reader
  /** What it was last found as. */
  found(): FoundReader
  /** Being opened or in use. */
  isBusy(): boolean
  /** See `SamSession.isReading`. */
  isReading(): boolean
  /** It is listed: opens and serves it until it is gone or faulty. */
  serve(found: FoundReader): void
  /** It is not listed any more. */
  gone(): void
  readAgain(): void
  test(): Promise<ReaderTest>
  stop(): void
}

/** Why one opening came to nothing or to an end. */
type OpeningEnd = SessionEnd | { reason: 'not-opened'; trouble: EndpointTrouble }

function stateAfter(end: OpeningEnd): ReaderState {
  switch (end.reason) {
    case 'closed':
      return { name: 'absent' }
    case 'fault':
      return { name: 'fault', cause: end.cause }
    case 'reopen':
      return { name: 'fault', cause: 'no-answer' }
    case 'not-opened':
      if (end.trouble === 'gone') return { name: 'absent' }
      return end.trouble === 'other' ? { name: 'fault', cause: 'device-fault' } : { name: end.trouble }
  }
}

/** What is wrong with the reader in this state, nothing when it is well or not there. */
function troubleIn(state: ReaderState): ReaderFaultCause | 'no-permission' | 'busy' | undefined {
  if (state.name === 'fault') return state.cause
  return state.name === 'no-permission' || state.name === 'busy' ? state.name : undefined
}

const sameState = (one: ReaderState, other: ReaderState): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

export function createReaderSlot(options: ReaderSlotOptions): ReaderSlot {
  const { clock, log } = options
  let found = options.found
  let session: SamSession | undefined
  let busy = false
  let stopped = false
  let reader: Reader = {
    key: found.key,
    model: found.model,
    ...(found.serial === undefined ? {} : { serial: found.serial }),
    simulated: found.simulated,
    carrier: found.carrier.kind,
    state: { name: 'starting' },
    sinceMs: clock.nowMs(),
    counters: { reads: 0, cardErrors: 0, faults: 0, plugs: 1 },
    lastFault: null,
    lastReadMs: null,
  }

  function change(next: Partial<Reader>): void {
    reader = { ...reader, ...next }
    options.onChange()
  }

  function show(state: ReaderState): void {
    if (sameState(state, reader.state)) return
    const nowMs = clock.nowMs()
    const trouble = troubleIn(state)
    const { counters } = reader
    change({
      state,
      sinceMs: nowMs,
      counters: {
        ...counters,
        cardErrors: counters.cardErrors + (state.name === 'card-error' ? 1 : 0),
        faults: counters.faults + (trouble === undefined ? 0 : 1),
      },
      lastFault: trouble === undefined ? reader.lastFault : { cause: trouble, atMs: nowMs },
    })
  }

  function onRead(read: SamRead): void {
    const { counters } = reader
    change({ counters: { ...counters, reads: counters.reads + 1 }, lastReadMs: read.tookMs })
    options.onRead(read)
  }

  async function converse(endpoint: Endpoint): Promise<SessionEnd> {
    session = createSamSession({
      endpoint,
      carrier: carrierOf(found.carrier),
      clock,
      rereadWithoutLift: found.rereadWithoutLift,
      findOnly: options.findOnly,
      onState: (state) => {
        // A reader in trouble that is tried again stays so on the screen until it works.
        if (state.name !== 'starting' || troubleIn(reader.state) === undefined) show(state)
      },
      onSamNumber: (samNumber) => {
        if (samNumber !== reader.samNumber) change({ samNumber })
      },
      onRead,
      onFoundOnly: options.onFoundOnly,
    })
    if (stopped) session.stop()
    try {
      return await session.run()
    } catch {
      log('error', 'devices.session-crashed')
      return { reason: 'fault', cause: 'device-fault' }
    } finally {
      session = undefined
    }
  }

  async function openOnce(): Promise<OpeningEnd> {
    const endpoint = found.createEndpoint()
    try {
      await endpoint.open()
    } catch (error) {
      return { reason: 'not-opened', trouble: classifyEndpointError(errorText(error)) }
    }
    const end = await converse(endpoint)
    try {
      await endpoint.close()
    } catch {
      log('warn', 'devices.close-failed')
    }
    return end
  }

  /** A session that has worked and lost its step is opened again at once. */
  async function open(): Promise<void> {
    busy = true
    let end = await openOnce()
    for (let first = true; end.reason === 'reopen' && (first || end.worked); first = false)
      end = await openOnce()
    busy = false
    show(stateAfter(end))
  }

  function testWithoutSession(): ReaderTest {
    const { state } = reader
    if (state.name === 'absent') return { ok: false, cause: 'absent' }
    return { ok: false, cause: troubleIn(state) ?? 'no-answer' }
  }

  return {
    view: () => reader,
    found: () => found,
    isBusy: () => busy,
    isReading: () => session?.isReading() ?? false,
    serve(next) {
      found = next
      if (busy || stopped) return
      if (reader.state.name === 'absent') {
        const { counters } = reader
        change({ counters: { ...counters, plugs: counters.plugs + 1 } })
      }
      void open()
    },
    gone() {
      if (!busy) show({ name: 'absent' })
    },
    readAgain: () => session?.readAgain(),
    test() {
      if (session === undefined) return Promise.resolve(testWithoutSession())
      const late = sleep(clock, testDeadlineMs).then((): ReaderTest => ({ ok: false, cause: 'no-answer' }))
      return Promise.race([session.test(), late])
    },
    stop() {
      stopped = true
      session?.stop()
    },
  }
}
