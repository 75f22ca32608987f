import { RPCHandler } from '@orpc/server/message-port'
import { z } from 'zod'
import type { Clock } from './clock'
import type { Log } from './log'
import { guardPort } from '../ports/port-guard'
import type { ProcessPort } from '../ports/port-guard'
import { createReaders } from './readers'
import type { ProfileProblem } from '../../shared/contract/devices'
import type { ReaderSource } from './reader-source'
import { createDevicesRouter } from './router'
import type { PortContext } from './router'
import type { ScannerSource } from './scanner/scanner-source'
import type { Simulator } from './simulator'

/** What a realm gives this process. */
export interface Equipment {
  sources: readonly ReaderSource[]
  scannerSources: readonly ScannerSource[]
  profileProblems: readonly ProfileProblem[]
  /** The hands at the simulated reader, in practice only. */
  simulator: Simulator | undefined
}

/** What the main process may say. */
const incomingSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('start'),
    realm: z.enum(['practice', 'live']),
    peoplePath: z.string().min(1),
    profilesPath: z.string().min(1),
    ownProfilesPath: z.string().min(1),
  }),
  z.strictObject({ type: z.literal('port'), to: z.literal('core') }),
  z.strictObject({ type: z.literal('ping'), n: z.int() }),
])
type Incoming = z.infer<typeof incomingSchema>
export type Start = Extract<Incoming, { type: 'start' }>

/** The line to the main process, Electron's `process.parentPort`. */
export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: readonly unknown[] }) => void): unknown
  postMessage(message: unknown): void
}

export interface DevicesProcessOptions {
  parent: ParentPort
  clock: Clock
  newId: () => string
  equip: (start: Start, log: Log) => Promise<Equipment>
}

function isProcessPort(port: unknown): port is ProcessPort {
  return (
    typeof port === 'object' &&
    port !== null &&
    ['on', 'postMessage', 'start', 'close'].every((name) => typeof Reflect.get(port, name) === 'function')
  )
}

/** Obeys the main process: starts once, serves core on the newest port, answers pings. Nothing that comes in ends it. */
export function runDevicesProcess(options: DevicesProcessOptions): void {
  const { parent, clock, newId } = options
  const log: Log = (level, code) => parent.postMessage({ type: 'log', level, code })

  let handler: RPCHandler<PortContext> | undefined
  let started = false
  /** A port that came before everything was ready. */
  let early: ProcessPort | undefined
  let closeCurrent: (() => void) | undefined

  function serve(rpc: RPCHandler<PortContext>, port: ProcessPort): void {
    closeCurrent?.()
    const ending = new AbortController()
    closeCurrent = () => {
      ending.abort()
      port.close()
    }
    port.on('close', () => ending.abort())
    rpc.upgrade(
      guardPort(port, ending.signal, () => log('warn', 'devices.malformed-port-message')),
      {
        context: { portClosed: ending.signal },
      },
    )
    port.start()
    log('info', 'devices.port-served')
  }

  async function start(message: Start): Promise<void> {
    if (started) {
      log('warn', 'devices.already-started')
      return
    }
    started = true
    const { simulator, ...equipment } = await options.equip(message, log).catch((): Equipment => {
      log('error', 'devices.people-unreadable')
      return { sources: [], scannerSources: [], profileProblems: [], simulator: undefined }
    })
    const realReadersFindOnly = message.realm === 'practice'
    const readers = createReaders({ ...equipment, realReadersFindOnly, clock, newId, log })
    handler = new RPCHandler(createDevicesRouter({ readers, simulator }))
    readers.start()
    log('info', 'devices.started')
    if (early !== undefined) serve(handler, early)
    early = undefined
  }

  function takePort(port: unknown): void {
    if (!isProcessPort(port)) {
      log('warn', 'devices.malformed-message')
    } else if (handler !== undefined) {
      serve(handler, port)
    } else {
      early?.close()
      early = port
    }
  }

  function obey(message: Incoming, ports: readonly unknown[]): void {
    switch (message.type) {
      case 'start':
        void start(message)
        break
      case 'port':
        takePort(ports[0])
        break
      case 'ping':
        parent.postMessage({ type: 'pong', n: message.n })
        break
    }
  }

  parent.on('message', ({ data, ports }) => {
    const parsed = incomingSchema.safeParse(data)
    if (parsed.success) obey(parsed.data, ports)
    else log('warn', 'devices.malformed-message')
  })
}
