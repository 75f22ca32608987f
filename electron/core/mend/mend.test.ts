import { randomUUID } from 'node:crypto'
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { files, filesOn } from '../../files/files'
import { nodeDisk } from '../../files/disk'
import type { JournalFault } from '../journal/fault'
import { openKeyRing } from '../journal/key-ring'
import { encodeSegmentHeader, readSegmentHeader } from '../journal/segment'
import { chooseMirror } from '../mirror/mirror-place'
import type { MirrorPlace } from '../mirror/mirror-place'
import {
  faultOf,
  freshFolder,
  lastSegment,
  master,
  namesIn,
  openFolder,
  removeFolders,
  ringOf,
  segmentsOf,
  station,
  usedBytes,
  write,
} from '../mirror/testing/desk-folder'
import { finishGivingUp, giveUpFrames } from './give-up-frames'
import type { GivenUp } from './give-up-frames'
import { mendFromMirror } from './mend-from-mirror'
import type { MendParts } from './mend-from-mirror'

let dataDir = ''
let mirror: MirrorPlace

beforeEach(() => {
  dataDir = freshFolder('desk')
  mirror = chooseMirror(files, dataDir, 'practice', station, freshFolder('stick'), randomUUID())
})
afterEach(removeFolders)

/** As the running mirror leaves it. */
function copyToMirror(): void {
  for (const name of ['journal', 'keys'])
    cpSync(join(dataDir, name), join(mirror.root, name), { recursive: true, force: true })
}

function parts(): MendParts {
  return {
    files,
    folder: join(dataDir, 'journal'),
    stamp: '20261123-093000',
    realm: 'practice',
    station,
    mirror,
    witnesses: [],
  }
}

const quarantined = (): string[] => readdirSync(join(dataDir, 'journal', 'quarantine'))

function change(path: string, work: (bytes: Buffer) => Buffer | undefined): Buffer {
  const before = readFileSync(path)
  const bytes = Buffer.from(before)
  writeFileSync(path, work(bytes) ?? bytes)
  return before
}

const flip = (path: string, offset: number): Buffer =>
  change(path, (bytes) => {
    bytes[offset] = (bytes[offset] ?? 0) ^ 1
    return undefined
  })

/** Opening as it is, then after the mirror mended it. */
function mended(): { code: string; names: string; kept: readonly string[] } {
  const fault = faultOf(() => namesIn(dataDir))
  const kept = mendFromMirror(parts(), fault)
  return { code: fault.code, names: namesIn(dataDir), kept }
}

describe('mending from the mirror', () => {
  beforeEach(() => {
    write(dataDir, ['a'], ['b', 'c'])
    write(dataDir, ['d'], ['e'])
    copyToMirror()
  })

  test('a flipped bit in an old segment; the damaged file is kept as it was found', () => {
    const path = segmentsOf(dataDir)[0] ?? ''
    flip(path, 700)
    const damaged = readFileSync(path)
    expect(mended()).toEqual({
      code: 'journal.damaged',
      names: 'a b c d e',
      kept: ['20261123-093000-00000001.segment'],
    })
    expect(quarantined()).toEqual(['20261123-093000-00000001.segment'])
    expect(readFileSync(join(dataDir, 'journal', 'quarantine', quarantined()[0] ?? '')).equals(damaged)).toBe(
      true,
    )
  })

  test('a damaged header, a file cut short, a file that is gone, and all of them at once', () => {
    const [first = '', second = ''] = segmentsOf(dataDir)
    flip(first, 100)
    expect(mended().names).toBe('a b c d e')
    change(second, (bytes) => bytes.subarray(0, 600))
    expect(mended().names).toBe('a b c d e')
    rmSync(first)
    expect(mended()).toMatchObject({ code: 'journal.damaged', names: 'a b c d e', kept: [] })
    flip(first, 540)
    flip(second, 540)
    expect(mended().kept).toHaveLength(2)
  })

  test('the last segment is gone and the key ring knows it: behind', () => {
    const { journal } = openFolder(dataDir)
    journal.close()
    copyToMirror()
    for (const path of segmentsOf(dataDir).slice(1)) rmSync(path)
    expect(mended()).toEqual({ code: 'journal.behind', names: 'a b c d e', kept: [] })
  })

  test('a mirror that lags: what ours holds behind the mirror’s end goes on from it', () => {
    const { journal } = openFolder(dataDir)
    journal.append([{ type: 'sign-in-failed', clerk: 'f' }])
    copyToMirror()
    const mirrored = usedBytes(lastSegment(dataDir))
    for (const clerk of ['g', 'h']) journal.append([{ type: 'sign-in-failed', clerk }])
    flip(lastSegment(dataDir), mirrored - 20)
    expect(mended()).toMatchObject({ code: 'journal.damaged', names: 'a b c d e f g h' })
  })

  test('a mirror that lags behind the damage loses nothing by mending: it refuses', () => {
    const { journal } = openFolder(dataDir)
    journal.append([{ type: 'sign-in-failed', clerk: 'f' }])
    copyToMirror()
    for (const clerk of ['g', 'h', 'i']) journal.append([{ type: 'sign-in-failed', clerk }])
    const path = lastSegment(dataDir)
    flip(path, usedBytes(path) - 150)
    const before = readFileSync(path)
    const fault = faultOf(() => namesIn(dataDir))
    expect(faultOf(() => mendFromMirror(parts(), fault)).damage).toMatchObject({ kind: 'batch' })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  test('a segment of another history among ours is put aside for ours', () => {
    const other = freshFolder('other')
    write(other, ['x'], ['y'])
    write(other, ['z'])
    cpSync(lastSegment(other), segmentsOf(dataDir)[1] ?? '')
    expect(mended()).toEqual({
      code: 'journal.forked',
      names: 'a b c d e',
      kept: ['20261123-093000-00000002.segment'],
    })
  })

  test('a segment of another station is put aside', () => {
    const path = segmentsOf(dataDir)[1] ?? ''
    change(path, (bytes) => {
      const read = readSegmentHeader(bytes)
      if (read.kind !== 'good') throw new Error('no header')
      encodeSegmentHeader({ ...read.header, station: 'practice-2' as typeof station }).copy(bytes)
      return undefined
    })
    expect(mended()).toMatchObject({ code: 'journal.foreign', names: 'a b c d e' })
  })

  test('the key ring: gone, unreadable, changed, or without a key that is needed', () => {
    const ring = join(dataDir, 'journal', 'key-ring.json')
    const whole = readFileSync(ring)
    const each: readonly (() => void)[] = [
      () => rmSync(ring),
      () => writeFileSync(ring, whole.subarray(0, 100)),
      () => writeFileSync(ring, whole.toString('utf8').replace('"frame":', '"frame":1')),
    ]
    for (const [index, work] of each.entries()) {
      work()
      expect(mended(), String(index)).toMatchObject({ code: 'key-ring.damaged', names: 'a b c d e' })
      writeFileSync(ring, whole)
      for (const path of segmentsOf(dataDir).slice(2)) rmSync(path)
    }
  })

  test('a mirror’s ring that lacks a key of ours, and a mirror that is not the chosen one, mend nothing', () => {
    write(dataDir, ['f'])
    const ring = join(dataDir, 'journal', 'key-ring.json')
    rmSync(ring)
    const fault = faultOf(() => namesIn(dataDir))
    expect(faultOf(() => mendFromMirror(parts(), fault))).toBe(fault)
    copyFileBack()
    flip(segmentsOf(dataDir)[0] ?? '', 700)
    const damaged = faultOf(() => namesIn(dataDir))
    rmSync(join(mirror.root, 'this-is-a-mirror.json'))
    expect(faultOf(() => mendFromMirror(parts(), damaged))).toBe(damaged)
  })

  test('a mirror damaged at the same place mends nothing and nothing is touched', () => {
    for (const root of [dataDir, mirror.root]) flip(segmentsOf(root)[0] ?? '', 700)
    const before = readFileSync(segmentsOf(dataDir)[0] ?? '')
    const fault = faultOf(() => namesIn(dataDir))
    expect(faultOf(() => mendFromMirror(parts(), fault)).code).toBe('journal.damaged')
    expect(readFileSync(segmentsOf(dataDir)[0] ?? '').equals(before)).toBe(true)
    expect(readdirSync(join(dataDir, 'journal'))).not.toContain('quarantine')
  })

  test('a power cut at any call of the disk while mending leaves a folder that is mended the next time', () => {
    flip(segmentsOf(dataDir)[0] ?? '', 700)
    const broken = freshFolder('broken')
    cpSync(dataDir, broken, { recursive: true })
    let finished = false
    for (let cut = 0; !finished; cut++) {
      rmSync(dataDir, { recursive: true })
      cpSync(broken, dataDir, { recursive: true })
      const fault = faultOf(() => namesIn(dataDir))
      finished = survives(() => mendFromMirror({ ...parts(), files: dyingAfter(cut) }, fault))
      const again = openingFault()
      if (again !== null) mendFromMirror(parts(), again)
      expect(namesIn(dataDir)).toBe('a b c d e')
    }
  })
})

function openingFault(): JournalFault | null {
  try {
    namesIn(dataDir)
    return null
  } catch (error) {
    return error as JournalFault
  }
}

function copyFileBack(): void {
  const ring = join(mirror.root, 'journal', 'key-ring.json')
  cpSync(ring, join(dataDir, 'journal', 'key-ring.json'))
  rmSync(lastSegment(dataDir))
}

describe('giving up frames', () => {
  const at = () => ({ files, folder: join(dataDir, 'journal'), stamp: '20261123-093000' })

  function goOnWithout(): { names: string } & Pick<GivenUp, 'frames'> & { kept: readonly string[] } {
    const fault = faultOf(() => namesIn(dataDir))
    if (fault.damage === null) throw fault
    const { frames, quarantined: kept } = giveUpFrames(at(), ringOf(dataDir), fault.damage, [])
    openFolder(dataDir).journal.append([{ type: 'sign-in-failed', clerk: 'after' }])
    return { names: namesIn(dataDir), frames, kept }
  }

  test('the good part stays, the journal goes on behind the gap, the damaged file is kept and still opens', () => {
    write(dataDir, ['a'], ['b', 'c'], ['d'], ['e'])
    const path = lastSegment(dataDir)
    const damagedAt = 512 + 150 + 20
    flip(path, damagedAt)
    const damaged = readFileSync(path)
    const result = goOnWithout()
    expect(result).toEqual({
      names: 'a after',
      frames: [2, 5],
      kept: ['20261123-093000-00000001.segment'],
    })
    expect(readFileSync(join(dataDir, 'journal', 'quarantine', result.kept[0] ?? '')).equals(damaged)).toBe(
      true,
    )
    expect(ringOf(dataDir).segmentKey(1)).not.toBeNull()
    expect(ringOf(dataDir).lost()).toMatchObject([{ firstFrame: 2, lastFrame: 5, goesOn: { segment: 2 } }])
  })

  describe('in the middle', () => {
    beforeEach(() => {
      write(dataDir, ['a'], ['b'], ['c'])
      write(dataDir, ['d'], ['e'], ['f'])
      write(dataDir, ['g'], ['h'])
    })
    /** Offset of the nth batch (from 0) of one-event batches in a segment; the repeated one counts. */
    const batchAt = (index: number): number => 512 + index * batchBytes(dataDir) + 30

    test('only what is damaged is lost: the segments behind it are read, the first one repeats a good batch', () => {
      flip(segmentsOf(dataDir)[0] ?? '', batchAt(1))
      expect(faultOf(() => namesIn(dataDir)).damage).toMatchObject({ firstFrame: 2, lastFrame: 2 })
      expect(goOnWithout()).toEqual({
        names: 'a c d e f g h after',
        frames: [2, 2],
        kept: ['20261123-093000-00000001.segment'],
      })
    })

    test('a batch that the next segment repeats is lost nowhere', () => {
      flip(segmentsOf(dataDir)[0] ?? '', batchAt(2))
      expect(goOnWithout()).toMatchObject({ names: 'a b c d e f g h after', frames: null, kept: { length: 1 } })
      expect(ringOf(dataDir).lost()).toEqual([])
    })

    test('a header that is gone, and one that is missing altogether', () => {
      flip(segmentsOf(dataDir)[1] ?? '', 100)
      expect(goOnWithout()).toMatchObject({ names: 'a b c f g h after', frames: [4, 5], kept: { length: 1 } })
      rmSync(segmentsOf(dataDir)[0] ?? '')
      // the second is empty by now and the third repeats what stood in it
      expect(goOnWithout()).toMatchObject({ names: 'f g h after after', frames: [1, 5], kept: [] })
    })

    test('one damage after the other, each by an act of its own', () => {
      flip(segmentsOf(dataDir)[1] ?? '', batchAt(2))
      expect(goOnWithout()).toMatchObject({ names: 'a b c d f g h after', frames: [5, 5] })
      flip(segmentsOf(dataDir)[0] ?? '', batchAt(0))
      expect(goOnWithout()).toMatchObject({ names: 'c d f g h after after', frames: [1, 2] })
      expect(namesIn(dataDir)).toBe('c d f g h after after')
    })

    test('what was given up is the ring’s word alone: another hash, another segment or a changed ring is damage', () => {
      flip(segmentsOf(dataDir)[0] ?? '', batchAt(1))
      goOnWithout()
      const ring = join(dataDir, 'journal', 'key-ring.json')
      const whole = readFileSync(ring, 'utf8')
      const { lost } = JSON.parse(whole) as { lost: { goesOn: { hash: string } }[] }
      writeFileSync(ring, whole.replace(lost[0]?.goesOn.hash ?? '', 'f'.repeat(64)))
      expect(faultOf(() => namesIn(dataDir)).code).toBe('key-ring.damaged')
      writeFileSync(ring, whole)
      ringOf(dataDir).noteLost({ firstFrame: 2, lastFrame: 2, goesOn: { segment: 3, hash: 'f'.repeat(64) } })
      expect(faultOf(() => namesIn(dataDir)).damage).toMatchObject({ kind: 'gap', firstFrame: 2, lastFrame: 2 })
    })

    test('damage to the segment that goes on is asked about anew, never finished by itself', () => {
      flip(segmentsOf(dataDir)[0] ?? '', batchAt(1))
      goOnWithout()
      flip(segmentsOf(dataDir)[1] ?? '', 100)
      const { damage } = faultOf(() => namesIn(dataDir))
      expect(damage).toMatchObject({ kind: 'segment-header', firstFrame: 2 })
      expect(damage && finishGivingUp(at(), ringOf(dataDir), damage)).toBeNull()
      expect(goOnWithout()).toMatchObject({ names: 'a f g h after after', frames: [2, 5] })
    })

    test('a power cut at any write on the way: finished by the next opening, or asked about again; nothing else', () => {
      flip(segmentsOf(dataDir)[0] ?? '', batchAt(1))
      flip(segmentsOf(dataDir)[1] ?? '', 100)
      const broken = freshFolder('broken')
      cpSync(dataDir, broken, { recursive: true })
      let finished = false
      let cuts = 0
      for (; !finished; cuts++) {
        rmSync(dataDir, { recursive: true })
        cpSync(broken, dataDir, { recursive: true })
        const { damage } = faultOf(() => namesIn(dataDir))
        if (damage === null) throw new Error('no damage')
        const dying = dyingAfter(cuts)
        finished = survives(() =>
          giveUpFrames({ ...at(), files: dying }, ringOn(dying), damage, []),
        )
        openFinishing()
        expect(namesIn(dataDir), String(cuts)).toBe('a f g h')
      }
      expect(cuts).toBeGreaterThan(4)
    })
  })

  test('what a witness knows and the journal lost is a gap up to the witness', () => {
    write(dataDir, ['a'], ['b'])
    const { journal } = openFolder(dataDir)
    for (const clerk of ['c', 'd']) journal.append([{ type: 'sign-in-failed', clerk }])
    journal.close()
    rmSync(lastSegment(dataDir))
    expect(goOnWithout()).toEqual({ names: 'a b after', frames: [3, 4], kept: [] })
  })

  test('a power cut between giving up the end and going on: the numbers stay theirs', () => {
    write(dataDir, ['a'], ['b'], ['c'])
    flip(lastSegment(dataDir), 512 + batchBytes(dataDir) + 30)
    const { damage } = faultOf(() => namesIn(dataDir))
    if (damage === null) throw new Error('no damage')
    giveUpFrames(at(), ringOf(dataDir), damage, [])
    // the next opening is another process: it knows of it by the ring alone
    expect(openFolder(dataDir).journal.append([{ type: 'sign-in-failed', clerk: 'x' }])[0]?.frame).toBe(4)
    expect(namesIn(dataDir)).toBe('a x')
  })

  /** As core opens: what was begun is finished, everything else is asked about. */
  function openFinishing(): void {
    for (;;) {
      const fault = openingFault()
      if (fault === null) return
      if (fault.damage === null) throw fault
      if (finishGivingUp(at(), ringOf(dataDir), fault.damage) === null)
        giveUpFrames(at(), ringOf(dataDir), fault.damage, [])
    }
  }

  const ringOn = (disk: typeof files) =>
    openKeyRing(disk, join(dataDir, 'journal'), 'practice', station, [master])
})

/** Bytes of a batch of one sign-in failure by a clerk with a name of one letter. */
function batchBytes(root: string): number {
  return readFileSync(segmentsOf(root)[0] ?? '').readUInt32BE(512 + 36)
}

/** A disk that dies at the write or rename after this many. */
function dyingAfter(calls: number): typeof files {
  let left = calls
  const die = (): void => {
    if (left-- <= 0) throw new Error('power cut')
  }
  return filesOn({
    ...nodeDisk,
    write: (...args) => {
      die()
      return nodeDisk.write(...args)
    },
    rename: (...args) => {
      die()
      nodeDisk.rename(...args)
    },
  })
}

function survives(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
