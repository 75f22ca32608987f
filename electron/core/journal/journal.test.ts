import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { atShanghai } from '../../../shared/domain/china-time'
import type { JournalEvent } from '../../../shared/domain/events'
import type { StationId } from '../../../shared/domain/ids'
import { files } from '../../files/files'
import { JournalFault } from './fault'
import { openJournal } from './journal'
import type { JournalFrame, JournalParts, OpenedJournal } from './journal'
import { openKeyRing } from './key-ring'
import { readJournal } from './read-journal'
import { encodeSegmentHeader, readSegmentHeader, segmentHeaderBytes } from './segment'

const master = { id: 'm1', key: Buffer.alloc(32, 7) }
const folders: string[] = []
const morning = atShanghai('2026-11-23', '09:30')

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'))
  folders.push(folder)
  return folder
}

function copyOf(folder: string): string {
  const copy = freshFolder()
  cpSync(folder, copy, { recursive: true })
  return copy
}

function open(
  folder: string,
  change: Partial<JournalParts> = {},
  now = morning,
  key = master,
): OpenedJournal {
  files.makeFolder(join(folder, 'segments'))
  return openJournal(
    {
      files,
      folder,
      realm: 'practice',
      station: 'practice-1' as StationId,
      epoch: 1,
      ring: openKeyRing(files, folder, 'practice', 'practice-1' as StationId, [key]),
      clock: { now: () => now },
      preallocateBytes: 8192,
      witnesses: [],
      synced: () => undefined,
      ...change,
    },
    null,
  )
}

/** Opens, appends one batch per list, and ends as a killed process does. */
function write(folder: string, ...batches: readonly (readonly string[])[]): void {
  const { journal } = open(folder)
  for (const batch of batches) journal.append(batch.map(failedSignIn))
}

const failedSignIn = (clerk: string): JournalEvent => ({ type: 'sign-in-failed', clerk })
const clerkOf = ({ event, type }: JournalFrame): string =>
  event?.type === 'sign-in-failed' ? event.clerk : type

function namesIn(folder: string, change: Partial<JournalParts> = {}): string {
  return [...open(folder, change).read()].flat().map(clerkOf).join(' ')
}

function faultOf(work: () => unknown): JournalFault {
  try {
    work()
  } catch (error) {
    if (error instanceof JournalFault) return error
    throw error
  }
  throw new Error('no fault')
}

function segmentsOf(folder: string): string[] {
  return readdirSync(join(folder, 'segments'))
    .sort()
    .map((name) => join(folder, 'segments', name))
}

const lastSegment = (folder: string): string => segmentsOf(folder).at(-1) ?? ''

/** Offset just behind the last byte in use. */
function usedBytes(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return end
}

test('what was appended is there after every reopening, in order and under its numbers', () => {
  const folder = freshFolder()
  write(folder, ['a'], ['b', 'c'])
  write(folder, ['d'])
  const opened = open(folder)
  expect([...opened.read()].map((batch) => batch.map(({ frame }) => frame))).toEqual([[1], [2, 3], [4]])
  expect(opened.journal.append([failedSignIn('e')])[0]?.frame).toBe(5)
  opened.journal.close()
  expect(namesIn(folder)).toBe('a b c d e')
})

test('no name stands readable in the segments, and another master key opens nothing', () => {
  const folder = freshFolder()
  write(folder, ['a-very-recognisable-name'])
  expect(readFileSync(lastSegment(folder)).includes('a-very-recognisable-name')).toBe(false)
  const other = { id: 'm1', key: Buffer.alloc(32, 8) }
  expect(faultOf(() => open(folder, {}, morning, other)).code).toBe('key-ring.damaged')
  expect(faultOf(() => open(folder, {}, morning, { ...other, id: 'm2' })).code).toBe('key.missing')
})

test('every opening starts a segment of its own and repeats the last good batch in front', () => {
  const folder = freshFolder()
  write(folder, ['a'], ['b'])
  const before = readFileSync(lastSegment(folder))
  write(folder)
  const after = readFileSync(lastSegment(folder))
  const copy = after.subarray(segmentHeaderBytes, usedBytes(after))
  expect(copy.length).toBeGreaterThan(0)
  expect(before.includes(copy)).toBe(true)
})

test('a last batch lost from the page cache stands in the next segment', () => {
  const folder = freshFolder()
  write(folder, ['a'])
  write(folder, ['b'])
  const lost = lastSegment(folder)
  write(folder, ['c'])
  // the power cut took the sectors of b's own segment that were never synced; the copy in the next one was
  const bytes = readFileSync(lost)
  const copied = readFileSync(segmentsOf(folder)[0] ?? '')
  bytes.fill(0, usedBytes(copied))
  writeFileSync(lost, bytes)
  expect(namesIn(folder)).toBe('a b c')
})

test('a new business day begins a segment with a key of its own, within one opening', () => {
  const folder = freshFolder()
  let now = morning
  const { journal } = open(folder, { clock: { now: () => now } })
  journal.append([failedSignIn('today')])
  now += 24 * 3_600_000
  journal.append([failedSignIn('tomorrow')])
  now -= 48 * 3_600_000
  expect(journal.append([failedSignIn('clock-back')])[0]?.at).toBe(morning + 24 * 3_600_000)
  journal.close()
  const days = segmentsOf(folder).map((path) => {
    const read = readSegmentHeader(readFileSync(path))
    return read.kind === 'good' ? read.header.day : read.kind
  })
  expect(days).toEqual(['2026-11-23', '2026-11-24'])
  expect(namesIn(folder)).toBe('today tomorrow clock-back')
})

test('a purged segment is read from its clear headers alone', () => {
  const folder = freshFolder()
  write(folder, ['a', 'b'])
  write(folder, ['c'])
  const ring = openKeyRing(files, folder, 'practice', 'practice-1' as StationId, [master])
  ring.purgeSegments([{ segment: 1, day: '2026-11-23' }])
  const frames = [...open(folder).read()].flat()
  expect(frames.map(({ frame, event }) => [frame, event === null])).toEqual([
    [1, true],
    [2, true],
    [3, false],
  ])
})

test('reading begins behind a position and refuses one that is not of this journal', () => {
  const folder = freshFolder()
  const first = open(folder).journal
  first.append([failedSignIn('a')])
  const position = first.position()
  first.append([failedSignIn('b')])
  write(folder, ['c'])
  const journal = { files, folder, realm: 'practice', station: 'practice-1' as StationId } as const
  const ring = openKeyRing(files, folder, 'practice', 'practice-1' as StationId, [master])
  const after = (from: typeof position): string =>
    [...readJournal(journal, ring, from, null)].flat().map(clerkOf).join(' ')
  expect(after(position)).toBe('b c')
  expect(faultOf(() => after({ ...position, hash: 'f'.repeat(64) })).code).toBe('journal.forked')
  expect(faultOf(() => after({ ...position, frame: 9 })).code).toBe('journal.behind')
})

test('a position of an empty journal stands before everything', () => {
  const folder = freshFolder()
  const empty = open(folder).journal.position()
  expect(empty.frame).toBe(0)
  write(folder, ['a'])
  const journal = { files, folder, realm: 'practice', station: 'practice-1' as StationId } as const
  const ring = openKeyRing(files, folder, 'practice', 'practice-1' as StationId, [master])
  expect([...readJournal(journal, ring, empty, null)].flat().map(clerkOf)).toEqual(['a'])
})

describe('bad endings', () => {
  test('a journal that ends before a frame its key ring knows is damage with its frames named', () => {
    const folder = freshFolder()
    const { journal } = open(folder)
    journal.append([failedSignIn('a')])
    journal.append([failedSignIn('b')])
    journal.close()
    const bytes = readFileSync(lastSegment(folder))
    bytes.fill(0, segmentHeaderBytes + (usedBytes(bytes) - segmentHeaderBytes) / 2)
    writeFileSync(lastSegment(folder), bytes)
    expect(faultOf(() => open(folder))).toMatchObject({
      code: 'journal.behind',
      damage: { firstFrame: 2, lastFrame: 2, goodFrame: 1, goodAt: morning },
    })
  })

  test('a witness with another hash for the same frame is another history', () => {
    const folder = freshFolder()
    write(folder, ['a'])
    expect(faultOf(() => open(folder, { witnesses: [{ frame: 1, hash: 'e'.repeat(64) }] })).code).toBe(
      'journal.forked',
    )
  })

  test('a flipped bit in a batch that was fully written is damage, also in its length', () => {
    const folder = freshFolder()
    write(folder, ['a'], ['b'])
    const good = readFileSync(lastSegment(folder))
    for (const offset of [segmentHeaderBytes + 2, usedBytes(good) - 1, usedBytes(good) - 110]) {
      const copy = copyOf(folder)
      const bytes = Buffer.from(good)
      bytes[offset] = (bytes[offset] ?? 0) ^ 4
      writeFileSync(lastSegment(copy), bytes)
      expect(faultOf(() => open(copy)).code).toBe('journal.damaged')
    }
  })

  test('a wiped sector with another batch behind it is damage, never a torn end', () => {
    const folder = freshFolder()
    write(folder, ['a'], ['x'.repeat(1200)], ['c'])
    const bytes = readFileSync(lastSegment(folder))
    bytes.fill(0, 1024, 1536)
    writeFileSync(lastSegment(folder), bytes)
    expect(faultOf(() => open(folder)).code).toBe('journal.damaged')
  })

  test('what was given up is a named gap; everything behind it is read', () => {
    const folder = freshFolder()
    write(folder, ['a'], ['b'], ['c'])
    const bytes = readFileSync(lastSegment(folder))
    const end = usedBytes(bytes)
    bytes.fill(0, segmentHeaderBytes + (end - segmentHeaderBytes) / 3)
    writeFileSync(lastSegment(folder), bytes)
    const witnesses = [{ frame: 3, hash: 'c'.repeat(64) }]
    expect(faultOf(() => open(folder, { witnesses })).code).toBe('journal.behind')
    const ring = openKeyRing(files, folder, 'practice', 'practice-1' as StationId, [master])
    ring.noteLost({ firstFrame: 2, lastFrame: 3, goesOn: null })
    const { journal } = open(folder, { witnesses })
    expect(journal.append([failedSignIn('d')])[0]?.frame).toBe(4)
    expect(namesIn(folder)).toBe('a d')
    expect(namesIn(folder)).toBe('a d')
  })

  test('segments of two histories are named as such', () => {
    const one = freshFolder()
    write(one, ['a'])
    const other = copyOf(one)
    write(one, ['b'])
    write(other, ['c'])
    write(other, ['d'])
    cpSync(lastSegment(other), join(one, 'segments', '00000003.segment'))
    expect(faultOf(() => open(one)).code).toBe('journal.forked')
  })

  test('a format from the future is refused by name', () => {
    const folder = freshFolder()
    write(folder, ['a'])
    const bytes = readFileSync(lastSegment(folder))
    bytes.write('WCJ2', 'latin1')
    writeFileSync(lastSegment(folder), bytes)
    expect(faultOf(() => open(folder))).toMatchObject({ code: 'journal.too-new' })
  })

  test("another station's segment is foreign", () => {
    const folder = freshFolder()
    write(folder, ['a'])
    const bytes = readFileSync(lastSegment(folder))
    const read = readSegmentHeader(bytes)
    if (read.kind !== 'good') throw new Error('the header must be good')
    encodeSegmentHeader({ ...read.header, station: 'other-2' as StationId }).copy(bytes)
    writeFileSync(lastSegment(folder), bytes)
    expect(faultOf(() => open(folder)).code).toBe('journal.foreign')
  })

  test('a key ring changed by hand, or gone, is named', () => {
    const folder = freshFolder()
    write(folder, ['a'])
    const ring = join(folder, 'key-ring.json')
    const text = readFileSync(ring, 'utf8')
    writeFileSync(ring, text.replace('"frame":0', '"frame":5'))
    expect(faultOf(() => open(folder)).code).toBe('key-ring.damaged')
    rmSync(ring)
    expect(faultOf(() => open(folder)).code).toBe('key-ring.damaged')
  })
})

test('after a failed write nothing is ever acknowledged again', () => {
  const folder = freshFolder()
  const { journal } = open(folder)
  journal.append([failedSignIn('a')])
  journal.close()
  expect(() => journal.append([failedSignIn('b')])).toThrow('journal.cannot-write')
})
