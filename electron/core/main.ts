import { join } from 'node:path'
import type { FromCore, ToCore } from '../../shared/contract/shell'
import { toCoreSchema } from '../../shared/contract/shell'
import { files } from '../files/files'
import { otherDisk } from '../files/other-disk'
import type { ProcessPort } from '../ports/port-guard'
import { computerTime, startClock } from './clock'
import type { SettableClock } from './clock'
import { startCore } from './core'
import type { StartCore, StartedCore } from './core'
import type { Core } from './counter-core'
import { anyId } from './crypto'
import { devicesLink } from './devices-client'
import type { DevicesLink } from './devices-client'
import { JournalFault } from './journal/fault'
import { keychainOverMain } from './keys/keychain-over-main'
import { masterKeys } from './keys/master-keys'
import type { Central } from './ports'
import type { Front } from './server/front'
import { servePort } from './server/serve-port'
import { runStore } from './store/run-store'
import { storeWorks } from './store/store-works'
import { centralClient } from './sync/central-client'
import type { StationIdentity } from './sync/station-token'
import { stationIdentity } from './sync/station-token'
import { startLine } from './sync/line'
import type { Line } from './sync/line'
import { jitter } from './random'

/** The composition root of the core process: the only file that knows what stands behind each door. */

const centralDeadlineMs = 8_000

/** There from the start message on. */
interface Started {
  readonly clock: SettableClock
  readonly devices: DevicesLink
  readonly front: Front
  readonly identity: Omit<StationIdentity, 'centre'>
  close(): Promise<void>
}

/** There once the store is open. */
interface Running {
  readonly started: StartedCore
  readonly line: Line
}

const parent = process.parentPort
const post = (message: FromCore): void => {
  parent.postMessage(message)
}
const log = (
  level: 'info' | 'warn' | 'error',
  code: string,
  data?: Readonly<Record<string, string | number | boolean | null>>,
): void => {
  post({ type: 'log', level, code, ...(data ? { data: { ...data } } : {}) })
}

const printing = new Map<string, (file: string | null) => void>()
const keychain = keychainOverMain(post, anyId, schedule)
let central: Central | null = null
let core: Started | null = null
let running: Running | null = null
let devicesState: Core['moment']['devices'] = 'restarting'
const endServing = new Map<'counter' | 'member', () => void>()

parent.on('message', ({ data, ports }) => {
  const message = toCoreSchema.safeParse(data)
  if (message.success) obey(message.data, ports[0])
  else log('warn', 'message.malformed', { from: 'main' })
})

/** The centre main names, asked as the station that main started us for. */
function centralAt({ place }: Extract<ToCore, { type: 'central' }>): Central | null {
  if (place === null || core === null) return null
  const { url, centre } = place
  return centralClient({
    url,
    keyThumbprint: null,
    identity: { ...core.identity, centre },
    deadlineMs: centralDeadlineMs,
  })
}

function obey(message: ToCore, port: ProcessPort | undefined): void {
  switch (message.type) {
    case 'start':
      if (core !== null) return
      core = start(message)
      post({ type: 'serving' })
      return
    case 'port':
      if (port !== undefined && core !== null) takePort(core, message.to, port)
      return
    case 'devices':
      devicesState = message.state
      noteDevices()
      return
    case 'clock':
      core?.clock.notBefore(message.at)
      return
    case 'central':
      central = centralAt(message)
      running?.line.wake()
      return
    case 'printed':
      printing.get(message.requestId)?.(message.file)
      printing.delete(message.requestId)
      return
    case 'keychain':
      keychain.answered(message.requestId, message.answer)
      return
    case 'end':
      void end()
      return
    case 'ping':
      post({ type: 'pong', n: message.n })
  }
}

/** Serves the windows at once; core proper is put together when the store is open. */
function start(message: StartCore): Started {
  const clock = startClock(message.clockAt)
  const { dataDir, realm, station } = message
  const devices = devicesLink(
    {
      readers: (readers, nowMs) => running?.started.readerEvents.readers(readers, nowMs),
      scanners: (scanners) => running?.started.readerEvents.scanners(scanners),
      profileProblems: (problems) => running?.started.readerEvents.profileProblems(problems),
      cardRead: (read) => running?.started.readerEvents.cardRead(read),
      codeScanned: (scanId, text) => running?.started.readerEvents.codeScanned(scanId, text),
      realCardInPractice: () => running?.started.readerEvents.realCardInPractice(),
    },
    () => {
      log('warn', 'message.malformed', { from: 'devices' })
    },
  )
  const works = storeWorks({
    files,
    disk: otherDisk,
    dataDir,
    realm,
    station: station.id,
    epoch: station.epoch,
    prefix: station.prefix,
    clock,
    computerTime,
    wasmPath: message.wasmPath,
    snapshotWorker: join(__dirname, 'snapshot-worker.js'),
    slipsDir: message.slipsDir,
    keys: masterKeys({ files, dataDir, realm }, keychain.keychain, () => clock.now()),
    newSuffix: () => anyId().slice(0, 8),
    schedule,
    log,
    async opened(store, setAside, guards) {
      if (store.newestAt !== null) clock.notBefore(store.newestAt)
      const started = await startCore(message, {
        clock,
        store,
        guards,
        setAside,
        central: () => central,
        readers: devices.readers,
        printer: { print },
        practiceLine: {
          set: (up) => {
            post({ type: 'practice-line', up })
          },
        },
        devicesAgain: () => {
          post({ type: 'devices-again' })
        },
        schedule,
        wakeSync: () => running?.line.wake(),
        log,
      })
      running = {
        started,
        line: startLine(started.core, schedule, jitter, (at) => {
          works.centreTime(at)
        }),
      }
      if (endServing.has('member')) noteMemberWindow(true)
      noteDevices()
      post({ type: 'ready', newestAt: store.newestAt })
      return started.core
    },
  })
  const store = runStore(works)
  void store.begin()
  const front: Front = {
    realm,
    station: { hall: station.hall, desk: station.desk },
    now: () => clock.now(),
    store,
    served: () => running?.started ?? null,
    log,
  }
  const identity = stationIdentity(message, () => clock.now())
  return { clock, devices, front, identity, close: () => works.close() }
}

/** The app quits: everything that makes the next start quick, then the end. What was taken is on the disk already. */
async function end(): Promise<void> {
  running?.line.stop()
  try {
    await core?.close()
  } catch (error) {
    log('error', error instanceof JournalFault ? error.code : 'internal.fault', { at: 'end' })
  }
  post({ type: 'ended' })
}

function takePort(
  { devices, front }: Started,
  to: 'counter' | 'member' | 'devices',
  port: ProcessPort,
): void {
  if (to === 'devices') {
    devices.connect(port)
    return
  }
  endServing.get(to)?.()
  const ended = (): void => {
    if (endServing.get(to) !== serving.end) return
    endServing.delete(to)
    if (to === 'member') noteMemberWindow(false)
  }
  const serving = servePort(front, to, port, ended)
  endServing.set(to, serving.end)
  if (to === 'member') noteMemberWindow(true)
}

function noteMemberWindow(connected: boolean): void {
  if (running === null) return
  running.started.core.moment.memberWindow = connected
  running.started.core.changed()
}

function noteDevices(): void {
  if (running === null) return
  running.started.core.moment.devices = devicesState
  running.started.core.changed()
}

function print(
  name: string,
  slip: Parameters<StartedCore['core']['printer']['print']>[1],
): Promise<string | null> {
  const requestId = anyId()
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => {
      printing.delete(requestId)
      resolve(null)
    }, 30_000)
    printing.set(requestId, (file) => {
      clearTimeout(giveUp)
      resolve(file)
    })
    post({ type: 'print', requestId, name, slip })
  })
}

function schedule(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs)
  return () => {
    clearTimeout(timer)
  }
}
