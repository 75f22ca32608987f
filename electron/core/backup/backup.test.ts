import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { VisitId } from '../../../shared/domain/ids'
import { nodeDisk } from '../../files/disk'
import { files, filesOn } from '../../files/files'
import type { Files } from '../../files/files'
import { otherDisk } from '../../files/other-disk'
import type { OtherDisk } from '../../files/other-disk'
import { createAttachments } from '../attachments/attachments'
import type { JournalHead } from '../journal/journal-frame'
import {
  contentOf,
  failedSignIn,
  freshFolder,
  lastSegment,
  morning,
  namesIn,
  openFolder,
  removeFolders,
  ringOf,
  segmentsOf,
  station,
  write,
} from '../mirror/testing/desk-folder'
import { makeBackup } from './make-backup'
import { readNewestBackup } from './newest-backup'
import { finishRestore, forgetRestored, readRestored, restoreBackup, verifyBackup } from './restore-backup'

let dataDir = ''
let shelf = ''

beforeEach(() => {
  dataDir = freshFolder('desk')
  shelf = freshFolder('shelf')
})
afterEach(removeFolders)

const later = '20261130-080000'

async function backUp(upTo: JournalHead | null = null, disk: OtherDisk = otherDisk) {
  const frames: number[] = []
  const made = await makeBackup(
    { files, disk, dataDir, realm: 'practice', station, upTo, now: () => morning },
    shelf,
    (frame) => frames.push(frame),
  )
  return { made, frames }
}

async function goodBackup(upTo: JournalHead | null = null): Promise<string> {
  const { made } = await backUp(upTo)
  if (!made.ok) throw new Error(made.error)
  return made.value.folder
}

/** A paper as the counter keeps it, and how it is read again. */
function keepPaper(text: string) {
  const attachments = createAttachments(files, join(dataDir, 'attachments'), 'practice')
  const attachmentId = randomUUID()
  const visitId = randomUUID() as VisitId
  const kept = attachments.keep(attachmentId, visitId, Buffer.from(text))
  return { name: `${attachmentId}.sealed`, read: () => attachments.read(visitId, { attachmentId, ...kept }) }
}

const restore = (backup: string, disk: Files = files) => restoreBackup(disk, backup, dataDir, later)

describe('a backup', () => {
  test('holds everything up to its head, opens by itself, and its maker remembers where it is', async () => {
    write(dataDir, ['a'], ['b', 'c'])
    write(dataDir, ['d'])
    const { made } = await backUp()
    expect(made).toEqual({
      ok: true,
      value: {
        name: 'backup-practice-practice-1-20261123-093000',
        folder: join(shelf, 'backup-practice-practice-1-20261123-093000'),
        frame: 4,
        days: ['2026-11-23'],
      },
    })
    expect(readdirSync(shelf)).toEqual(['backup-practice-practice-1-20261123-093000'])
    const folder = join(shelf, readdirSync(shelf)[0] ?? '')
    expect([...contentOf(folder).keys()].sort()).toEqual([
      'journal/key-ring.json',
      'journal/segments/00000001.segment',
      'journal/segments/00000002.segment',
      'keys/master-key.json',
      'manifest.json',
    ])
    expect(statSync(join(folder, 'manifest.json')).mode & 0o777).toBe(0o600)
    expect(verifyBackup(files, folder)).toMatchObject({ ok: true, value: { frame: 4, epoch: 1 } })
    expect(readNewestBackup(files, dataDir)).toMatchObject({ folder, frame: 4 })
    expect(namesIn(folder)).toBe('a b c d')
  })

  test('is not restored under a time whose mark could not be read back: nothing was touched', async () => {
    write(dataDir, ['a'])
    const backup = await goodBackup()
    write(dataDir, ['b'])
    const before = contentOf(dataDir)
    for (const stamp of ['', '2026-11-24', '20261124-08000', '20261124-080000 ', '+12345-01-01'])
      expect(restoreBackup(files, backup, dataDir, stamp)).toEqual({ ok: false, error: 'backup.bad-stamp' })
    expect(contentOf(dataDir)).toEqual(before)
    expect(restore(backup).ok).toBe(true)
  })

  test('is made while the counter writes on: it ends at the head it was asked for', async () => {
    const { journal } = openFolder(dataDir)
    journal.append([failedSignIn('a')])
    journal.append([failedSignIn('b')])
    const head = journal.head()
    const busy: OtherDisk = {
      ...otherDisk,
      makeFolder: async (path) => {
        journal.append([failedSignIn('meanwhile')])
        await otherDisk.makeFolder(path)
      },
      writeAtomic: async (path, bytes) => {
        journal.append([failedSignIn('meanwhile')])
        await otherDisk.writeAtomic(path, bytes)
      },
    }
    const { made } = await backUp(head, busy)
    expect(made).toMatchObject({ ok: true, value: { frame: 2 } })
    expect(namesIn(made.ok ? made.value.folder : '')).toBe('a b')
    expect(namesIn(dataDir).split(' ').length).toBeGreaterThan(4)
  })

  test('tells how far it is', async () => {
    for (const name of ['a', 'b', 'c']) write(dataDir, [name])
    expect((await backUp()).frames).toEqual([0, 1, 2])
  })

  test('days that are purged while it is made are not in it', async () => {
    let now = morning
    const { journal, ring } = openFolder(dataDir, { clock: { now: () => now } })
    journal.append([failedSignIn('a')])
    now += 86_400_000
    journal.append([failedSignIn('b')])
    let purged = false
    const { made } = await backUp(journal.head(), {
      ...otherDisk,
      writeAtomic: (path, bytes) => {
        if (!purged) ring.purgeSegments([{ segment: 1, day: '2026-11-23' }])
        purged = true
        return otherDisk.writeAtomic(path, bytes)
      },
    })
    expect(made).toMatchObject({ ok: true, value: { days: ['2026-11-24'] } })
    expect(ringOf(made.ok ? made.value.folder : '').segmentKey(1)).toBe('purged')
  })

  test('of a damaged journal is refused by its code, of an empty one too, and nothing is left behind', async () => {
    files.makeFolder(join(dataDir, 'keys'))
    openFolder(dataDir)
    expect((await backUp()).made).toEqual({ ok: false, error: 'backup.incomplete' })
    write(dataDir, ['a'])
    write(dataDir, ['b'])
    const path = segmentsOf(dataDir)[1] ?? ''
    const bytes = readFileSync(path)
    bytes[560] = (bytes[560] ?? 0) ^ 1
    writeFileSync(path, bytes)
    expect((await backUp()).made).toEqual({ ok: false, error: 'journal.damaged' })
    expect(readdirSync(shelf).filter((name) => !name.startsWith('.'))).toEqual([])
    expect(readNewestBackup(files, dataDir)).toBeNull()
  })

  test.each(['ENOSPC', 'EIO', 'EROFS'])(
    '%s of its disk at any write is named, and there is no half of it',
    async (code) => {
      write(dataDir, ['a'])
      let done = false
      for (let failAt = 1; !done; failAt++) {
        let calls = 0
        const { made } = await backUp(null, {
          ...otherDisk,
          writeAtomic: (path, bytes) =>
            ++calls === failAt
              ? Promise.reject(Object.assign(new Error(code), { code }))
              : otherDisk.writeAtomic(path, bytes),
        })
        done = made.ok
        if (!made.ok) expect(made.error).toBe('backup.incomplete')
        expect(readdirSync(shelf).filter((name) => !name.startsWith('.'))).toHaveLength(done ? 1 : 0)
        if (done) expect(readdirSync(shelf)).toHaveLength(1)
      }
    },
  )
})

describe('restoring', () => {
  test('gives back what the backup held, sets aside what was there, and leaves a mark for core', async () => {
    write(dataDir, ['a'], ['b'])
    const backup = await goodBackup()
    write(dataDir, ['later'])
    const restored = restore(backup)
    expect(restored).toMatchObject({
      ok: true,
      value: {
        frame: 2,
        purgeDays: [],
        setAside: [`master-key.json.before-restore-${later}`, `journal.before-restore-${later}`],
      },
    })
    expect(namesIn(dataDir)).toBe('a b')
    expect(readRestored(files, dataDir)).toMatchObject({ frame: 2, purgeDays: [] })
    forgetRestored(files, dataDir)
    expect(readRestored(files, dataDir)).toBeNull()
    cpSync(join(dataDir, `journal.before-restore-${later}`), join(shelf, 'old', 'journal'), {
      recursive: true,
    })
    mkdirSync(join(shelf, 'old', 'keys'))
    expect(namesIn(join(shelf, 'old'))).toBe('a b later')
  })

  test('papers come back with it; one that was kept since is set aside, not swept away', async () => {
    write(dataDir, ['a'])
    const kept = keepPaper('letter')
    const backup = await goodBackup()
    const since = keepPaper('later')
    expect(restore(backup)).toMatchObject({
      ok: true,
      value: { setAside: expect.arrayContaining([`attachments.before-restore-${later}`]) as string[] },
    })
    expect(kept.read()).toEqual({ ok: true, value: Buffer.from('letter') })
    expect(since.read()).toEqual({ ok: false, error: 'attachment.lost' })
    expect(readdirSync(join(dataDir, `attachments.before-restore-${later}`))).toContain(since.name)
    rmSync(dataDir, { recursive: true })
    mkdirSync(dataDir)
    expect(restore(backup)).toMatchObject({ ok: true })
    expect(kept.read()).toEqual({ ok: true, value: Buffer.from('letter') })
  })

  test('onto an empty computer', async () => {
    write(dataDir, ['a'])
    const backup = await goodBackup()
    rmSync(dataDir, { recursive: true })
    mkdirSync(dataDir)
    expect(restore(backup)).toMatchObject({ ok: true, value: { frame: 1, setAside: [] } })
    expect(namesIn(dataDir)).toBe('a')
  })

  test('days that were purged since are purged again before anything else', async () => {
    let now = morning
    const { journal, ring } = openFolder(dataDir, { clock: { now: () => now } })
    journal.append([failedSignIn('a')])
    now += 86_400_000
    journal.append([failedSignIn('b')])
    const backup = await goodBackup(journal.head())
    ring.purgeSegments([{ segment: 1, day: '2026-11-23' }])
    expect(restore(backup)).toMatchObject({ ok: true, value: { purgeDays: ['2026-11-23'] } })
    // restored twice before core ever ran: still known
    expect(restore(backup)).toMatchObject({ ok: true, value: { purgeDays: ['2026-11-23'] } })
    expect(readRestored(files, dataDir)?.purgeDays).toEqual(['2026-11-23'])
  })

  test('a backup with a byte changed, cut or missing anywhere is refused and nothing is touched', async () => {
    write(dataDir, ['a'], ['b'])
    write(dataDir, ['c'])
    keepPaper('letter')
    const backup = await goodBackup()
    const before = contentOf(dataDir)
    const names = [...contentOf(backup).keys()]
    for (const name of names) {
      const path = join(backup, name)
      const whole = readFileSync(path)
      const refused = (what: string): void => {
        const answer = restore(backup)
        expect(answer.ok, `${name} ${what}`).toBe(false)
        writeFileSync(path, whole)
      }
      writeFileSync(path, whole.subarray(0, whole.length - 1))
      refused('cut')
      rmSync(path)
      refused('missing')
      if (name.endsWith('key-ring.json')) continue
      const flipped = Buffer.from(whole)
      flipped[Math.floor(whole.length / 3)] = (whole[Math.floor(whole.length / 3)] ?? 0) ^ 1
      writeFileSync(path, flipped)
      refused('flipped')
    }
    writeFileSync(join(backup, 'journal', 'segments', '00000009.segment'), 'more')
    expect(restore(backup)).toEqual({ ok: false, error: 'backup.incomplete' })
    expect(contentOf(dataDir)).toEqual(before)
  })

  test('a format from the future, an empty folder and another station’s backup are refused by name', async () => {
    write(dataDir, ['a'])
    const backup = await goodBackup()
    expect(restore(shelf)).toEqual({ ok: false, error: 'backup.incomplete' })
    const manifest = readFileSync(join(backup, 'manifest.json'), 'utf8')
    writeFileSync(join(backup, 'manifest.json'), manifest.replace('"format":2', '"format":3'))
    expect(restore(backup)).toEqual({ ok: false, error: 'journal.too-new' })
    writeFileSync(join(backup, 'manifest.json'), manifest.replace('"format":2', '"format":1'))
    expect(verifyBackup(files, backup)).toMatchObject({ ok: true })
    writeFileSync(join(backup, 'manifest.json'), manifest)
    const ring = join(dataDir, 'journal', 'key-ring.json')
    writeFileSync(ring, readFileSync(ring, 'utf8').replace('practice-1', 'practice-2'))
    expect(restore(backup)).toEqual({ ok: false, error: 'journal.foreign' })
  })

  test('a power cut at any call leaves the old folder or the new one, whole, never neither', async () => {
    write(dataDir, ['a'])
    keepPaper('letter')
    const backup = await goodBackup()
    write(dataDir, ['b'])
    keepPaper('later')
    const original = freshFolder('original')
    cpSync(dataDir, original, { recursive: true })
    const seen = new Set<string>()
    let finished = false
    for (let cut = 1; !finished; cut++) {
      rmSync(dataDir, { recursive: true })
      cpSync(original, dataDir, { recursive: true })
      let calls = 0
      const step = (): void => {
        if (++calls >= cut) throw new Error('power cut')
      }
      const dying = filesOn({
        ...nodeDisk,
        write: (...args) => (step(), nodeDisk.write(...args)),
        rename: (...args) => {
          step()
          nodeDisk.rename(...args)
        },
        remove: (path) => {
          step()
          nodeDisk.remove(path)
        },
      })
      finished = survives(() => restore(backup, dying))
      finishRestore(files, dataDir)
      expect(existsSync(lastSegment(dataDir))).toBe(true)
      const copy = freshFolder('copy')
      cpSync(dataDir, copy, { recursive: true })
      seen.add(namesIn(copy))
    }
    expect([...seen]).toEqual(['a b', 'a'])
  })
})

function survives(work: () => { readonly ok: boolean }): boolean {
  try {
    return work().ok
  } catch {
    return false
  }
}
