import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PracticeCentre } from '../../../../central/practice/practice-centre'
import { atShanghai } from '../../../../shared/domain/china-time'
import type { OperationId } from '../../../../shared/domain/ids'
import { files } from '../../../files/files'
import { otherDisk } from '../../../files/other-disk'
import { makeBackup } from '../../backup/make-backup'
import { openKeyRing } from '../../journal/key-ring'
import { readJournal } from '../../journal/read-journal'
import { startMirror } from '../../mirror/mirror'
import type { Mirror } from '../../mirror/mirror'
import { chooseMirror } from '../../mirror/mirror-place'
import type { MirrorPlace } from '../../mirror/mirror-place'
import { createProjection } from '../../projection/projection'
import { makeSnapshot } from '../../snapshot/make-snapshot'
import { openingForm, openVisit, signIn, take, transferForm } from '../../testing/clerk-acts'
import { makeStation, openCounter, personOf, startCentre } from '../../testing/practice-counter'
import type { OpenCounter, TestStation } from '../../testing/practice-counter'

/** A counter over weeks: served on one day, purged on a later one; with mirror, backup shelf and its own centre. */

const ends: (() => unknown)[] = []

/** Ends what a test began, the newest first. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end()
}

export const firstDay = '2026-11-23'
export const later = atShanghai('2027-01-04', '10:00')
const people = ['wang-xiuying', 'li-xiaomei']
export const secrets = people.flatMap((id) => {
  const { name, idNumber } = personOf(id)
  return [name, idNumber]
})

export function freshFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  ends.push(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

export interface Desk {
  readonly station: TestStation
  readonly mirror: MirrorPlace
  readonly shelf: string
}

/** One life of the counter with its centre, ended by `end`. */
export interface Life {
  readonly counter: OpenCounter
  readonly end: () => Promise<void>
}

export async function live(
  { station }: Desk,
  at: number,
  purging: Parameters<typeof openCounter>[4] = {},
): Promise<Life> {
  const centre: PracticeCentre = await startCentre(station, at)
  const counter = await openCounter(anotherRun(station, at), centre, 5_000, undefined, purging)
  let ended = false
  const end = async (): Promise<void> => {
    if (ended) return
    ended = true
    await counter.purge.idle()
    counter.stop()
    await centre.close()
  }
  ends.push(end)
  await signIn(counter)
  return { counter, end }
}

/** The app started again at this time. */
function anotherRun(station: TestStation, at: number): TestStation {
  const appRun = randomUUID()
  return { ...station, appRun, start: { ...station.start, appRun, clockAt: at } }
}

export function newDesk(): Desk {
  const station = makeStation()
  ends.push(() => {
    station.remove()
  })
  const stick = freshFolder('stick')
  const mirror = chooseMirror(
    files,
    station.dataDir,
    'practice',
    station.start.station.id,
    stick,
    randomUUID(),
  )
  return { station, mirror, shelf: freshFolder('shelf') }
}

export function mirrorOf({ station, mirror }: Desk): Mirror {
  const copy = startMirror({
    disk: otherDisk,
    dataDir: station.dataDir,
    place: mirror,
    heldFrame: 0,
    now: () => later,
    schedule: (run, delayMs) => {
      const timer = setTimeout(run, Math.min(delayMs, 20))
      return () => {
        clearTimeout(timer)
      }
    },
    changed: () => undefined,
    log: () => undefined,
  })
  copy.begin()
  ends.push(() => copy.stop())
  return copy
}

export async function mirrored(copy: Mirror): Promise<void> {
  for (let waitedMs = 0; copy.state().lastAt === null; waitedMs += 5) {
    if (waitedMs > 10_000) throw new Error('the mirror never came')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export function backUp({ station, shelf }: Desk, counter: OpenCounter): ReturnType<typeof makeBackup> {
  return makeBackup(
    {
      files,
      disk: otherDisk,
      dataDir: station.dataDir,
      realm: 'practice',
      station: station.start.station.id,
      upTo: counter.store.journal.head(),
      now: () => counter.core.clock.now(),
    },
    shelf,
    () => undefined,
  )
}

export async function snapshot({ station }: Desk, { store, core }: OpenCounter): Promise<void> {
  const position = store.journal.position()
  store.ring.createSnapshotKey(position.frame)
  await makeSnapshot(files, {
    folder: join(station.dataDir, 'journal'),
    realm: 'practice',
    station: station.start.station.id,
    epoch: 1,
    masters: [store.master],
    position,
    at: core.clock.now(),
    wasmPath: station.start.wasmPath,
  })
}

/** The main job on the first day: both people's money is at its end, slips are printed, both visits are over. */
export async function serveFirstDay(counter: OpenCounter): Promise<readonly OperationId[]> {
  const payer = await openVisit(counter, 'wang-xiuying')
  const wallet = await take(counter, payer, openingForm())
  const done = (id: OperationId): boolean => counter.core.projection.operation(id)?.operation.state === 'done'
  await counter.until(() => done(wallet), 'wallet')
  await counter.until(() => counter.view().visit?.facts?.wallet !== null, 'the wallet in the facts')
  const transfer = await take(counter, payer, transferForm('650.00'))
  await counter.until(() => done(transfer), 'transfer')
  await counter.counter.printSlip({ operationId: transfer })
  await counter.counter.endVisit({ visitId: payer })
  const payee = await openVisit(counter, 'li-xiaomei')
  const [money] = counter.view().visit?.facts?.waitingToReceive ?? []
  const received = await take(counter, payee, { kind: 'receive', transferId: money?.transferId ?? '' })
  await counter.until(() => done(received), 'received')
  await counter.until(
    () => counter.core.projection.operation(transfer)?.operation.receipt === 'received',
    'receipt',
  )
  await counter.counter.printSlip({ operationId: received })
  await counter.counter.endVisit({ visitId: payee })
  return [wallet, transfer, received]
}

export async function purged({ counter }: Life): Promise<void> {
  await counter.until(() => counter.core.projection.purgedDays().includes(firstDay), 'the purge')
  await counter.purge.idle()
}

/** Everything somebody may lay hands on; the practice centre keeps what it must. */
export function inHand({ station, mirror, shelf }: Desk): readonly string[] {
  const own = readdirSync(station.dataDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'centre')
    .map((entry) => join(station.dataDir, entry.name))
  return [...own, mirror.root, shelf]
}

/** The rows (and so the digest) of a projection folded anew, from the journal alone, in a copy of the folder. */
export async function rebuiltRows({ station }: Desk): Promise<readonly string[]> {
  const copy = freshFolder('rebuilt')
  for (const name of ['journal', 'keys'])
    cpSync(join(station.dataDir, name), join(copy, name), { recursive: true })
  rmSync(join(copy, 'journal', 'snapshots'), { recursive: true, force: true })
  const ring = openKeyRing(files, join(copy, 'journal'), 'practice', station.start.station.id, [
    masterOf(copy),
  ])
  const projection = await createProjection(station.start.wasmPath, null)
  const folder = {
    files,
    folder: join(copy, 'journal'),
    realm: 'practice',
    station: station.start.station.id,
  } as const
  for (const frames of readJournal(folder, ring, null, null)) projection.apply(frames)
  return projection.rows()
}

export function masterOf(dataDir: string): { id: string; key: Buffer } {
  const { current, masters } = JSON.parse(
    files.read(join(dataDir, 'keys', 'master-key.json')).toString('utf8'),
  ) as { current: string; masters: { id: string; wraps: { by: string; key?: string }[] }[] }
  const entry = masters.find(({ id }) => id === current)
  const key = entry?.wraps.find(({ by }) => by === 'practice')?.key ?? ''
  return { id: current, key: Buffer.from(key, 'base64') }
}

/** A life without a centre: whatever is done, the test does. */
export async function openOffline(
  { station }: Desk,
  at: number,
  purging: Parameters<typeof openCounter>[4] = {},
): Promise<OpenCounter> {
  const counter = await openCounter(anotherRun(station, at), null, 2_000, undefined, purging)
  ends.push(() => {
    counter.stop()
  })
  return counter
}
