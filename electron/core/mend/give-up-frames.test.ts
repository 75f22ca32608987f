import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { files } from '../../files/files'
import type { Files } from '../../files/files'
import { JournalFault } from '../journal/fault'
import { openKeyRing } from '../journal/key-ring'
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
  write,
} from '../mirror/testing/desk-folder'
import { finishGivingUp, giveUpFrames } from './give-up-frames'
import type { GivenUp } from './give-up-frames'
import { batchBytes, dyingAfter, flip, survives } from './testing/damage'

let dataDir = ''
beforeEach(() => {
  dataDir = freshFolder('desk')
})
afterEach(removeFolders)

function openingFault(): JournalFault | null {
  try {
    namesIn(dataDir)
    return null
  } catch (error) {
    if (error instanceof JournalFault) return error
    throw error
  }
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
      expect(goOnWithout()).toMatchObject({
        names: 'a b c d e f g h after',
        frames: null,
        kept: { length: 1 },
      })
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
      const hash = lost[0]?.goesOn.hash ?? ''
      for (const goesOn of [
        { segment: 2, hash: 'f'.repeat(64) },
        { segment: 3, hash },
      ]) {
        ringOf(dataDir).noteLost({ firstFrame: 2, lastFrame: 2, goesOn })
        expect(faultOf(() => namesIn(dataDir)).damage).toMatchObject({
          kind: 'gap',
          firstFrame: 2,
          lastFrame: 2,
        })
      }
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
        finished = survives(() => giveUpFrames({ ...at(), files: dying }, ringOn(dying), damage, []))
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
    for (let acts = 0; acts < 10; acts++) {
      const fault = openingFault()
      if (fault === null) return
      if (fault.damage === null) throw fault
      if (finishGivingUp(at(), ringOf(dataDir), fault.damage) === null)
        giveUpFrames(at(), ringOf(dataDir), fault.damage, [])
    }
  }

  const ringOn = (disk: Files) => openKeyRing(disk, join(dataDir, 'journal'), 'practice', station, [master])
})
