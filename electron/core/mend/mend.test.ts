import { randomUUID } from 'node:crypto'
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { files } from '../../files/files'
import type { JournalFault } from '../journal/fault'
import { encodeSegmentHeader, readSegmentHeader } from '../journal/segment'
import { chooseMirror } from '../mirror/mirror-place'
import type { MirrorPlace } from '../mirror/mirror-place'
import {
  faultOf,
  freshFolder,
  lastSegment,
  namesIn,
  openFolder,
  removeFolders,
  segmentsOf,
  station,
  usedBytes,
  write,
} from '../mirror/testing/desk-folder'
import { mendFromMirror } from './mend-from-mirror'
import type { MendParts } from './mend-from-mirror'
import { change, dyingAfter, flip, survives } from './testing/damage'

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
