import type { CardRead, DevicesEvent, Reader } from '../../shared/contract/devices'
import type { Carrier, CarrierName } from './carriers/carrier'
import { raw64 } from './carriers/raw64'
import type { Clock, Timer } from './clock'
import { classifyEndpointError } from './endpoint'
import type { Endpoint } from './endpoint'
import { createEventHub } from './event-hub'
import type { Log } from './log'
import type { FoundReader, ReaderSource } from './reader-source'
import { createSamSession } from './sam/session'
import type { SamRead, SamSession, SessionEnd } from './sam/session'

/** Devices tell nothing about plugging in: the list is asked for again while a reader is missing or faulty. */
const listEveryMs = 2_000

const carriers: Readonly<Record<CarrierName, Carrier>> = { raw64 }

export interface ReadersOptions {
  sources: readonly ReaderSource[]
  clock: Clock
  /** A fresh UUID. */
  newReadId: () => string
  log: Log
}

/** All card readers of this counter: found, opened, read from, lost and found again. */
export interface Readers {
  start(): void
  /** Closes all readers. */
  stop(): void
  readAgain(): void
  /** See `EventHub.watch`. */
  watch(closed: AbortSignal): AsyncGenerator<DevicesEvent, void, void>
}

interface Served {
  found: FoundReader
  reader: Reader
  /** Being opened or in use. */
  busy: boolean
  session: SamSession | undefined
}

/** Why one opening came to nothing or to an end. */
type OpeningEnd = SessionEnd | { reason: 'not-opened'; trouble: ReturnType<typeof classifyEndpointError> }

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function stateAfter(end: OpeningEnd): Reader['state'] {
  switch (end.reason) {
    case 'closed':
      return { name: 'absent' }
    case 'fault':
      return { name: 'fault', cause: end.cause }
    case 'reopen':
      return { name: 'fault', cause: 'no-answer' }
    case 'not-opened':
      if (end.trouble === 'gone') return { name: 'absent' }
      return { name: 'fault', cause: end.trouble === 'other' ? 'device-fault' : end.trouble }
  }
}

export function createReaders(options: ReadersOptions): Readers {
  const { sources, clock, newReadId, log } = options
  const served = new Map<string, Served>()
  const hub = createEventHub({ clock, readers: () => [...served.values()].map(({ reader }) => reader) })
  let stopped = false
  let ticking: Timer | undefined

  function show(one: Served, change: Partial<Pick<Reader, 'state' | 'samNumber'>>): void {
    const next = { ...one.reader, ...change }
    if (JSON.stringify(next) === JSON.stringify(one.reader)) return
    one.reader = next
    hub.readersChanged()
  }

  function onRead(one: Served, { samNumber, record, textRecord }: SamRead): void {
    const read: CardRead = {
      readId: newReadId(),
      readerKey: one.reader.key,
      samNumber,
      record,
      textRecord: Buffer.from(textRecord).toString('base64'),
    }
    hub.cardRead(read)
  }

  async function converse(one: Served, endpoint: Endpoint): Promise<SessionEnd> {
    const session = createSamSession({
      endpoint,
      carrier: carriers[one.found.carrier],
      clock,
      rereadWithoutLift: one.found.rereadWithoutLift,
      onState: (state) => {
        // A faulty reader that is tried again stays faulty on the screen until it works.
        if (state.name !== 'starting' || one.reader.state.name !== 'fault') show(one, { state })
      },
      onSamNumber: (samNumber) => show(one, { samNumber }),
      onRead: (read) => onRead(one, read),
    })
    one.session = session
    if (stopped) session.stop()
    try {
      return await session.run()
    } catch {
      log('error', 'devices.session-crashed')
      return { reason: 'fault', cause: 'device-fault' }
    } finally {
      one.session = undefined
    }
  }

  async function openOnce(one: Served): Promise<OpeningEnd> {
    const endpoint = one.found.createEndpoint()
    try {
      await endpoint.open()
    } catch (error) {
      return { reason: 'not-opened', trouble: classifyEndpointError(textOf(error)) }
    }
    const end = await converse(one, endpoint)
    try {
      await endpoint.close()
    } catch {
      log('warn', 'devices.close-failed')
    }
    return end
  }

  /** Serves a reader until it is gone or faulty. A session that has worked and lost its step is opened again at once. */
  async function serve(one: Served): Promise<void> {
    one.busy = true
    let end = await openOnce(one)
    for (let first = true; end.reason === 'reopen' && (first || end.worked); first = false)
      end = await openOnce(one)
    show(one, { state: stateAfter(end) })
    one.busy = false
  }

  function known(found: FoundReader): Served {
    const one = served.get(found.key)
    if (one !== undefined) {
      one.found = found
      return one
    }
    const { key, model, simulated } = found
    const fresh: Served = {
      found,
      reader: { key, model, simulated, state: { name: 'starting' } },
      busy: false,
      session: undefined,
    }
    served.set(key, fresh)
    hub.readersChanged()
    return fresh
  }

  async function listAll(): Promise<FoundReader[] | undefined> {
    try {
      return (await Promise.all(sources.map((source) => source.list()))).flat()
    } catch {
      log('warn', 'devices.list-failed')
      return undefined
    }
  }

  async function lookAround(): Promise<void> {
    const all = [...served.values()]
    if (all.length > 0 && all.every(({ busy }) => busy)) return
    const listed = await listAll()
    if (listed === undefined || stopped) return
    const keys = new Set(listed.map(({ key }) => key))
    for (const one of served.values()) {
      if (!one.busy && !keys.has(one.reader.key)) show(one, { state: { name: 'absent' } })
    }
    for (const one of listed.map(known)) {
      if (!one.busy) void serve(one)
    }
  }

  async function tick(): Promise<void> {
    await lookAround()
    if (!stopped) ticking = clock.setTimer(listEveryMs, () => void tick())
  }

  return {
    start: () => void tick(),
    stop() {
      stopped = true
      ticking?.cancel()
      for (const one of served.values()) one.session?.stop()
    },
    readAgain() {
      for (const one of served.values()) one.session?.readAgain()
    },
    watch: (closed) => hub.watch(closed),
  }
}
