import { randomUUID } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { fail } from '../../../shared/domain/result'
import { files } from '../../files/files'
import { papersIn } from '../attachments/papers'
import { sticksIn } from '../stick/sticks'
import { otherDisk } from '../../files/other-disk'
import { makeBackup } from '../backup/make-backup'
import { restoreBackup } from '../backup/restore-backup'
import { startClock } from '../clock'
import { startCore } from '../core'
import type { Core } from '../counter-core'
import { masterKeys } from '../keys/master-keys'
import { chooseMirror } from '../mirror/mirror-place'
import { freshFolder, removeFolders } from '../mirror/testing/desk-folder'
import type { Keychain } from '../ports'
import { makeStation, morning } from '../testing/practice-counter'
import type { TestStation } from '../testing/practice-counter'
import { runStore } from './run-store'
import { storeWorks } from './store-works'

vi.setConfig({ testTimeout: 30_000 })

const stations: TestStation[] = []
afterEach(() => {
  for (const station of stations.splice(0)) station.remove()
  removeFolders()
})

function newStation(): TestStation {
  const station = makeStation()
  stations.push(station)
  return station
}

/** One life of the store as main starts it, up to where core stands or the trouble is told. */
async function live(station: TestStation) {
  const { start, dataDir } = station
  const clock = startClock(morning)
  const noKeychain: Keychain = {
    seal: () => Promise.resolve(fail('key.keychain-gone')),
    open: () => Promise.resolve(fail('key.keychain-gone')),
  }
  const cores: Core[] = []
  const works = storeWorks({
    files,
    disk: otherDisk,
    dataDir,
    realm: 'practice',
    station: start.station.id,
    prefix: start.station.prefix,
    epoch: 1,
    clock,
    computerTime: () => morning,
    wasmPath: start.wasmPath,
    snapshotWorker: join(dataDir, 'no-worker.js'),
    slipsDir: start.slipsDir,
    keys: masterKeys({ files, dataDir, realm: 'practice' }, noKeychain, () => clock.now()),
    newSuffix: () => 'suffix',
    schedule: (run, delayMs) => {
      const timer = setTimeout(run, Math.min(delayMs, 50))
      return () => {
        clearTimeout(timer)
      }
    },
    log: () => undefined,
    async opened(store, setAside, guards) {
      const started = await startCore(start, {
        clock,
        store,
        guards,
        setAside,
        enrolment: null,
        central: () => null,
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
        printer: { print: () => Promise.resolve(null), list: () => Promise.resolve([]) },
        papers: papersIn(files, start, () => Promise.resolve(null)),
        sticks: sticksIn(files, start, () => Promise.resolve(null)),
        practiceWorld: { line: () => undefined, centre: () => undefined, clock: () => undefined },
        devicesAgain: () => undefined,
        giveUpEpoch: () => undefined,
        schedule: () => () => undefined,
        wakeSync: () => undefined,
        log: () => undefined,
      })
      cores.push(started.core)
      return started.core
    },
  })
  const desk = runStore(works)
  await desk.begin()
  return { desk, works, core: () => cores.at(-1) ?? null }
}

function backUp(station: TestStation, shelf: string): ReturnType<typeof makeBackup> {
  const { dataDir, start } = station
  const parts = { files, disk: otherDisk, dataDir, realm: 'practice', station: start.station.id } as const
  return makeBackup({ ...parts, upTo: null, now: () => morning }, shelf, () => undefined)
}

test('a restored folder opens without being asked for, because it was asked for; restored stands in the journal', async () => {
  const station = newStation()
  const first = await live(station)
  expect(first.desk.state()).toMatchObject({ state: 'open', notices: [] })
  await first.works.close()
  const made = await backUp(station, freshFolder('shelf'))
  expect(restoreBackup(files, made.ok ? made.value.folder : '', station.dataDir, '20261123-100000').ok).toBe(
    true,
  )
  const second = await live(station)
  expect(second.desk.state()).toMatchObject({ state: 'open', notices: [{ code: 'journal.copied' }] })
  const told = second.core()?.projection.rows().join('\n') ?? ''
  for (const type of ['restored', 'folder-adopted']) expect(told).toContain(`"type":"${type}","count":1`)
  await second.works.close()
  const third = await live(station)
  expect(third.desk.state()).toMatchObject({ state: 'open', notices: [] })
  await third.works.close()
})

test('damage: the mirror is offered first, mends, and what was mended is told and stands in the journal', async () => {
  const station = newStation()
  await (await live(station)).works.close()
  chooseMirror(
    files,
    station.dataDir,
    'practice',
    station.start.station.id,
    freshFolder('stick'),
    randomUUID(),
  )
  const running = await live(station)
  const mirror = (): unknown => running.core()?.guards.mirror()
  for (let waitedMs = 0; waitedMs < 5_000; waitedMs += 10) {
    if ((mirror() as { lastAt: number | null }).lastAt !== null) break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(mirror()).toMatchObject({ lagFrames: 0, code: null })
  await running.works.close()
  const segment = join(station.dataDir, 'journal', 'segments', '00000001.segment')
  const bytes = readFileSync(segment)
  bytes[600] = (bytes[600] ?? 0) ^ 1
  writeFileSync(segment, bytes)
  const damaged = await live(station)
  const state = damaged.desk.state()
  expect(state).toMatchObject({ state: 'trouble', code: 'journal.damaged', acts: { 0: 'mend-from-mirror' } })
  await damaged.desk.act({ type: 'mend-from-mirror' })
  expect(damaged.desk.state()).toMatchObject({
    state: 'open',
    notices: [{ code: 'journal.damaged', data: { from: 'mirror' } }],
  })
  expect(readdirSync(join(station.dataDir, 'journal', 'quarantine'))).toHaveLength(1)
  expect(damaged.core()?.projection.rows().join('\n')).toContain('"type":"store-mended","count":1')
  await damaged.works.close()
})
