import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeBackup } from '../../electron/core/backup/make-backup'
import { openJournal } from '../../electron/core/journal/journal'
import type { Journal, JournalPosition } from '../../electron/core/journal/journal'
import { openKeyRing } from '../../electron/core/journal/key-ring'
import { JournalFault } from '../../electron/core/journal/fault'
import { createMaster } from '../../electron/core/keys/master-keys'
import { rotateMaster } from '../../electron/core/keys/rotate'
import { giveUpFrames } from '../../electron/core/mend/give-up-frames'
import { sealSnapshot } from '../../electron/core/snapshot/snapshot-file'
import { headerFor, snapshotPath } from '../../electron/core/snapshot/snapshots'
import { files } from '../../electron/files/files'
import { otherDisk } from '../../electron/files/other-disk'
import { atShanghai } from '../../shared/domain/china-time'
import type { StationId } from '../../shared/domain/ids'
import { findingsIn } from './testing/small-frames'

// What the counter itself writes: keys, journal, snapshots, a purge, a backup and a rotation, checked from outside.

const realm = 'live' as const
const station = 'station-1' as StationId
const passphrase = 'correct horse battery'
const secret = { passphrase, key: null }
const dayMs = 86_400_000
const clock = { at: 0, now: (): number => clock.at }

let root = ''
let dataDir = ''
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'product-folders-'))
  dataDir = path.join(root, 'desk')
  clock.at = atShanghai('2026-11-20', '09:30')
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

const codesIn = (folder: string): string[] => findingsIn(folder, secret).map(({ code }) => code)

async function made() {
  files.makeFolder(dataDir)
  const master = await createMaster({ files, dataDir, realm }, clock.at, [{ by: 'passphrase', passphrase }])
  if (!master.ok) throw new Error(master.error)
  const folder = path.join(dataDir, 'journal')
  files.makeFolder(folder)
  const ring = openKeyRing(files, folder, realm, station, master.value.masters)
  return { opened: master.value, journal: { files, folder, realm, station } as const, ring }
}

type Desk = Awaited<ReturnType<typeof made>>

function opening({ journal, ring }: Desk): Journal {
  return openJournal(
    {
      ...{ ...journal, ring, epoch: 1, clock, preallocateBytes: 8192 },
      ...{ witnesses: [], synced: () => undefined },
    },
    null,
  ).journal
}

const append = (journal: Journal, ...clerks: string[]): void => {
  journal.append(clerks.map((clerk) => ({ type: 'sign-in-failed', clerk })))
}

function snapshot({ journal, ring }: Desk, position: JournalPosition): void {
  const image = randomBytes(1024 * 1024 + 1)
  const header = headerFor(journal, 1, position, clock.at, image.length)
  files.makeFolder(path.join(journal.folder, 'snapshots'))
  const key = ring.createSnapshotKey(position.frame)
  writeFileSync(
    snapshotPath(journal.folder, position.frame),
    Buffer.concat([...sealSnapshot(header, image, key)]),
  )
}

test(
  'three days of openings, a snapshot, a purge, a backup and a rotation are all good',
  { timeout: 60_000 },
  async () => {
    const desk = await made()
    const first = opening(desk)
    append(first, 'a', 'b')
    append(first, 'c')
    clock.at += dayMs
    append(first, 'd'.repeat(5000))
    // killed here; the next opening repeats the last batch
    const second = opening(desk)
    append(second, 'e')
    snapshot(desk, second.position())
    clock.at += dayMs
    append(second, 'f')
    second.close()
    expect(codesIn(dataDir)).toEqual([])

    desk.ring.purgeSegments([{ segment: 1, day: '2026-11-20' }])
    // its key is gone, so the snapshot is passed over
    expect(codesIn(dataDir)).toEqual(['snapshot.unreadable'])
    rmSync(path.join(desk.journal.folder, 'snapshots'), { recursive: true })

    const backup = await makeBackup(
      { files, disk: otherDisk, dataDir, realm, station, upTo: null, now: clock.now },
      root,
      () => undefined,
    )
    if (!backup.ok) throw new Error(backup.error)
    expect(codesIn(backup.value.folder)).toEqual([])
    cpSync(
      path.join(desk.journal.folder, 'segments/00000001.segment'),
      path.join(backup.value.folder, 'journal/segments/00000002.segment'),
    )
    expect(codesIn(backup.value.folder)).toContain('backup.file-changed')

    const at = { files, dataDir, realm }
    const rotation = (ring: typeof desk.ring) =>
      rotateMaster(at, desk.opened, ring, clock.at, { keychain: null, passphrase })
    const cut = (): never => {
      throw new Error('power cut')
    }
    await expect(rotation({ ...desk.ring, rewrap: cut })).rejects.toThrow('power cut')
    expect(codesIn(dataDir)).toEqual([])
    expect(await rotation(desk.ring)).toMatchObject({ ok: true })
    expect(codesIn(dataDir)).toEqual([])
  },
)

test(
  'what the counter gave up is a note, not damage; damage before that is damage',
  { timeout: 60_000 },
  async () => {
    const desk = await made()
    const first = opening(desk)
    for (const clerk of ['a', 'b', 'c']) append(first, clerk)
    append(opening(desk), 'd')
    const path1 = path.join(desk.journal.folder, 'segments/00000001.segment')
    const bytes = readFileSync(path1)
    bytes[512 + bytes.readUInt32BE(512 + 36) + 50] = 0
    writeFileSync(path1, bytes)
    expect(codesIn(dataDir)).toContain('batch.damaged')
    giveUpFrames({ ...desk.journal, stamp: '20261120-093000' }, desk.ring, damageOf(desk), [])
    opening(desk).close()
    expect(codesIn(dataDir).sort()).toEqual(['chain.given-up', 'quarantine.present'])

    // at the end: the ring alone knows, until the next opening writes the gap
    append(opening(desk), 'e', 'f')
    const last = path.join(desk.journal.folder, 'segments/00000004.segment')
    const whole = readFileSync(last)
    whole.fill(0xff, 512 + whole.readUInt32BE(512 + 36))
    writeFileSync(last, whole)
    giveUpFrames({ ...desk.journal, stamp: '20261120-093001' }, desk.ring, damageOf(desk), [])
    const given = ['chain.given-up', 'chain.given-up', 'quarantine.present', 'quarantine.present']
    expect(codesIn(dataDir).sort()).toEqual(given)
    append(opening(desk), 'g')
    expect(codesIn(dataDir).sort()).toEqual(given)
  },
)

function damageOf(desk: Desk) {
  try {
    opening(desk)
  } catch (error) {
    if (error instanceof JournalFault && error.damage !== null) return error.damage
    throw error
  }
  throw new Error('no damage')
}
