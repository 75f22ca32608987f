import { join } from 'node:path'
import type { CentrePlace, FromCore, ToCore } from '../../shared/contract/shell'
import { toCoreSchema } from '../../shared/contract/shell'
import { files } from '../files/files'
import { otherDisk } from '../files/other-disk'
import type { ProcessPort } from '../ports/port-guard'
import { papersIn } from './attachments/papers'
import { askMain } from './ask-main'
import { sticksIn } from './stick/sticks'
import { computerTime, startClock } from './clock'
import type { SettableClock } from './clock'
import { startCore } from './core'
import type { StartCore, StartMessage, StartedCore } from './core'
import type { Core, StationSettings } from './counter-core'
import { anyId } from './crypto'
import { devicesLink } from './devices-client'
import type { DevicesLink } from './devices-client'
import { enrolDesk } from './enrolment/enrol-desk'
import { setStationFileAside, stationKeys } from './enrolment/station-keys'
import { readStationFile } from './enrolment/station-file'
import type { CentreKeys } from './enrolment/centre-keys'
import type { StationFile } from './enrolment/station-file'
import { JournalFault } from './journal/fault'
import { keychainOverMain } from './keys/keychain-over-main'
import { masterKeys } from './keys/master-keys'
import type { MasterKeys } from './keys/master-keys'
import type { Central } from './ports'
import type { Front } from './server/front'
import { servePort } from './server/serve-port'
import { fileStamp } from './store/file-stamp'
import type { StoreDesk } from './store/store-desk'
import { runStore } from './store/run-store'
import { storeWorks } from './store/store-works'
import { centralClient } from './sync/central-client'
import { identityAt, stationIdentity } from './sync/station-token'
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
  /** The centre that main names, asked as this station; a live counter knows its own. */
  centralAt(place: CentrePlace): Central | null
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

const main = askMain(post, schedule)
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
      running?.started.core.changed()
      running?.line.wake()
      return
    case 'central':
      if (core?.front.realm !== 'practice') return
      central = message.place === null ? null : core.centralAt(message.place)
      running?.line.wake()
      return
    case 'printed':
    case 'printers':
    case 'picked':
      main.answered(message)
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
function start(message: StartMessage): Started {
  const clock = startClock(message.clockAt)
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
  const { dataDir, realm } = message
  const now = (): number => clock.now()
  const at = { files, dataDir, realm }
  const parts: Parts = { message, clock, devices }
  if (message.station !== null) {
    const { station } = message
    const keys = masterKeys(at, keychain.keychain, now)
    return openStation(parts, { keys, enrolment: null, name: station, station: () => station })
  }
  const file = readStationFile(files, dataDir)
  if (typeof file === 'string') return serveEnrolment(parts)
  const { station: id, ...name } = file.answer
  const keys = stationKeys(masterKeys(at, keychain.keychain, now), at, file, now, coreAgain)
  return openStation(parts, { keys, enrolment: file, name: { id, ...name }, station: () => keys.station() })
}

interface Parts {
  readonly message: StartMessage
  readonly clock: SettableClock
  readonly devices: DevicesLink
}

/** A station as it is known before its key is opened, and after. */
interface Who {
  readonly keys: MasterKeys
  readonly enrolment: StationFile | null
  readonly name: Pick<StationSettings, 'id' | 'epoch' | 'prefix' | 'hall' | 'desk'>
  /** Once the master key is open. */
  station(): StationSettings
}

function openStation({ message, clock, devices }: Parts, who: Who): Started {
  const { dataDir, realm } = message
  const { id, epoch, prefix, hall, desk } = who.name
  const works = storeWorks({
    files,
    disk: otherDisk,
    dataDir,
    realm,
    station: id,
    epoch,
    prefix,
    clock,
    computerTime,
    wasmPath: message.wasmPath,
    snapshotWorker: join(__dirname, 'snapshot-worker.js'),
    slipsDir: message.slipsDir,
    keys: who.keys,
    newSuffix: () => anyId().slice(0, 8),
    schedule,
    log,
    async opened(store, setAside, guards) {
      if (store.newestAt !== null) clock.notBefore(store.newestAt)
      const own = { ...message, station: who.station() }
      const started = await startCore(own, {
        clock,
        store,
        guards,
        setAside,
        enrolment: who.enrolment,
        central: () => central,
        readers: devices.readers,
        printer: main.printer,
        papers: papersIn(files, message, () => main.pickFile('pick-paper')),
        sticks: sticksIn(files, message, (what) => main.pickFile(`pick-stick-${what}`)),
        practiceWorld: {
          line: (up) => {
            post({ type: 'practice-line', up })
          },
          centre: (fault) => {
            post({ type: 'practice-centre', fault })
          },
          clock: (at) => {
            post({ type: 'practice-clock', at })
          },
        },
        devicesAgain: () => {
          post({ type: 'devices-again' })
        },
        giveUpEpoch() {
          setStationFileAside(files, dataDir, `given-up-${fileStamp(clock.now())}`)
          coreAgain()
        },
        schedule,
        wakeSync: () => running?.line.wake(),
        log,
      })
      if (started.core.centreKeys !== null && who.enrolment !== null)
        central = enrolledCentre(who.enrolment.address, started.core.centreKeys, own, clock)
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
  return {
    clock,
    devices,
    front: frontOf(message, clock, { hall, desk }, store),
    centralAt: ({ url, centre, encryption }) =>
      centralClient({
        url,
        encryption: () => encryption,
        isCentre: null,
        identity: { ...stationIdentity({ realm, station: who.station() }, () => clock.now()), centre },
        deadlineMs: centralDeadlineMs,
      }),
    close: () => works.close(),
  }
}

/** The centre a live counter was enrolled at: by its pinned keys alone. */
function enrolledCentre(url: string, keys: CentreKeys, own: StartCore, clock: SettableClock): Central {
  return centralClient({
    url,
    isCentre: (theirs) => keys.isCentre(theirs),
    identity: identityAt(
      keys,
      stationIdentity(own, () => clock.now()),
    ),
    encryption: () => keys.encryption(),
    deadlineMs: centralDeadlineMs,
  })
}

/** A live folder that is no station: nothing can be done here but enrol. */
function serveEnrolment({ message, clock, devices }: Parts): Started {
  const { dataDir, realm } = message
  const now = (): number => clock.now()
  const desk = enrolDesk({
    at: { files, dataDir, realm },
    keychain: keychain.keychain,
    deadlineMs: centralDeadlineMs,
    now,
    enrolled: coreAgain,
    log,
  })
  void desk.begin()
  return {
    clock,
    devices,
    front: frontOf(message, clock, { hall: '', desk: '' }, desk),
    centralAt: () => null,
    close: () => Promise.resolve(),
  }
}

function frontOf(
  { realm }: StartMessage,
  clock: SettableClock,
  station: Front['station'],
  store: StoreDesk,
): Front {
  return {
    realm,
    station,
    now: () => clock.now(),
    store,
    served: () => running?.started ?? null,
    restartAs: (other) => {
      post({ type: 'restart-as', realm: other })
    },
    log,
  }
}

function coreAgain(): void {
  post({ type: 'core-again' })
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

function schedule(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs)
  return () => {
    clearTimeout(timer)
  }
}
