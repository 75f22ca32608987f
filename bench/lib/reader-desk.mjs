// A counter from the reader's cable to the window's port in plain Node: the real devices program, the real core on a
// real folder, the real client, over real message ports. The centre is away and the printer silent.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel } from 'node:worker_threads'

export const root = path.resolve(import.meta.dirname, '../..')
export const product = await import(pathToFileURL(path.join(root, '.cache', 'bench', 'reader.mjs')).href)
const resourcesDir = path.join(root, 'resources')
const wasmPath = createRequire(path.join(root, 'package.json')).resolve('sql.js/dist/sql-wasm.wasm')
const { monotonicClock } = product

export const cards = product.parsePracticePeople(
  fs.readFileSync(path.join(resourcesDir, 'practice-people.json'), 'utf8'),
)

/** Node's port as Electron's main-process ports are: messages come wrapped as `data`. */
function likeElectron(port) {
  return {
    on: (event, listener) =>
      port.on(event, event === 'message' ? (data) => listener({ data }) : () => listener({ data: null })),
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  }
}

/** The reader's electronics live so many times faster than a real one's: what they take is known and not ours. */
const hurry = 10
const readersClock = {
  nowMs: () => monotonicClock.nowMs(),
  setTimer: (delayMs, callback) => monotonicClock.setTimer(delayMs / hurry, callback),
}

/**
 * A simulated reader, and how long it took by itself: over each command from the write to the last report before the
 * next one.
 */
export function timedReader(seed) {
  const reader = product.createSimulatedReader({
    ...{ clock: readersClock, seed, cards },
    ...{ liftProfile: 'sw-41', rereadWithoutLift: false },
  })
  const wire = { foundAtMs: 0, ownMs: 0, lastReportMs: 0 }
  let askedAtMs = 0
  const tapped = (endpoint) => ({
    ...endpoint,
    onReport: (listener) =>
      endpoint.onReport((report) => {
        wire.lastReportMs = monotonicClock.nowMs()
        listener(report)
      }),
    write(report) {
      const now = monotonicClock.nowMs()
      if (Buffer.from(report).toString('hex', 8, 10) === '2001') {
        wire.foundAtMs = now
        wire.ownMs = 0
      } else wire.ownMs += wire.lastReportMs - askedAtMs
      askedAtMs = now
      return endpoint.write(report)
    },
  })
  const source = {
    list: async () =>
      (await reader.list()).map((found) => ({
        ...found,
        createEndpoint: () => tapped(found.createEndpoint()),
      })),
  }
  /** From the find that met the card to now, without what the reader took itself; milliseconds. */
  const oursUpTo = (nowMs) => {
    const readersOwnMs = wire.ownMs + wire.lastReportMs - askedAtMs
    return { oursMs: nowMs - wire.foundAtMs - readersOwnMs, readersOwnMs, findAtMs: wire.foundAtMs }
  }
  return { reader, source, oursUpTo }
}

/** The devices program with that reader; gives core's end of its port. */
function startDevices({ reader, source }) {
  let say = () => undefined
  product.runDevicesProcess({
    parent: { on: (_, listener) => (say = listener), postMessage: () => undefined },
    clock: monotonicClock,
    newId: randomUUID,
    equip: async () => ({
      ...{ sources: [source], scannerSources: [reader.scanners], profileProblems: [], simulator: reader },
    }),
  })
  const { port1, port2 } = new MessageChannel()
  const nowhere = { peoplePath: '-', profilesPath: '-', ownProfilesPath: '-' }
  say({ data: { type: 'start', realm: 'practice', ...nowhere }, ports: [] })
  say({ data: { type: 'port', to: 'core' }, ports: [likeElectron(port1)] })
  return likeElectron(port2)
}

async function openCore(dataDir, devices) {
  const { startClock, files } = product
  const clock = startClock(null)
  const privateKeyJwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const station = {
    ...{ id: 'practice-1', epoch: 1, prefix: '0000', keyId: 'bench', privateKeyJwk },
    ...{ hall: '马家窑镇便民服务中心', desk: '2号窗口' },
  }
  const noKeychain = { seal: async () => ({ ok: false }), open: async () => ({ ok: false }) }
  const log = () => undefined
  const parts = product.storePartsOf({
    ...{
      files,
      dataDir,
      realm: 'practice',
      station: station.id,
      epoch: 1,
      prefix: '0000',
      clock,
      wasmPath,
      log,
    },
    keys: product.masterKeys({ files, dataDir, realm: 'practice' }, noKeychain, () => clock.now()),
  })
  const unlocked = await product.unlockStore(parts, product.noDecisions, () => undefined)
  const store = await product.openStore(parts, unlocked, () => undefined)
  const start = {
    ...{ type: 'start', realm: 'practice', dataDir, resourcesDir, wasmPath, appRun: randomUUID() },
    ...{ clockAt: null, station, slipsDir: path.join(dataDir, 'slips') },
  }
  const started = await product.startCore(start, {
    ...{
      clock,
      store,
      guards: { room: () => 'ok', mirror: () => null },
      setAside: null,
      enrolment: null,
      log,
    },
    ...{ central: () => null, readers: devices.readers, printer: { print: async () => null } },
    papers: product.papersIn(files, start, async () => null),
    ...{ practiceLine: { set: () => undefined }, devicesAgain: () => undefined, wakeSync: () => undefined },
    schedule: (run, delayMs) => {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
  })
  return { started, store, clock }
}

/** The whole counter. `dataDir` is a folder on a real disk. */
export async function openReaderDesk(dataDir, timed) {
  let events
  const devices = product.devicesLink(
    {
      readers: (readers, nowMs) => events?.readers(readers, nowMs),
      scanners: (scanners) => events?.scanners(scanners),
      profileProblems: (problems) => events?.profileProblems(problems),
      cardRead: (read) => events?.cardRead(read),
      codeScanned: (scanId, text) => events?.codeScanned(scanId, text),
      realCardInPractice: () => events?.realCardInPractice(),
    },
    () => {
      throw new Error('core was told something malformed')
    },
  )
  const { started, store, clock } = await openCore(dataDir, devices)
  events = started.readerEvents
  devices.connect(startDevices(timed))
  const { port1, port2 } = new MessageChannel()
  const storeDesk = {
    state: () => ({ state: 'open', notices: [] }),
    changes: started.changes,
    act: async () => null,
  }
  const front = {
    ...{ realm: 'practice', station: { hall: '', desk: '' }, now: () => clock.now(), store: storeDesk },
    ...{ served: () => started, log: () => undefined },
  }
  product.servePort(front, 'counter', likeElectron(port2), () => undefined)
  port1.start()
  return { core: started.core, client: product.clientOver(port1), journal: store.journal }
}
