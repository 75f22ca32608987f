import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JournalEvent } from '../../../shared/domain/events'
import type { ClerkId, OperationId, RegionKey, VisitId } from '../../../shared/domain/ids'
import { makeOperationNumber } from '../../../shared/domain/operation-number'
import { files } from '../../files/files'
import {
  faultOf,
  freshFolder,
  master,
  morning,
  namesIn,
  openFolder,
  removeFolders,
  ringOf,
  segmentsOf,
  station,
} from '../mirror/testing/desk-folder'
import { createProjection } from '../projection/projection'
import { makeSnapshot } from '../snapshot/make-snapshot'
import { readSnapshots } from '../snapshot/snapshots'
import { operationsInDoubt } from './operations-in-doubt'

const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')
let dataDir = ''
beforeEach(() => {
  dataDir = freshFolder('desk')
})
afterEach(removeFolders)

const clerk = 'liyulan' as ClerkId
const visitId = '00000000-0000-4000-8000-0000000000ff' as VisitId
const idOf = (n: number): OperationId =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as OperationId

const visit: JournalEvent = {
  type: 'visit-opened',
  visitId,
  clerk,
  person: {
    name: '王秀英',
    idNumber: '990101194001010022',
    sexCode: '2',
    birthDate: '19400101',
    ethnicCode: '01',

    cardType: 'resident',
    validTo: '长期',
  },
  evidence: { readId: visitId, samNumber: '1', cardType: 'resident', textHmac: 'a'.repeat(64) },
}

const proposed = (n: number): JournalEvent => ({
  type: 'operation-proposed',
  operationId: idOf(n),
  visitId,
  clerk,
  body: {
    kind: 'wallet-opening',
    placeOfUse: '410000/郑州市' as RegionKey,
    phone: null,
    phoneOwner: 'none',
    noticeVersion: '1',
  },
  wordsHash: 'b'.repeat(64),
})
const taken = (n: number): JournalEvent => ({
  type: 'operation-taken',
  operationId: idOf(n),
  clerk,
  taken: n,
  canonical: '{}',
  payloadHash: 'c'.repeat(64),
})
const dispatched = (n: number): JournalEvent => ({
  type: 'operation-dispatched',
  operationId: idOf(n),
  dispatch: n,
  link: 'd'.repeat(64),
})

/** One life of the journal: a batch for each event. */
function write(...events: readonly JournalEvent[]): void {
  const { journal } = openFolder(dataDir)
  for (const event of events) journal.append([event])
}

async function inDoubt(): Promise<readonly string[]> {
  const { damage } = faultOf(() => namesIn(dataDir))
  if (damage === null) throw new Error('no damage')
  const folder = { files, folder: join(dataDir, 'journal'), realm: 'practice', station } as const
  const parts = {
    ...folder,
    prefix: '0042',
    snapshots: (ring: ReturnType<typeof ringOf>) => readSnapshots(folder, ring, () => undefined),
    loadProjection: (image: Uint8Array) => createProjection(wasmPath, image),
  }
  return operationsInDoubt(parts, ringOf(dataDir), damage)
}

const numbers = (...running: readonly number[]): string[] =>
  running.map((n) => makeOperationNumber('0042', n))

/** Flips a bit in the ciphertext of the nth batch (from 0) of a segment. */
function damageBatch(segment: number, index: number): void {
  const path = segmentsOf(dataDir)[segment] ?? ''
  const bytes = readFileSync(path)
  let at = 512
  for (let n = 0; n < index; n++) at += bytes.readUInt32BE(at + 36)
  bytes[at + 50] = (bytes[at + 50] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

test('what headers and single frames behind the damaged one still tell', async () => {
  write(visit, proposed(1), taken(1), proposed(2), taken(2), proposed(3), taken(3), dispatched(1))
  // the taking of 2 itself is damaged: its id stands in clear headers, its number is the one that is missing
  damageBatch(0, 4)
  // 1 by the id of its dispatch, looked up in the good part; 3 by its own frame, which opens; 2 lies between
  expect(await inDoubt()).toEqual(numbers(1, 2, 3))
})

test('a taking that nothing follows: its clear header tells that there was one', async () => {
  write(visit, proposed(1), taken(1), proposed(2), taken(2))
  damageBatch(0, 4)
  expect(await inDoubt()).toEqual(numbers(2))
})

const epochStarted = (epoch: number, prefix: string, firstTaken: number): JournalEvent => ({
  type: 'epoch-started',
  ...{ station, epoch, prefix, firstTaken, keyId: `key-${String(epoch)}`, centre: 'centre-1', before: null },
  firstLink: '0'.repeat(64),
})

test('numbers of an earlier epoch are named as they were shown', async () => {
  write(
    epochStarted(1, '0017', 1),
    ...[visit, proposed(1), taken(1), proposed(2), taken(2)],
    ...[epochStarted(2, '0042', 3), proposed(3), taken(3), dispatched(1), dispatched(3)],
  )
  // the taking of 2, which was shown with the digits of the first epoch
  damageBatch(0, 5)
  expect(await inDoubt()).toEqual([
    makeOperationNumber('0017', 1),
    makeOperationNumber('0017', 2),
    makeOperationNumber('0042', 3),
  ])
})

test('where the damage hides when the digits changed, a number is named with both', async () => {
  write(
    epochStarted(1, '0017', 1),
    visit,
    proposed(1),
    taken(1),
    epochStarted(2, '0042', 2),
    proposed(2),
    taken(2),
  )
  damageBatch(0, 4)
  expect(await inDoubt()).toEqual([makeOperationNumber('0017', 2), makeOperationNumber('0042', 2)])
})

test('running numbers that are missing between two good parts', async () => {
  write(visit, proposed(1), taken(1))
  write(proposed(2), taken(2), proposed(3), taken(3))
  write(proposed(4), taken(4))
  const path = segmentsOf(dataDir)[1] ?? ''
  writeFileSync(path, readFileSync(path).fill(0xff, 0, 3000))
  // 3 stands once more in the segment behind
  expect(await inDoubt()).toEqual(numbers(2))
})

test('a snapshot that saw later frames knows what changed in them', async () => {
  const { journal, ring } = openFolder(dataDir)
  for (const event of [visit, proposed(1), taken(1)]) journal.append([event])
  const position = journal.position()
  ring.createSnapshotKey(position.frame)
  await makeSnapshot(files, {
    folder: join(dataDir, 'journal'),
    realm: 'practice',
    station,
    epoch: 1,
    masters: [master],
    position,
    at: morning,
    wasmPath,
  })
  journal.close()
  const path = segmentsOf(dataDir)[0] ?? ''
  // every frame that tells of it, headers and all
  writeFileSync(path, readFileSync(path).fill(0xff, 520, 3000))
  expect(await inDoubt()).toEqual(numbers(1))
})

test('a purged segment, a key that is gone, bytes that are rubbish: nothing is made up', async () => {
  write(visit, proposed(1), taken(1))
  write(proposed(2), taken(2))
  const ring = ringOf(dataDir)
  ring.purgeSegments([{ segment: 1, day: '2026-11-23' }])
  damageBatch(0, 1)
  // one was taken there and one behind: which numbers they had is not known any more
  expect(await inDoubt()).toEqual(numbers(1))
})
