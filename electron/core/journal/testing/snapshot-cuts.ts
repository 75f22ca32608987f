import { join } from 'node:path'
import { filesOn } from '../../../files/files'
import type { Files } from '../../../files/files'
import { sealSnapshot } from '../../snapshot/snapshot-file'
import { forgetOlder, headerFor, readSnapshots, snapshotPath } from '../../snapshot/snapshots'
import { openJournal } from '../journal'
import type { Journal } from '../journal'
import type { JournalFrame } from '../journal-frame'
import { keyRingName, openKeyRing, readFile } from '../key-ring'
import type { KeyRing } from '../key-ring'
import { segmentNumbers } from '../walk'
import { seededRandom } from './seeded'
import { simulatedDisk } from './simulated-disk'
import type { SimulatedDisk } from './simulated-disk'
import { dayMs, event, firstMorning, folder, master, nameOf, same, station } from './simulated-journal'
import type { Batch } from './simulated-journal'

/*
 * Power cuts and kills while snapshots are made and days are purged, over the real key ring, journal and snapshot files;
 * an image is the names folded so far. After each opening, from the newest snapshot that can be read:
 *  - snapshot and the rest of the journal together are everything that was acknowledged;
 *  - what was purged stays purged, whoever is asked, and no file holds a wrapped key of it;
 *  - nothing is taken for damage.
 */

export interface SnapshotCuts {
  readonly crashes: number
  /** Openings that began behind a snapshot. */
  readonly fromSnapshot: number
  readonly purgedSegments: number
}

interface Known {
  readonly names: Batch
  /** The segment it was first written to. */
  readonly segment: number
}

const gone = '(purged)'
const where = (files: Files) => ({ files, folder, realm: 'practice', station }) as const

/** @throws when something is wrong; the message names the seed */
export function snapshotCutRun(seed: number, lives: number): SnapshotCuts {
  const random = seededRandom(seed)
  const upTo = (count: number): number => Math.floor(random() * count)
  let disk = simulatedDisk()
  let now = firstMorning
  let number = 0
  const known: Known[] = []
  let pending: Batch | null = null
  const purged = new Set<number>()
  let purging: readonly number[] = []
  const wrappedKeys: string[] = []
  let wrappedPending: readonly string[] = []
  let [crashes, fromSnapshot] = [0, 0]
  const wrong = (what: string): Error => new Error(`seed ${String(seed)}, life ${String(crashes)}: ${what}`)

  const nowRead = ({ names, segment }: Known): Batch => (purged.has(segment) ? names.map(() => gone) : names)

  function open(on: SimulatedDisk): {
    files: Files
    ring: KeyRing
    journal: Journal
    batches: readonly Batch[]
  } {
    const files = filesOn(on)
    files.makeFolder(`${folder}/segments`)
    const ring = openKeyRing(files, folder, 'practice', station, [master])
    const [newest] = readSnapshots(where(files), ring, () => undefined)
    const folded =
      newest === undefined ? [] : (JSON.parse(Buffer.from(newest.image).toString('utf8')) as Batch[])
    const opened = openJournal(
      {
        ...where(files),
        epoch: 1,
        ring,
        clock: { now: () => now },
        preallocateBytes: 2048,
        witnesses: [],
        synced: () => undefined,
      },
      newest?.position ?? null,
    )
    if (newest !== undefined) fromSnapshot += 1
    const rest = [...opened.read()].map((frames) => frames.map(nameOrGone))
    return { files, ring, journal: opened.journal, batches: [...folded, ...rest] }
  }

  function compare({ files, ring, journal, batches }: ReturnType<typeof open>): void {
    // a purge that was cut is done or not done, as a whole
    const done = purging.filter((segment) => ring.segmentKey(segment) === 'purged')
    if (done.length > 0 && done.length < purging.length) throw wrong('a purge in part')
    if (done.length > 0) settlePurge()
    purging = []
    known.forEach((one, index) => {
      if (!same(nowRead(one), batches[index]))
        throw wrong(`batch ${String(index + 1)} is lost, altered or back`)
    })
    const extra = batches.slice(known.length)
    if (extra.length > 1 || (extra.length === 1 && !same(pending ?? [], extra[0])))
      throw wrong('a foreign batch')
    if (extra[0] !== undefined) known.push({ names: extra[0], segment: journal.position().segment })
    pending = null
    noKeyIsBack(files, ring)
  }

  function noKeyIsBack(files: Files, ring: KeyRing): void {
    for (const segment of purged)
      if (ring.segmentKey(segment) !== 'purged') throw wrong('a purged key is back')
    const texts = files
      .list(folder)
      .filter((name) => name.startsWith(keyRingName))
      .map((name) => files.read(join(folder, name)).toString('utf8'))
    // a file that never got its name is written over by the ring's next change, which every opening makes
    if (wrappedKeys.some((wrapped) => texts.some((text) => text.includes(wrapped))))
      throw wrong('a file holds a purged key')
  }

  function settlePurge(): void {
    for (const segment of purging) purged.add(segment)
    wrappedKeys.push(...wrappedPending)
    purging = []
  }

  function snapshot(files: Files, ring: KeyRing, journal: Journal): void {
    const position = journal.position()
    if (position.frame === 0) return
    const key = ring.createSnapshotKey(position.frame)
    const image = Buffer.from(JSON.stringify(known.map(nowRead)), 'utf8')
    files.makeFolder(join(folder, 'snapshots'))
    const header = headerFor(where(files), 1, position, now, image.length)
    files.writeChunks(snapshotPath(folder, position.frame), sealSnapshot(header, image, key))
    forgetOlder(where(files), ring)
  }

  function purge(files: Files, ring: KeyRing): void {
    const closed = segmentNumbers(files, folder).slice(0, -1)
    const keys = readFile(files, join(folder, keyRingName)).keys
    const wanted = closed.filter(
      (segment) => !purged.has(segment) && segment <= (closed[upTo(closed.length)] ?? 0),
    )
    wrappedPending = keys
      .filter(({ id }) => wanted.some((n) => id === `segment/${String(n)}`))
      .map((k) => k.wrapped)
    purging = wanted
    ring.purgeSegments(wanted.map((segment) => ({ segment, day: '2026-11-23' })))
    settlePurge()
    forgetOlder(where(files), ring)
  }

  function live(): void {
    const opened = open(disk)
    const { files, ring, journal } = opened
    compare(opened)
    for (let left = upTo(7); left > 0; left--) {
      if (random() < 0.1) now += dayMs
      pending = Array.from({ length: 1 + upTo(3) }, () => `${String(++number)}-${'x'.repeat(upTo(200))}`)
      journal.append(pending.map(event))
      known.push({ names: pending, segment: journal.position().segment })
      pending = null
      if (random() < 0.3) snapshot(files, ring, journal)
      if (random() < 0.12) purge(files, ring)
    }
    if (random() < 0.2) journal.close()
  }

  for (let life = 0; life < lives; life++) {
    if (random() < 0.8) disk.cutAt(1 + upTo(random() < 0.5 ? 30 : 100))
    try {
      live()
    } catch (error) {
      if (!disk.off) throw error instanceof Error ? wrong(error.message) : error
    }
    crashes += 1
    disk = random() < 0.7 ? disk.cut(random) : disk.killed()
  }
  compare(open(disk.killed()))
  return { crashes, fromSnapshot, purgedSegments: purged.size }
}

const nameOrGone = (frame: JournalFrame): string => (frame.event === null ? gone : nameOf(frame))
