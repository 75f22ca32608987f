import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { atShanghai } from '../../../shared/domain/china-time'
import type { OperationId } from '../../../shared/domain/ids'
import { nodeDisk } from '../../files/disk'
import { files, filesOn } from '../../files/files'
import { otherDisk } from '../../files/other-disk'
import { restoreBackup } from '../backup/restore-backup'
import { openKeyRing } from '../journal/key-ring'
import { openingForm, openVisit, refusedCodes, take, transferForm } from '../testing/clerk-acts'
import { personOf, prepareCentres } from '../testing/practice-counter'
import { countOpened, findPeople } from './testing/find-person'
import {
  backUp,
  endAll,
  firstDay,
  freshFolder,
  inHand,
  later,
  live,
  masterOf,
  mirrored,
  mirrorOf,
  newDesk,
  openOffline,
  purged,
  rebuiltRows,
  secrets,
  serveFirstDay,
  snapshot,
} from './testing/purge-desk'
import type { Desk } from './testing/purge-desk'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

beforeAll(prepareCentres)
afterEach(endAll)

describe('after a purge', () => {
  test('no byte of a purged member is found with master key, data folder, mirror and newest backup in hand', async () => {
    const desk = newDesk()
    const first = await live(desk, atShanghai(firstDay, '09:30'))
    const ids = await serveFirstDay(first.counter)
    await snapshot(desk, first.counter)
    await first.end()
    const copy = mirrorOf(desk)
    await mirrored(copy)

    const life = await live(desk, later - 30 * 86_400_000)
    expect(await backUp(desk, life.counter)).toMatchObject({
      ok: true,
      value: { days: [firstDay, '2026-12-05'] },
    })
    await snapshot(desk, life.counter)
    const key = masterOf(desk.station.dataDir).key
    expect(readdirSync(desk.station.start.slipsDir)).toHaveLength(2)
    // the search finds what is there, behind keys in segments and snapshots, in all three places
    const before = findPeople(inHand(desk), key, secrets).map(({ where }) => where)
    for (const place of ['segments/00000001', '.snapshot', desk.mirror.root, desk.shelf])
      expect(
        before.some((where) => where.includes(place)),
        place,
      ).toBe(true)
    await life.end()

    let snapshotsWanted = 0
    const last = await live(desk, later, {
      keysChanged: () => {
        copy.keysChanged()
      },
      snapshotSoon: () => {
        snapshotsWanted += 1
      },
    })
    await purged(last)
    expect(snapshotsWanted).toBe(1)
    await snapshot(desk, last.counter)
    await last.counter.until(
      () =>
        openKeyRing(files, join(desk.mirror.root, 'journal'), 'practice', desk.station.start.station.id, [
          masterOf(desk.station.dataDir),
        ]).segmentKey(1) === 'purged',
      'the mirror’s ring',
    )
    // nothing is being written there while it is searched
    await copy.stop()
    expect(last.counter.purge.waits()).toEqual([])
    expect(findPeople(inHand(desk), key, secrets)).toEqual([])
    const opened = countOpened(inHand(desk), key)
    expect(opened.frames).toBeGreaterThan(3)
    expect(opened.snapshots).toBe(1)
    expect(readdirSync(desk.station.start.slipsDir)).toEqual([])

    const { projection } = last.counter.core
    for (const id of ids) expect(projection.operation(id)).toBeNull()
    expect(projection.findMembers(personOf('wang-xiuying').name, 5)).toEqual([])
    expect(projection.taken()).toBe(3)
    expect(projection.rows()).toEqual(await rebuiltRows(desk))

    // and the counter goes on: the dispatch chain, the running numbers, the same member again
    const visitId = await openVisit(last.counter, 'wang-xiuying')
    const again = await take(last.counter, visitId, transferForm('10.00'))
    await last.counter.until(() => projection.operation(again)?.operation.state === 'done', 'done')
    expect(projection.operation(again)?.operation).toMatchObject({ dispatch: 4, taken: { number: 4 } })
  })

  test('a power cut at any change of the disk on the way is finished at the next opening', async () => {
    const desk = newDesk()
    const first = await live(desk, atShanghai(firstDay, '09:30'))
    await serveFirstDay(first.counter)
    expect((await backUp(desk, first.counter)).ok).toBe(true)
    await first.end()
    const before = freshFolder('before')
    for (const name of ['journal', 'keys', 'slips'])
      cpSync(join(desk.station.dataDir, name), join(before, name), { recursive: true })
    const shelved = freshFolder('shelved')
    cpSync(desk.shelf, shelved, { recursive: true })
    const key = masterOf(desk.station.dataDir).key
    const rebuilt = new Set<string>()
    let cuts = 0
    for (let cut = 1; ; cut++) {
      for (const name of ['journal', 'keys', 'slips']) {
        rmSync(join(desk.station.dataDir, name), { recursive: true, force: true })
        cpSync(join(before, name), join(desk.station.dataDir, name), { recursive: true })
      }
      rmSync(desk.shelf, { recursive: true })
      cpSync(shelved, desk.shelf, { recursive: true })
      const cutShort = await purgeCutAt(desk, cut)
      if (!cutShort) break
      cuts += 1
      const next = await openOffline(desk, later + 60_000)
      if (next.core.projection.purgedDays().length === 0) {
        // the decision itself had not come: it is due again
        next.core.commit([{ type: 'archive-confirmed', throughDay: '2027-01-03', centreAt: later }])
        next.purge.centreTime(next.core.clock.now())
        await next.purge.idle()
      }
      expect(findPeople(inHand(desk), key, secrets), `cut ${String(cut)}`).toEqual([])
      expect(next.core.projection.rows()).toEqual(await rebuiltRows(desk))
      rebuilt.add(next.core.projection.purgedDays().join())
      next.stop()
    }
    expect(cuts).toBeGreaterThan(4)
    expect([...rebuilt]).toEqual([firstDay])
  })
})

/** True when the disk failed at its n-th change while purging; then the counter is left as a dead one leaves it. */
async function purgeCutAt(desk: Desk, cut: number): Promise<boolean> {
  let armed = false
  let calls = 0
  const step = (): void => {
    if (armed && ++calls >= cut) throw Object.assign(new Error('power cut'), { code: 'EIO' })
  }
  const dying = filesOn({
    ...nodeDisk,
    write: (...args) => {
      step()
      return nodeDisk.write(...args)
    },
    rename: (...args) => {
      step()
      nodeDisk.rename(...args)
    },
    remove: (path) => {
      step()
      nodeDisk.remove(path)
    },
  })
  const disk = {
    ...otherDisk,
    writeAtomic: (path: string, bytes: Uint8Array) => {
      step()
      return otherDisk.writeAtomic(path, bytes)
    },
  }
  const counter = await openOffline(desk, later, { files: dying, disk })
  counter.core.commit([{ type: 'archive-confirmed', throughDay: '2027-01-03', centreAt: later }])
  // from here on every write, rename and removal counts
  armed = true
  counter.purge.centreTime(counter.core.clock.now())
  await counter.purge.idle()
  armed = false
  counter.stop()
  return calls >= cut
}

const noOperation = '01939f3a-0000-7000-8000-000000000001' as OperationId

describe('what is not purged', () => {
  test('a day the centre has not archived, a pending transfer, an open visit, a disputed case', async () => {
    const desk = newDesk()
    const first = await live(desk, atShanghai(firstDay, '09:30'))
    const [wallet] = await serveFirstDay(first.counter)
    await first.counter.counter.raiseDispute({ operationId: wallet ?? noOperation, reason: '本人说没办过' })
    await first.end()
    const life = await live(desk, later)
    const { counter } = life
    const held = (): unknown => counter.core.projection.purgeableDays('2027-01-04').kept
    await counter.until(() => counter.core.projection.archivedThrough() === '2027-01-03', 'the watermark')
    await counter.purge.idle()
    expect(counter.core.projection.purgedDays()).toEqual([])
    expect(held()).toEqual([{ day: firstDay, because: 'disputed' }])
    expect(
      await refusedCodes(counter.counter.settleDispute({ operationId: wallet ?? noOperation, words: ' ' })),
    ).toEqual(['field.missing'])
    await counter.counter.settleDispute({ operationId: wallet ?? noOperation, words: '对过了，是本人办的' })
    expect(
      await refusedCodes(
        counter.counter.settleDispute({ operationId: wallet ?? noOperation, words: '再说一次' }),
      ),
    ).toEqual(['dispute.no-such'])
    expect(held()).toEqual([])
    // tried once a day
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(counter.core.projection.purgedDays()).toEqual([])
    counter.purge.centreTime(later + 86_400_000 - 30_000)
    await counter.purge.idle()
    expect(counter.logged).toContain('purge.not-yet')
    await life.end()
    await purged(await live(desk, later + 86_400_000))
  })

  test('disputes: a draft has nothing to dispute, an unknown operation neither, and nobody without signing in', async () => {
    const desk = newDesk()
    const { counter } = await live(desk, atShanghai(firstDay, '09:30'))
    const visitId = await openVisit(counter, 'wang-xiuying')
    const raise = (id: OperationId, reason = '不对'): Promise<unknown> =>
      counter.counter.raiseDispute({ operationId: id, reason })
    expect(await refusedCodes(raise(noOperation))).toEqual(['operation.no-such'])
    const taken = await take(counter, visitId, openingForm())
    expect(await refusedCodes(raise(taken, '  '))).toEqual(['field.missing'])
    await raise(taken)
    await raise(taken, 'again')
    expect(counter.committed.filter(({ type }) => type === 'dispute-raised')).toHaveLength(1)
    expect(counter.core.projection.disputed()).toEqual([taken])
    await counter.counter.signOut({})
    expect(await refusedCodes(raise(taken))).toEqual(['sign-in.needed'])
  })

  test('nothing leaves before its time, nor while the clocks differ by more than an hour', async () => {
    const desk = newDesk()
    const first = await live(desk, atShanghai(firstDay, '09:30'))
    await serveFirstDay(first.counter)
    await first.end()
    const on = async (day: string): Promise<readonly string[]> => {
      const life = await live(desk, atShanghai(day, '08:00'))
      await life.counter.until(() => life.counter.core.projection.archivedThrough() !== null, 'the watermark')
      await life.counter.until(() => life.counter.view().line.state === 'up', 'the line')
      await life.counter.purge.idle()
      await life.end()
      return life.counter.core.projection.purgedDays()
    }
    expect(await on('2026-12-23')).toEqual([])
    expect(await on('2026-12-24')).toEqual([firstDay])
  })
})

describe('copies that cannot be reached', () => {
  test('a backup that is not there is named, tried again, and cleared when it is back', async () => {
    const desk = newDesk()
    const first = await live(desk, atShanghai(firstDay, '09:30'))
    await serveFirstDay(first.counter)
    const made = await backUp(desk, first.counter)
    const name = made.ok ? made.value.name : ''
    await first.end()
    renameSync(join(desk.shelf, name), join(desk.shelf, 'away'))
    const life = await live(desk, later)
    await purged(life)
    expect(life.counter.purge.waits()).toEqual([name])
    expect(life.counter.logged).toContain('purge.copy-left')
    renameSync(join(desk.shelf, 'away'), join(desk.shelf, name))
    life.counter.clock.notBefore(life.counter.core.clock.now() + 660_000)
    life.counter.purge.centreTime(later + 660_000)
    await life.counter.purge.idle()
    expect(life.counter.purge.waits()).toEqual([])
    expect(findPeople(inHand(desk), masterOf(desk.station.dataDir).key, secrets)).toEqual([])
  })

  test('what was set aside and what lies in quarantine is cleared with the rest', async () => {
    const desk = newDesk()
    const first = await live(desk, atShanghai(firstDay, '09:30'))
    await serveFirstDay(first.counter)
    const made = await backUp(desk, first.counter)
    await first.end()
    const { dataDir } = desk.station
    expect(restoreBackup(files, made.ok ? made.value.folder : '', dataDir, '20261124-080000').ok).toBe(true)
    const journal = join(dataDir, 'journal')
    files.makeFolder(join(journal, 'quarantine'))
    for (const name of ['segments/00000001.segment', 'key-ring.json'])
      cpSync(join(journal, name), join(journal, 'quarantine', `20261124-080000-${basename(name)}`))
    const aside = join(dataDir, 'journal.before-restore-20261124-080000')
    const key = masterOf(dataDir).key
    for (const folder of [aside, join(journal, 'quarantine')])
      expect(findPeople([folder], key, secrets).length, folder).toBeGreaterThan(0)
    const life = await live(desk, later)
    await purged(life)
    expect(life.counter.purge.waits()).toEqual([])
    expect(findPeople(inHand(desk), key, secrets)).toEqual([])
    // the damaged segment is still there to be looked at, and opens for nobody
    expect(readdirSync(join(journal, 'quarantine'))).toEqual(['20261124-080000-00000001.segment'])
  })

  test('a backup from before the purge, restored: the days go again before anybody is served', async () => {
    const desk = newDesk()
    const first = await live(desk, atShanghai(firstDay, '09:30'))
    await serveFirstDay(first.counter)
    const made = await backUp(desk, first.counter)
    const folder = made.ok ? made.value.folder : ''
    await first.end()
    // an older copy of the same backup that no purge ever reached
    const old = join(freshFolder('old'), 'backup-old')
    cpSync(folder, old, { recursive: true })
    const life = await live(desk, later)
    await purged(life)
    await life.end()
    expect(restoreBackup(files, old, desk.station.dataDir, '20270104-110000')).toMatchObject({
      ok: true,
      value: { purgeDays: [firstDay] },
    })
    expect(existsSync(join(desk.station.dataDir, 'restored.json'))).toBe(true)
    const restored = await openOffline(desk, later + 3_600_000)
    expect(restored.core.projection.purgedDays()).toEqual([firstDay])
    expect(restored.committed.map(({ type }) => type)).toContain('restored')
    expect(life.counter.committed.filter(({ type }) => type === 'backup-made')).toHaveLength(1)
    expect(restored.committed.map(({ type }) => type)).not.toContain('backup-made')
    expect(existsSync(join(desk.station.dataDir, 'restored.json'))).toBe(false)
    expect(restored.core.projection.taken()).toBe(3)
    expect(restored.core.projection.rows()).toEqual(await rebuiltRows(desk))
    expect(findPeople(inHand(desk), masterOf(desk.station.dataDir).key, secrets)).toEqual([])
  })
})

test('a restored journal folds to the digest the backed-up one had', async () => {
  const desk = newDesk()
  const first = await live(desk, atShanghai(firstDay, '09:30'))
  await serveFirstDay(first.counter)
  const visitId = await openVisit(first.counter, 'wang-xiuying')
  await take(first.counter, visitId, transferForm('20.00'))
  const rows = first.counter.core.projection.rows()
  const made = await backUp(desk, first.counter)
  await first.counter.counter.endVisit({ visitId })
  await first.end()
  expect(
    restoreBackup(files, made.ok ? made.value.folder : '', desk.station.dataDir, '20261124-080000').ok,
  ).toBe(true)
  expect(await rebuiltRows(desk)).toEqual(rows)
})
