import { filesOn } from '../../../files/files'
import { openJournal } from '../journal'
import type { Journal } from '../journal'
import type { JournalPosition } from '../journal-frame'
import { openKeyRing } from '../key-ring'
import { nonceWatch } from './nonce-watch'
import { seededRandom } from './seeded'
import { simulatedDisk } from './simulated-disk'
import type { SimulatedDisk } from './simulated-disk'
import { dayMs, event, firstMorning, folder, master, nameOf, same, station } from './simulated-journal'
import type { Batch } from './simulated-journal'

/*
 * Random lives of the real storage module over a disk that loses power. Every life ends in a cut or a kill, at any call
 * of the disk, its opening included. After each:
 *  - what was acknowledged, and what an opening handed out, is there: whole, in order, under its numbers and hashes;
 *  - of a batch that was never acknowledged all is there or nothing;
 *  - reading from where a snapshot would stand gives the rest;
 *  - nothing is taken for damage;
 *  - no data key seals two plaintexts under one nonce.
 */

export interface PowerCutRun {
  /** Cuts and kills. */
  readonly crashes: number
  readonly acknowledgedBatches: number
  /** Batches that were written, never acknowledged, and are there all the same. */
  readonly survivedUnacknowledged: number
  /** Batches that were begun and are gone. */
  readonly lostUnacknowledged: number
}

/** Where a snapshot would stand: the frames of so many batches are folded. */
interface Remembered {
  readonly position: JournalPosition
  readonly batches: number
}

/** @throws when something acknowledged is lost, altered or doubled; the message names the seed. */
export function powerCutRun(seed: number, lives: number): PowerCutRun {
  const random = seededRandom(seed)
  const upTo = (count: number): number => Math.floor(random() * count)
  const watch = nonceWatch()
  let disk = simulatedDisk()
  let now = firstMorning
  let number = 0
  const known: Batch[] = []
  let pending: Batch | null = null
  let remembered: Remembered | null = null
  let [survived, lost] = [0, 0]

  const wrong = (what: string): Error => new Error(`seed ${String(seed)}, life ${String(crashes)}: ${what}`)
  let crashes = 0

  /** @param from where reading begins; what is before it counts as known */
  function open(on: SimulatedDisk, from: Remembered | null): { journal: Journal; batches: readonly Batch[] } {
    const files = watch.files(filesOn(on))
    files.makeFolder(`${folder}/segments`)
    const ring = watch.ring(openKeyRing(files, folder, 'practice', station, [master]))
    const opened = openJournal(
      {
        files,
        folder,
        realm: 'practice',
        station,
        epoch: 1,
        ring,
        clock: { now: () => now },
        preallocateBytes: 4096,
        witnesses: [],
        synced: () => undefined,
      },
      from?.position ?? null,
    )
    const read = [...opened.read()].map((frames) => frames.map(nameOf))
    return { journal: opened.journal, batches: [...known.slice(0, from?.batches ?? 0), ...read] }
  }

  /** What an opening hands out stays for ever from then on. */
  function compare(batches: readonly Batch[]): void {
    const extra = batches.slice(known.length)
    known.forEach((batch, index) => {
      if (same(batch, batches[index])) return
      throw wrong(`batch ${String(index + 1)} of ${String(known.length)} is lost or altered`)
    })
    if (extra.length > 1) throw wrong('more batches than were ever written')
    const [last] = extra
    if (last !== undefined && !same(last, pending ?? undefined))
      throw wrong('a batch in part, or a foreign one')
    if (last !== undefined) known.push(last)
    if (pending !== null && last === undefined) lost += 1
    else if (pending !== null) survived += 1
    pending = null
  }

  function nextBatch(): Batch {
    const count = random() < 0.7 ? 1 : 1 + upTo(random() < 0.06 ? 64 : 5)
    return Array.from({ length: count }, () => {
      number += 1
      return `${String(number)}-${'x'.repeat(random() < 0.8 ? upTo(500) : upTo(1600))}`
    })
  }

  function live(): void {
    const { journal, batches } = open(disk, random() < 0.4 ? remembered : null)
    compare(batches)
    const remember = (): void => {
      if (random() < 0.2) remembered = { position: journal.position(), batches: known.length }
    }
    remember()
    for (let left = upTo(9); left > 0; left--) {
      if (random() < 0.06) now += dayMs
      now += upTo(60_000)
      pending = nextBatch()
      journal.append(pending.map(event))
      known.push(pending)
      pending = null
      remember()
    }
    if (random() < 0.2) journal.close()
  }

  for (let life = 0; life < lives; life++) {
    if (random() < 0.8) disk.cutAt(1 + upTo(random() < 0.5 ? 24 : 80))
    try {
      live()
    } catch (error) {
      if (!disk.off) throw error instanceof Error ? wrong(error.message) : error
    }
    crashes += 1
    disk = random() < 0.7 ? disk.cut(random) : disk.killed()
  }
  compare(open(disk.killed(), null).batches)
  return {
    crashes,
    acknowledgedBatches: known.length,
    survivedUnacknowledged: survived,
    lostUnacknowledged: lost,
  }
}
