import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { app, MessageChannelMain, safeStorage, session } from 'electron'
import type { z } from 'zod'
import { fromCoreSchema, fromDevicesSchema, toCoreSchema, toDevicesSchema } from '../../shared/contract/shell'
import type { FromCore, ToCore } from '../../shared/contract/shell'
import { messages } from '../../shared/text/zh-CN'
import { servePages } from './app-protocol'
import { practiceCentre } from './centre'
import type { Centre } from './centre'
import { keychainOver } from './keychain'
import { openStationKey, publicKeyOf } from './keystore'
import type { StationKey } from './keystore'
import { layoutOf } from './layout'
import { log } from './log'
import { guardSession } from './page-guards'
import { startPracticeClock } from './practice-clock'
import type { PracticeClock } from './practice-clock'
import { filePicker } from './file-picker'
import { slipPrinter } from './printing'
import { argsForRealm, realmOfStart } from './realm'
import { supervise } from './supervise'
import type { Ending, Surroundings } from './supervise'
import { openTwoWindows } from './two-windows'
import { forkUtility } from './utility-process'
import { windowMaker } from './windows'
import { createWiring } from './wiring'
import type { End } from './wiring'

const lastWordsMs = 200
const endWithinMs = 8_000

type ToDevices = z.infer<typeof toDevicesSchema>
type CoreSays = Exclude<FromCore, { type: 'pong' | 'log' }>

/** The app cannot go on: `code` for the log, and what was thrown. */
export type Leave = (code: string, failure: unknown) => void

const surroundings: Surroundings = {
  log,
  nowMs: () => performance.now(),
  every(ms, callback) {
    const timer = setInterval(callback, ms)
    return () => clearInterval(timer)
  },
}

/**
 * The composition root: opens the windows, starts core, devices and the practice centre, and wires them to each
 * other at every start of any of them.
 */
export function openShell(leave: Leave): void {
  const realm = realmOfStart(process.argv, app.getPath('userData'))
  const dataDir = join(app.getPath('userData'), realm)
  const slipsDir = join(dataDir, 'slips')
  const appRun = randomUUID()
  const layout = layoutOf(app.getAppPath(), app.isPackaged ? process.resourcesPath : null)
  const output = app.isPackaged ? 'ignore' : 'inherit'
  /** The injected clock; a live core has the computer's. */
  const clock = realm === 'practice' ? startPracticeClock() : null
  const keychain = keychainOver(safeStorage, process.platform)
  // a live core knows by its own folder who it is
  const station = realm === 'practice' ? openStationKey(dataDir) : null
  if (realm === 'practice' && station === null) {
    leave('key.unreadable', null)
    return
  }
  guardSession(session.defaultSession, log)
  servePages(session.defaultSession, layout.pagesDir, log)
  const maker = windowMaker(layout.preloadFile, !app.isPackaged, log)
  const printer = slipPrinter(maker, slipsDir, log)

  /** Null while core has its store open; else what becomes of it. */
  let coreAway: Ending | null = 'restarting'
  let devicesAre: Ending | 'running' = 'restarting'
  let painted = false
  let centreAsked = false
  /** Core asked for another start of itself. */
  let again = false

  const wiring = createWiring(connect)
  const core = supervise<ToCore, CoreSays>(
    {
      name: 'core',
      to: toCoreSchema,
      from: fromCoreSchema,
      fork: (events) => forkUtility(layout.coreFile, 'core', output, events),
      startMessage: () => ({
        type: 'start',
        realm,
        dataDir,
        resourcesDir: layout.resourcesDir,
        wasmPath: layout.wasmPath,
        appRun,
        clockAt: clock?.now() ?? null,
        station,
        slipsDir,
      }),
      started: () => undefined,
      message: coreSays,
      settledBy: 'ready',
      ended(ending) {
        coreAway = again ? 'restarting' : ending
        wiring.coreGone()
        windows.tell(coreAway)
        if (again) core.start()
        again = false
      },
    },
    surroundings,
  )
  const devices = supervise<ToDevices, never>(
    {
      name: 'devices',
      to: toDevicesSchema,
      from: fromDevicesSchema,
      fork: (events) => forkUtility(layout.devicesFile, 'devices', output, events),
      startMessage: () => ({
        type: 'start',
        realm,
        peoplePath: join(layout.resourcesDir, 'practice-people.json'),
        profilesPath: join(layout.resourcesDir, 'readers.json'),
        ownProfilesPath: join(dataDir, 'readers.json'),
      }),
      started() {
        tellOfDevices('running')
        wiring.up('devices')
      },
      message: () => undefined,
      settledBy: null,
      ended(ending) {
        wiring.gone('devices')
        tellOfDevices(ending)
      },
    },
    surroundings,
  )
  const centre = clock === null || station === null ? null : centreOf(clock, station)
  const windows = openTwoWindows(
    maker,
    { counter: messages.counter.shell.product, member: messages.counter.devices.member },
    {
      loaded(name) {
        if (coreAway === 'stopped') windows.tell('stopped', name)
        wiring.up(name)
      },
      gone: (name) => wiring.gone(name),
      painted() {
        painted = true
        startCentreOnce()
      },
      coreAgain() {
        if (coreAway !== 'stopped') return
        coreAway = 'restarting'
        windows.tell('restarting')
        core.start()
        devices.start()
        if (centreAsked) centre?.start()
      },
      hopeless: (name) => leave('page.hopeless', name),
    },
    surroundings,
  )
  const pickerOf = (what: Parameters<typeof filePicker>[0]) =>
    filePicker(what, (options) => windows.ask(options), log)
  const pickers = {
    'pick-paper': pickerOf('paper'),
    'pick-stick-label': pickerOf('stickLabel'),
    'pick-stick-answer': pickerOf('stickAnswer'),
  }
  core.start()
  devices.start()
  app.on('second-instance', () => windows.show())
  endFirst()
  app.once('will-quit', () => {
    for (const running of [core, devices, centre]) running?.end()
  })

  function coreSays(message: CoreSays): void {
    switch (message.type) {
      case 'serving':
        wiring.coreServes()
        break
      case 'ended':
        coreEnded()
        break
      case 'ready':
        coreReady(message.newestAt)
        break
      case 'failed':
        log('error', 'main', 'core.failed', { reason: message.code })
        // what it logs of the reason is on its way
        setTimeout(() => core.stop(), lastWordsMs)
        break
      case 'print':
        void printer
          .print({ slip: message.slip, paper: message.paper }, message.name, message.printer)
          .then((file) => {
            core.post({ type: 'printed', requestId: message.requestId, file })
          })
        break
      case 'list-printers':
        void printer.printers().then((printers) => {
          core.post({ type: 'printers', requestId: message.requestId, printers: [...printers] })
        })
        break
      case 'pick-paper':
      case 'pick-stick-label':
      case 'pick-stick-answer':
        void pickers[message.type].pick().then((path) => {
          core.post({ type: 'picked', requestId: message.requestId, path })
        })
        break
      case 'devices-again':
        devices.start()
        break
      case 'restart-as':
        log('info', 'main', 'app.restarts', { realm: message.realm })
        app.relaunch({ args: argsForRealm(process.argv.slice(1), message.realm) })
        app.quit()
        break
      case 'core-again':
        again = true
        core.stop()
        break
      case 'practice-line':
        centre?.setLine(message.up)
        break
      case 'practice-centre':
        centre?.setFault(message.fault)
        break
      case 'practice-clock':
        moveClock(message.at)
        break
      case 'keychain-seal':
        core.post({ type: 'keychain', requestId: message.requestId, answer: keychain.seal(message.text) })
        break
      case 'keychain-open':
        core.post({
          type: 'keychain',
          requestId: message.requestId,
          answer: keychain.open(message.backend, message.sealed),
        })
        break
    }
  }

  /** Core closes its journal and writes its snapshot before the app goes; a core that does not answer is not waited for. */
  function endFirst(): void {
    let asked = false
    app.on('before-quit', (event) => {
      if (asked || !core.post({ type: 'end' })) return
      asked = true
      event.preventDefault()
      setTimeout(coreEnded, endWithinMs)
    })
  }

  function coreEnded(): void {
    app.quit()
  }

  function coreReady(newestAt: number | null): void {
    coreAway = null
    moveClock(newestAt)
    core.post({ type: 'devices', state: devicesAre })
    wiring.coreUp()
    tellCoreOfCentre()
    startCentreOnce()
  }

  /** Core's and the centre's own clocks began when they started, a little after they were told the time. */
  function moveClock(to: number | null): void {
    if (clock === null) return
    if (to !== null) clock.notBefore(to)
    core.post({ type: 'clock', at: clock.now() })
    centre?.setClock(clock.now())
  }

  function tellOfDevices(state: Ending | 'running'): void {
    devicesAre = state
    if (coreAway === null) core.post({ type: 'devices', state })
  }

  function tellCoreOfCentre(): void {
    if (coreAway === null && centre !== null) core.post({ type: 'central', place: centre.place })
  }

  /** After the first paint, so that it takes no time from the windows; after core, which knows the newest time. */
  function startCentreOnce(): void {
    if (centreAsked || !painted || coreAway !== null) return
    centreAsked = true
    centre?.start()
  }

  /** The practice centre, a process beside us. */
  function centreOf(practiceClock: PracticeClock, known: StationKey): Centre {
    const { id, keyId } = known
    const own = practiceCentre(
      {
        fork: (events) => forkUtility(layout.centreFile, 'centre', output, events),
        startMessage: () => ({
          type: 'start',
          dataDir: join(dataDir, 'centre'),
          imageDir: layout.centreImageDir,
          resourcesDir: layout.resourcesDir,
          clockAt: practiceClock.now(),
          station: { id, keyId, publicKeyJwk: publicKeyOf(known) },
        }),
        moved() {
          own.setClock(practiceClock.now())
          tellCoreOfCentre()
        },
      },
      surroundings,
    )
    return own
  }

  /** Core and the end each get one half of a new channel. */
  function connect(end: End): void {
    const { port1, port2 } = new MessageChannelMain()
    core.post({ type: 'port', to: end }, [port1])
    if (end === 'devices') devices.post({ type: 'port', to: 'core' }, [port2])
    else windows.give(end, port2)
  }
}
