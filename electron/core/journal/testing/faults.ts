import { JournalFault } from '../fault'
import type { Journal } from '../journal'
import { failingDisk } from './failing-disk'
import type { FailingDisk, Failure } from './failing-disk'
import { seededRandom } from './seeded'
import { simulatedDisk } from './simulated-disk'
import type { SimulatedDisk } from './simulated-disk'
import { dayMs, event, firstMorning, openSimulated, same } from './simulated-journal'
import type { Batch } from './simulated-journal'

/*
 * One life of core in which the system refuses one call. From then on the journal refuses by name, touches the disk no
 * more and acknowledges nothing; after a restart, with or without a power cut before it, everything acknowledged is
 * there and at most the batch that was under way besides.
 */

export type FaultEnd = 'refused' | 'not reached'

/** @param seed chooses what a power cut keeps, and whether there is one @throws when something is wrong */
export function faultRun(failure: Failure, seed: number): FaultEnd {
  const random = seededRandom(seed)
  const known: Batch[] = []
  const before = simulatedDisk()
  const first = openSimulated(before)
  for (const batch of [['a'], ['b', 'c']]) {
    first.journal.append(batch.map(event))
    known.push(batch)
  }
  const under = before.killed()
  const disk = failingDisk(under, failure)
  const pending = live(disk, known, failure)
  if (disk.failed === null) return 'not reached'
  const where = `${failure.code} at ${disk.failed}, lasting ${String(failure.lasting)}, seed ${String(seed)}`
  const restarted = random() < 0.6 ? under.cut(random) : under.killed()
  const found = reopened(restarted, where)
  check(known, pending, found, where)
  // what that opening handed out stays, also when the power goes right after it
  check(found, null, reopened(restarted.cut(random), where), `${where}, a cut after it`)
  return 'refused'
}

/** Two openings, appends, a new day, a batch that makes its segment grow. Answers the batch that was under way. */
function live(disk: FailingDisk, known: Batch[], failure: Failure): Batch | null {
  let now = firstMorning
  let journal: Journal | null = null
  let pending: Batch | null = null
  const write = (into: Journal, batch: Batch): void => {
    pending = batch
    into.append(batch.map(event))
    pending = null
    known.push(batch)
  }
  try {
    journal = openSimulated(disk, { clock: { now: () => now } }).journal
    write(journal, ['d'])
    write(journal, ['e', 'f', 'g'])
    now += dayMs
    write(journal, ['h'])
    write(journal, ['i'.repeat(2500)])
    write(journal, ['j'])
    journal.close()
    journal = null
    journal = openSimulated(disk, { clock: { now: () => now } }).journal
    write(journal, ['k', 'l'])
  } catch (error) {
    checkRefusal(error, journal !== null, failure, disk)
    if (journal !== null) refusesForGood(journal, disk)
  }
  if (disk.failed !== null && journal !== null) refusesForGood(journal, disk)
  return pending
}

/** An opening may pass on what the system said of a read or of a folder: whoever opens the store names that. */
function checkRefusal(error: unknown, opened: boolean, failure: Failure, { failed }: FailingDisk): void {
  const what = `${failure.code} at ${failed ?? '?'}`
  if (!(error instanceof JournalFault)) {
    if (opened || !(error instanceof Error && 'code' in error && error.code === failure.code))
      throw new Error(`${what} is not refused by name`, { cause: error })
    return
  }
  if (/^(read|list|open read) /.test(failed ?? '')) return
  const expected = failure.code === 'ENOSPC' ? 'disk.full' : 'journal.cannot-write'
  if (error.code !== expected) throw new Error(`${what} is called ${error.code}`, { cause: error })
}

/** A journal whose write failed takes nothing more, and does not even ask the disk. */
function refusesForGood(journal: Journal, disk: FailingDisk): void {
  const callsBefore = disk.calls.length
  let refused = false
  try {
    journal.append([event('after the failure')])
  } catch (error) {
    refused = error instanceof JournalFault
  }
  if (!refused) throw new Error(`acknowledged after ${disk.failed ?? '?'} failed`)
  journal.close()
  const since = disk.calls.slice(callsBefore)
  if (since.length > 0) throw new Error(`${since.join(', ')} after ${disk.failed ?? '?'} failed`)
}

function reopened(disk: SimulatedDisk, where: string): Batch[] {
  try {
    return openSimulated(disk).batches
  } catch (error) {
    throw new Error(`does not open again: ${where}`, { cause: error })
  }
}

function check(known: readonly Batch[], pending: Batch | null, found: readonly Batch[], where: string): void {
  known.forEach((batch, index) => {
    if (!same(batch, found[index])) throw new Error(`batch ${String(index + 1)} is lost or altered: ${where}`)
  })
  const extra = found.slice(known.length)
  if (extra.length > 1 || (extra.length === 1 && !same(pending ?? [], extra[0])))
    throw new Error(`a batch that was never written: ${where}`)
}

/** Every call of that life, in both codes, for a moment and lasting. @throws naming the call */
export function faultsEverywhere(firstSeed: number, seedsEach: number): { calls: number; runs: number } {
  let runs = 0
  for (let at = 1; ; at++) {
    for (const code of ['EIO', 'ENOSPC'] as const) {
      for (const lasting of [false, true]) {
        for (let seed = firstSeed; seed < firstSeed + seedsEach; seed++) {
          if (faultRun({ at, code, lasting }, seed * 1000 + at) === 'not reached')
            return { calls: at - 1, runs }
          runs += 1
        }
      }
    }
  }
}
