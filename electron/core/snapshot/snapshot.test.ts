import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { atShanghai } from '../../../shared/domain/china-time'
import type { JournalEvent } from '../../../shared/domain/events'
import type { ClerkId, StationId } from '../../../shared/domain/ids'
import { files } from '../../files/files'
import { openJournal } from '../journal/journal'
import type { Journal } from '../journal/journal'
import { openKeyRing } from '../journal/key-ring'
import type { KeyRing } from '../journal/key-ring'
import { readJournal } from '../journal/read-journal'
import { foldAll } from '../projection/fold-all'
import { createProjection } from '../projection/projection'
import { makeSnapshot } from './make-snapshot'
import { snapshotKeeper } from './snapshot-keeper'
import { sealSnapshot } from './snapshot-file'
import { forgetOlder, headerFor, readSnapshots, snapshotFrames, snapshotPath } from './snapshots'
import type { SnapshotFlaw } from './snapshots'

const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')
const station = 'practice-1' as StationId
const master = { id: 'm1', key: Buffer.alloc(32, 7) }
const at = atShanghai('2026-11-23', '09:30')

let folder = ''
let ring: KeyRing
let journal: Journal
let now = at
const where = () => ({ files, folder, realm: 'practice', station }) as const

beforeEach(() => {
  now = at
  folder = mkdtempSync(join(tmpdir(), 'snapshot-'))
  ring = openKeyRing(files, folder, 'practice', station, [master])
  journal = openJournal(
    {
      ...where(),
      epoch: 1,
      ring,
      clock: { now: () => now },
      preallocateBytes: 8192,
      witnesses: [],
      synced: () => undefined,
    },
    null,
  ).journal
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const signedIn = (clerk: string): JournalEvent => ({
  type: 'signed-in',
  clerk: clerk as ClerkId,
  clerkName: clerk,
  role: 'clerk',
  appRun: 'run',
})

function append(count: number): void {
  for (let n = 0; n < count; n++) journal.append([signedIn(`clerk-${String(n)}`)])
}

async function snapshot(): Promise<number> {
  const position = journal.position()
  ring.createSnapshotKey(position.frame)
  const { folded } = await makeSnapshot(files, {
    folder,
    realm: 'practice',
    station,
    epoch: 1,
    masters: [master],
    position,
    at: now,
    wasmPath,
  })
  return folded
}

function flaws(): readonly (readonly [number, SnapshotFlaw])[] {
  const found: [number, SnapshotFlaw][] = []
  const readable = [...readSnapshots(where(), ring, (frame, flaw) => found.push([frame, flaw]))]
  expect(readable.length + found.length).toBe(snapshotFrames(where()).length)
  return found
}

test('a snapshot is made from the one before and gives what a fold of everything gives', async () => {
  append(40)
  expect(await snapshot()).toBe(40)
  append(7)
  expect(await snapshot()).toBe(7)
  append(3)
  const [newest] = readSnapshots(where(), ring, () => undefined)
  const fromSnapshot = await createProjection(wasmPath, newest?.image ?? null)
  await foldAll(fromSnapshot, readJournal(where(), ring, newest?.position ?? null, null), () => undefined)
  const whole = await createProjection(wasmPath, null)
  await foldAll(whole, readJournal(where(), ring, null, null), () => undefined)
  expect(newest?.position.frame).toBe(47)
  expect(fromSnapshot.digest()).toBe(whole.digest())
})

test('nothing of it stands readable on the disk', async () => {
  append(1)
  journal.append([signedIn('a-very-recognisable-name')])
  await snapshot()
  expect(readFileSync(snapshotPath(folder, 2)).includes('a-very-recognisable-name')).toBe(false)
})

test('two generations stay; a damaged newest one is passed over for the older', async () => {
  for (const frames of [3, 3, 3]) {
    append(frames)
    await snapshot()
    forgetOlder(where(), ring)
  }
  expect(snapshotFrames(where())).toEqual([9, 6])
  expect([ring.snapshotKey(3), ring.snapshotKey(6) === null]).toEqual([null, false])
  const bytes = readFileSync(snapshotPath(folder, 9))
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1
  writeFileSync(snapshotPath(folder, 9), bytes)
  const [read] = readSnapshots(where(), ring, () => undefined)
  expect(read?.position.frame).toBe(6)
  expect(flaws()).toEqual([[9, 'damaged']])
})

test('one flipped bit anywhere, a byte less or a byte more: it is passed over, never read', () => {
  append(1)
  const position = journal.position()
  const key = ring.createSnapshotKey(1)
  const image = Buffer.alloc(700, 3)
  const good = Buffer.concat([...sealSnapshot(headerFor(where(), 1, position, at, image.length), image, key)])
  files.makeFolder(join(folder, 'snapshots'))
  const readable = (bytes: Buffer): number => {
    writeFileSync(snapshotPath(folder, 1), bytes)
    return [...readSnapshots(where(), ring, () => undefined)].length
  }
  expect(readable(good)).toBe(1)
  for (let offset = 0; offset < good.length; offset++) {
    const flipped = Buffer.from(good)
    flipped[offset] = (flipped[offset] ?? 0) ^ (1 << (offset % 8))
    expect(readable(flipped), `byte ${String(offset)}`).toBe(0)
  }
  expect(readable(good.subarray(0, good.length - 1))).toBe(0)
  expect(readable(Buffer.concat([good, Buffer.alloc(1)]))).toBe(0)
  expect(readable(good.subarray(0, 100))).toBe(0)
})

test("another station's, another version's and one without its key are named, each for what it is", () => {
  append(3)
  files.makeFolder(join(folder, 'snapshots'))
  const image = Buffer.alloc(10)
  const write = (frame: number, change: object): void => {
    const key = ring.createSnapshotKey(frame)
    const header = headerFor(where(), 1, { ...journal.position(), frame }, at, image.length)
    writeFileSync(
      snapshotPath(folder, frame),
      Buffer.concat([...sealSnapshot({ ...header, ...change }, image, key)]),
    )
  }
  write(1, { station: 'other-2' })
  write(2, { projection: 'a'.repeat(64) })
  write(3, {})
  ring.forgetSnapshots([1, 2])
  expect(flaws()).toEqual([
    [3, 'no-key'],
    [2, 'other-version'],
    [1, 'foreign'],
  ])
})

test('a keeper makes one every ten thousand frames, at a new day and at the end; a failure harms nothing', async () => {
  const made: number[] = []
  const logged: string[] = []
  let failing = false
  const keeper = snapshotKeeper({
    journal,
    folder: where(),
    ring,
    now: () => now,
    newest: { frame: 0, day: '2026-11-23' },
    request: { folder, realm: 'practice', station, epoch: 1, masters: [master], wasmPath },
    make: (request) => {
      if (failing) return Promise.reject(new Error('worker died'))
      made.push(request.position.frame)
      return makeSnapshot(files, request)
    },
    log: (_level, code) => logged.push(code),
  })
  const settle = (): Promise<void> =>
    keeper.last(0).then(() => new Promise((resolve) => setTimeout(resolve, 5)))
  journal.append([signedIn('a')])
  keeper.appended()
  expect(made).toEqual([])
  for (let n = 0; n < 20; n++) journal.append(Array.from({ length: 500 }, () => signedIn('b')))
  keeper.appended()
  keeper.appended()
  expect(made).toEqual([10_001])
  await keeper.last(20_000)
  journal.append([signedIn('c')])
  keeper.appended()
  expect(made).toEqual([10_001])
  now += 24 * 3_600_000
  failing = true
  keeper.appended()
  await settle()
  expect(logged).toContain('snapshot.failed')
  failing = false
  await keeper.last(20_000)
  expect(made).toEqual([10_001, 10_002])
  expect(readdirSync(join(folder, 'snapshots'))).toHaveLength(2)
})
