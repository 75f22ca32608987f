import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { EnrolmentForm, StoreState } from '../../../../shared/contract/store'
import type { CounterView } from '../../../../shared/contract/view'
import type { Result } from '../../../../shared/domain/result'
import type { Refusal } from '../../../../shared/domain/operation'
import { files } from '../../../files/files'
import { papersIn } from '../../attachments/papers'
import { sticksIn } from '../../stick/sticks'
import { otherDisk } from '../../../files/other-disk'
import { startClock } from '../../clock'
import { startCore } from '../../core'
import type { StartedCore, StartMessage } from '../../core'
import { masterKeys } from '../../keys/master-keys'
import type { Central, Keychain, Readers } from '../../ports'
import { counterRouter } from '../../server/counter-router'
import { memberRouter } from '../../server/member-router'
import { runStore } from '../../store/run-store'
import { storeWorks } from '../../store/store-works'
import { centralClient } from '../../sync/central-client'
import { startLine } from '../../sync/line'
import type { Line } from '../../sync/line'
import { drain } from '../../sync/outbox'
import { firstTalk, talk } from '../../sync/talk'
import { identityAt, stationIdentity } from '../../sync/station-token'
import { openFront } from '../../testing/open-front'
import { counterView } from '../../views/counter-view'
import { enrolDesk } from '../enrol-desk'
import { readStationFile } from '../station-file'
import { setStationFileAside, stationKeys } from '../station-keys'

/* A live counter as core's composition root puts it together: the folder, keychain and centre are real or the test's. */

const resourcesDir = join(import.meta.dirname, '../../../../resources')
const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')
const deadlineMs = 8_000

export function liveFolder(): string {
  return mkdtempSync(join(tmpdir(), 'live-counter-'))
}

const noSchedule = (run: () => void, delayMs: number): (() => void) => {
  const timer = setTimeout(run, Math.min(delayMs, 50))
  return () => {
    clearTimeout(timer)
  }
}

/** What lapses by itself lapses in its own time, or not before the test is over. */
const realSchedule = (run: () => void, delayMs: number): (() => void) => {
  const timer = setTimeout(run, delayMs).unref()
  return () => {
    clearTimeout(timer)
  }
}

/** The enrolment screen's desk over the folder; `enrolled` counts how often core would have started again. */
export async function openEnrolment(dataDir: string, keychain: Keychain, at: number) {
  const times = { enrolled: 0 }
  const desk = enrolDesk({
    at: { files, dataDir, realm: 'live' },
    keychain,
    deadlineMs,
    now: () => at,
    enrolled: () => {
      times.enrolled += 1
    },
    log: () => undefined,
  })
  await desk.begin()
  return {
    times,
    state: (): StoreState => desk.state(),
    enrol: (form: Partial<EnrolmentForm>): Promise<Result<null, readonly Refusal[]>> =>
      desk.enrol({ code: '', address: '', passphrase: null, ...form }),
  }
}

export interface LiveOptions {
  readonly passphrase?: string
  /** Adopts a folder that was copied or restored here. */
  readonly adopt?: boolean
  /** Called for what core asks to be told: another start of itself. */
  readonly again?: () => void
  /** null = the line does not run by itself. */
  readonly line?: boolean
  /** Another way to the centre than the enrolled address. */
  readonly through?: string
}

export type LiveCounter = NonNullable<Awaited<ReturnType<typeof openLive>>['counter']>

/** One life of a live core over an enrolled folder; `counter` is null where its store is in trouble. Throws when the folder is no station. */
export async function openLive(dataDir: string, keychain: Keychain, at: number, options: LiveOptions = {}) {
  const file = readStationFile(files, dataDir)
  if (typeof file === 'string') throw new Error(`the folder is no station: ${file}`)
  const clock = startClock(at)
  const now = (): number => clock.now()
  const keys = stationKeys(
    masterKeys({ files, dataDir, realm: 'live' }, keychain, now),
    { files, dataDir },
    file,
    now,
    options.again ?? (() => undefined),
  )
  const appRun = randomUUID()
  const { station: id, epoch, prefix } = file.answer
  const logged: string[] = []
  const picks: string[] = []
  const opened: { started: StartedCore | null; central: Central | null; line: Line | null } = {
    started: null,
    central: null,
    line: null,
  }
  const works = storeWorks({
    files,
    disk: otherDisk,
    dataDir,
    realm: 'live',
    station: id,
    epoch,
    prefix,
    clock,
    computerTime: now,
    wasmPath,
    snapshotWorker: join(dataDir, 'no-worker.js'),
    slipsDir: join(dataDir, 'slips'),
    keys,
    newSuffix: () => 'suffix',
    schedule: noSchedule,
    log: (_level, code) => logged.push(code),
    async opened(store, setAside, guards) {
      if (store.newestAt !== null) clock.notBefore(store.newestAt)
      const start: StartMessage = {
        type: 'start',
        realm: 'live',
        dataDir,
        resourcesDir,
        wasmPath,
        appRun,
        clockAt: null,
        station: null,
        slipsDir: join(dataDir, 'slips'),
      }
      const own = { ...start, station: keys.station() }
      opened.started = await startCore(own, {
        clock,
        store,
        guards,
        setAside,
        enrolment: file,
        central: () => opened.central,
        readers: noReaders,
        printer: { print: () => Promise.resolve(null), list: () => Promise.resolve([]) },
        papers: papersIn(files, start, () => Promise.resolve(null)),
        sticks: sticksIn(files, start, () => Promise.resolve(picks.shift() ?? null)),
        practiceWorld: { line: () => undefined, centre: () => undefined, clock: () => undefined },
        devicesAgain: () => undefined,
        giveUpEpoch: () => {
          setStationFileAside(files, dataDir, 'given-up')
          options.again?.()
        },
        schedule: realSchedule,
        wakeSync: () => opened.line?.wake(),
        log: (_level, code, data) => logged.push(code, ...Object.values(data ?? {}).map(String)),
      })
      const { centreKeys } = opened.started.core
      if (centreKeys === null) throw new Error('a live core without the keys of its centre')
      opened.central = centralClient({
        url: options.through ?? file.address,
        isCentre: (theirs) => centreKeys.isCentre(theirs),
        identity: identityAt(centreKeys, stationIdentity(own, now)),
        encryption: () => centreKeys.encryption(),
        deadlineMs,
      })
      if (options.line !== false)
        opened.line = startLine(opened.started.core, noSchedule, () => 0, works.centreTime)
      return opened.started.core
    },
  })
  const desk = runStore(works)
  await desk.begin()
  const close = async (): Promise<void> => {
    opened.line?.stop()
    opened.central?.close()
    await works.close()
  }
  const unlock =
    options.passphrase === undefined ? [] : [{ type: 'passphrase', passphrase: options.passphrase } as const]
  // a folder that is adopted is opened anew, and asks for its passphrase once more
  const adopt = options.adopt === true ? [{ type: 'use-this-folder' } as const, ...unlock] : []
  for (const act of [...unlock, ...adopt]) if (desk.state().state === 'trouble') await desk.act(act)
  if (opened.started === null) return { state: desk.state(), logged, close, counter: null }
  const { core } = opened.started
  const kept = { ...firstTalk }
  const nobody = centralClient({ ...nowhere, identity: { ...stationIdentity(core, now), centre: 'none' } })
  const context = { front: openFront(opened.started), portClosed: new AbortController().signal }
  const counter = {
    core,
    started: opened.started,
    logged,
    /** Paths that will be picked in the system's dialog, in turn. */
    picks,
    clock,
    close,
    counter: createRouterClient(counterRouter, { context }),
    member: createRouterClient(memberRouter, { context }),
    view: (): CounterView => counterView(core, 1),
    drain: () => drain(core),
    /** A drain that finds nobody: numbers are given, nothing leaves. */
    drainWithout: () => drain({ ...core, central: () => nobody }),
    /** A drain whose batches arrive and whose answers are lost. */
    drainLosing: () => drain({ ...core, central: () => losing(centralOf(opened.central)) }),
    /** What stands behind the line. */
    central: centralOf(opened.central),
    /** One round with the centre, or with another that the test puts before it. */
    round: ({ central }: { readonly central?: Central } = {}) =>
      talk(
        central === undefined ? core : { ...core, central: () => central },
        () => undefined,
        () => false,
        kept,
      ),
    until: async (holds: () => boolean, what: string): Promise<void> => {
      for (let waitedMs = 0; !holds(); waitedMs += 10) {
        if (waitedMs > 10_000)
          throw new Error(`never came: ${what}; line ${JSON.stringify(core.moment.line)}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }
  return { state: desk.state(), logged, close, counter }
}

/** The same, for a test that expects it to open. */
export async function live(
  dataDir: string,
  keychain: Keychain,
  at: number,
  options: LiveOptions = {},
): Promise<LiveCounter> {
  const { counter, state } = await openLive(dataDir, keychain, at, options)
  if (counter === null) throw new Error(`it did not open: ${JSON.stringify(state)}`)
  return counter
}

function losing(central: Central): Central {
  return {
    ...central,
    batch: async (batch, passwords) => {
      await central.batch(batch, passwords)
      return { ok: false, failure: { kind: 'unanswered', code: 'central.no-answer' } }
    },
  }
}

function centralOf(central: Central | null): Central {
  if (central === null) throw new Error('core was opened without a centre')
  return central
}

const nowhere = { url: 'https://127.0.0.1:1', isCentre: () => false, deadlineMs: 1_000 }

const noReaders: Readers = {
  readAgain: () => Promise.resolve(null),
  cards: () => Promise.resolve([]),
  place: () => Promise.resolve(null),
  lift: () => Promise.resolve(null),
  plug: () => Promise.resolve(null),
  test: () => Promise.resolve('reader.absent'),
  fault: () => Promise.resolve(null),
  clear: () => Promise.resolve(null),
  scan: () => Promise.resolve(null),
}
