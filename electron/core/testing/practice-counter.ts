import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, openAsBlob, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { CardRead } from '../../../shared/contract/devices'
import type { Slip, SlipPaper, SystemPrinter } from '../../../shared/contract/slip'
import type { CounterView, MemberView } from '../../../shared/contract/view'
import { atShanghai } from '../../../shared/domain/china-time'
import type { JournalEvent } from '../../../shared/domain/events'
import type { StationId } from '../../../shared/domain/ids'
import { fail } from '../../../shared/domain/result'
import { files } from '../../files/files'
import type { Files } from '../../files/files'
import { papersIn } from '../attachments/papers'
import { sticksIn } from '../stick/sticks'
import { otherDisk } from '../../files/other-disk'
import { quietLog } from '../../../central/testing/quiet-log'
import { openPglite } from '../../../central/database'
import { prepareImage } from '../../../central/image'
import { readPracticeResources } from '../../../central/resources'
import { startPracticeCentre } from '../../../central/practice/practice-centre'
import type { PracticeCentre } from '../../../central/practice/practice-centre'
import { startClock } from '../clock'
import type { Clock } from '../clock'
import { startCore } from '../core'
import type { StartCore } from '../core'
import type { StoreGuards } from '../counter-core'
import { masterKeys } from '../keys/master-keys'
import type { Keychain } from '../ports'
import { startPurge } from '../purge/purge'
import type { PurgeParts } from '../purge/purge'
import { noDecisions, openStore, unlockStore } from '../store/open-store'
import type { OpenStore } from '../store/open-store'
import { storePartsOf } from '../store/store-works'
import { counterRouter } from '../server/counter-router'
import { memberRouter } from '../server/member-router'
import { centralClient } from '../sync/central-client'
import { stationIdentity } from '../sync/station-token'
import { startLine } from '../sync/line'
import { counterView } from '../views/counter-view'
import { memberView } from '../views/member-view'
import { openFront } from './open-front'

/** The real core over a real folder, the real centre over HTTP; only windows, readers and printer are the test's. */

export const morning = atShanghai('2026-11-23', '09:30')
const resourcesDir = join(import.meta.dirname, '../../../resources')
const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')

export interface TestStation {
  readonly dataDir: string
  readonly appRun: string
  readonly start: StartCore
  readonly publicKeyJwk: Record<string, string>
  remove(): void
}

export function makeStation(startAt = morning): TestStation {
  const dataDir = mkdtempSync(join(tmpdir(), 'counter-'))
  const appRun = randomUUID()
  const pair = generateKeyPairSync('ed25519')
  const privateKeyJwk = pair.privateKey.export({ format: 'jwk' }) as Record<string, string>
  return {
    dataDir,
    appRun,
    publicKeyJwk: pair.publicKey.export({ format: 'jwk' }) as Record<string, string>,
    start: {
      type: 'start',
      realm: 'practice',
      dataDir,
      resourcesDir,
      wasmPath,
      appRun,
      clockAt: startAt,
      station: {
        id: 'practice-1' as StationId,
        epoch: 1,
        prefix: '0000',
        keyId: 'test-key',
        privateKeyJwk,
        hall: '马家窑镇便民服务中心',
        desk: '2号窗口',
      },
      slipsDir: join(dataDir, 'slips'),
    },
    remove: () => {
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Git-ignored; what lies in it is named by what is in it. */
const imageDir = resolve('.cache', 'centre-test-image')

/** Prepares what every practice centre of the tests starts from: made once for each set of migrations and seeds. */
export async function prepareCentres(): Promise<void> {
  await template()
}

/** A folder with a practice database in it, closed. */
async function template(): Promise<string> {
  const image = await prepareImage(imageDir, readPracticeResources(resourcesDir), morning)
  const folder = image.replace(/\.tar$/u, '')
  if (existsSync(folder)) return folder
  const made = mkdtempSync(`${folder}.`)
  const database = await openPglite({ dataDir: made, image: await openAsBlob(image) })
  await database.close()
  // whoever came first has made the same
  if (existsSync(folder)) rmSync(made, { recursive: true, force: true })
  else renameSync(made, folder)
  return folder
}

/** A centre that knows this station: with the data it had, or those it begins with. */
export async function startCentre(station: TestStation, at = morning): Promise<PracticeCentre> {
  const dataDir = join(station.dataDir, 'centre')
  if (!existsSync(dataDir)) cpSync(await template(), dataDir, { recursive: true })
  return startPracticeCentre(
    {
      type: 'start',
      dataDir,
      imageDir,
      resourcesDir,
      clockAt: at,
      station: { id: station.start.station.id, keyId: 'test-key', publicKeyJwk: station.publicKeyJwk },
    },
    quietLog,
  )
}

/** The store as the counter opens it, in a folder whose master key is the practice one. */
export async function openTestStore(
  station: TestStation,
  clock: Clock,
  on: Files = files,
): Promise<OpenStore> {
  const { dataDir, start } = station
  const noKeychain: Keychain = {
    seal: () => Promise.resolve(fail('key.keychain-gone')),
    open: () => Promise.resolve(fail('key.keychain-gone')),
  }
  const parts = storePartsOf({
    files: on,
    dataDir,
    realm: 'practice',
    station: start.station.id,
    epoch: start.station.epoch,
    prefix: start.station.prefix,
    clock,
    wasmPath: start.wasmPath,
    keys: masterKeys({ files, dataDir, realm: 'practice' }, noKeychain, () => clock.now()),
    log: () => undefined,
  })
  // tests put folders back and restore them: to the place check these are copies
  const unlocked = await unlockStore(parts, { ...noDecisions, adoptFolder: true }, () => undefined)
  return openStore(parts, unlocked, () => undefined)
}

/** One life of core over the station's folder; `centre` null = no address is known yet. */
export async function openCounter(
  station: TestStation,
  centre: PracticeCentre | null,
  deadlineMs = 2_000,
  guards: StoreGuards = { room: () => 'ok', mirror: () => null },
  purging: Partial<Pick<PurgeParts, 'files' | 'disk' | 'keysChanged' | 'snapshotSoon'>> = {},
) {
  const clock = startClock(station.start.clockAt)
  const store = await openTestStore(station, clock, purging.files)
  if (store.newestAt !== null) clock.notBefore(store.newestAt)
  const slips: Slip[] = []
  const papers: SlipPaper[] = []
  const printedOn: (string | null)[] = []
  const printers: SystemPrinter[] = []
  const committed: JournalEvent[] = []
  const journal = {
    ...store.journal,
    append: (events: readonly JournalEvent[]) => {
      const appended = store.journal.append(events)
      committed.push(...events)
      return appended
    },
  }
  const identity = stationIdentity(station.start, () => clock.now())
  const central =
    centre === null
      ? null
      : centralClient({
          url: centre.place.url,
          isCentre: null,
          identity: { ...identity, centre: centre.place.centre },
          encryption: () => centre.place.encryption,
          deadlineMs,
        })
  const logged: string[] = []
  const picks: string[] = []
  const scheduled = new Set<{ readonly run: () => void; readonly dueAt: number }>()
  let wake: () => void = () => undefined
  const started = await startCore(station.start, {
    clock,
    store: { ...store, journal },
    guards,
    setAside: null,
    enrolment: null,
    central: () => central,
    readers: {
      readAgain: () => Promise.resolve(null),
      cards: () => Promise.resolve([]),
      place: () => Promise.resolve(null),
      lift: () => Promise.resolve(null),
      plug: () => Promise.resolve(null),
      test: () => Promise.resolve('reader.absent'),
      fault: () => Promise.resolve(null),
      clear: () => Promise.resolve(null),
      scan: () => Promise.resolve(null),
    },
    printer: {
      list: () => Promise.resolve(printers),
      print: (name, slip, paper, printer) => {
        slips.push(slip)
        papers.push(paper)
        printedOn.push(printer)
        files.makeFolder(station.start.slipsDir)
        files.writeAtomic(join(station.start.slipsDir, `${name}.pdf`), Buffer.from(JSON.stringify(slip)))
        return Promise.resolve(`${name}.pdf`)
      },
    },
    papers: papersIn(purging.files ?? files, station.start, () => Promise.resolve(picks.shift() ?? null)),
    sticks: sticksIn(purging.files ?? files, station.start, () => Promise.resolve(null)),
    practiceWorld: {
      line: (up) => void centre?.obey({ type: 'line', up }),
      centre: (mode) => void centre?.obey({ type: 'fault', mode }),
      clock: (at) => {
        clock.notBefore(at)
        void centre?.obey({ type: 'clock', at })
      },
    },
    devicesAgain: () => logged.push('devices-again'),
    giveUpEpoch: () => undefined,
    schedule: (run, delayMs) => {
      const one = { run, dueAt: clock.now() + delayMs }
      scheduled.add(one)
      return () => {
        scheduled.delete(one)
      }
    },
    wakeSync: () => {
      wake()
    },
    log: (_level, code, data) => logged.push(code, ...Object.values(data ?? {}).map(String)),
  })
  const { core, changes } = started
  const purge = startPurge(core, {
    files,
    disk: otherDisk,
    dataDir: station.dataDir,
    slipsDir: station.start.slipsDir,
    ring: store.ring,
    masters: [store.master],
    keysChanged: () => undefined,
    snapshotSoon: () => undefined,
    ...purging,
  })
  await purge.begin()
  const line = startLine(
    core,
    (run, delayMs) => {
      const timer = setTimeout(run, Math.min(delayMs, 100))
      return () => {
        clearTimeout(timer)
      }
    },
    () => 0,
    (at) => {
      purge.centreTime(at)
    },
  )
  wake = line.wake
  const front = openFront(started)
  const context = { front, portClosed: new AbortController().signal }
  return {
    station,
    core,
    changes,
    front,
    clock,
    store,
    purge,
    slips,
    /** What each of them was printed on. */
    papers,
    /** Which printer each of them went to, and those the system has. */
    printedOn,
    printers,
    committed,
    logged,
    /** Paths that will be picked in the system's dialog, in turn. */
    picks,
    counter: createRouterClient(counterRouter, { context }),
    member: createRouterClient(memberRouter, { context }),
    view: (): CounterView => counterView(core, 1),
    memberView: (): MemberView => memberView(core, 1),
    lay: (personId: string) => {
      started.readerEvents.cardRead(readOf(personId))
    },
    readerEvents: started.readerEvents,
    readOf,
    /** Puts the clock forward; what was due by then happens. */
    pass: (ms: number) => {
      clock.notBefore(clock.now() + ms)
      for (const one of [...scheduled]) {
        if (one.dueAt > clock.now()) continue
        scheduled.delete(one)
        one.run()
      }
    },
    /** Waits until the windows would show it. */
    until: async (holds: () => boolean, what: string): Promise<void> => {
      for (let waitedMs = 0; !holds(); waitedMs += 10) {
        if (waitedMs > 10_000) throw new Error(`never came: ${what}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    /** As a killed process leaves it: nothing is said to anybody. */
    stop: () => {
      line.stop()
      store.journal.close()
    },
  }
}
export type OpenCounter = Awaited<ReturnType<typeof openCounter>>

interface PracticePerson {
  readonly id: string
  readonly card: {
    readonly name: string
    readonly sexCode: string
    readonly ethnicCode?: string
    readonly birthDate: string
    readonly idNumber: string
    readonly validFrom: string
    readonly validTo: string
  }
}

export function personOf(id: string): PracticePerson['card'] {
  const { people } = JSON.parse(readFileSync(join(resourcesDir, 'practice-people.json'), 'utf8')) as {
    people: PracticePerson[]
  }
  const person = people.find((one) => one.id === id)
  if (person === undefined) throw new Error(`no practice person ${id}`)
  return person.card
}

function readOf(id: string): CardRead {
  const card = personOf(id)
  return {
    readId: randomUUID(),
    readerKey: 'test',
    samNumber: '05.01-20260101-0000000001',
    record: {
      type: 'resident',
      name: card.name,
      nameRawHex: Buffer.from(card.name, 'utf16le').toString('hex'),
      sexCode: card.sexCode,
      ...(card.ethnicCode === undefined ? {} : { ethnicCode: card.ethnicCode }),
      birthDate: card.birthDate,
      idNumber: card.idNumber,
      validFrom: card.validFrom,
      validTo: card.validTo,
    },
    textRecord: Buffer.alloc(256, card.idNumber).toString('base64'),
    hasPhoto: true,
  }
}
