import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { JournalEvent } from '../../../shared/domain/events'
import type { StationId } from '../../../shared/domain/ids'
import { JournalFault } from './fault'
import { isOfOtherRevision, openJournal } from './journal'
import type { OpenedJournal } from './journal'
import { encodeSegmentHeader, readBatches, readSegmentHeader, segmentHeaderBytes } from './segment'

const master = Buffer.alloc(32, 7)
const station = 'practice-1' as StationId
const clock = { now: () => 1_780_000_000_000 }
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'))
  folders.push(folder)
  return folder
}

function open(folder: string, key: Buffer = master): OpenedJournal {
  return openJournal(folder, 'practice', station, 1, key, clock)
}

/** Opens, appends one batch per list, closes; gives back the events acknowledged. */
function write(folder: string, ...batches: readonly (readonly string[])[]): void {
  const { journal } = open(folder)
  for (const batch of batches) journal.append(batch.map(failedSignIn))
  journal.close()
}

function failedSignIn(clerk: string): JournalEvent {
  return { type: 'sign-in-failed', clerk }
}

function namesIn(folder: string): string[] {
  const { journal, events } = open(folder)
  journal.close()
  return events.map(({ event }) => (event.type === 'sign-in-failed' ? event.clerk : event.type))
}

function lastSegment(folder: string): string {
  const segments = join(folder, 'segments')
  return join(segments, readdirSync(segments).sort().at(-1) ?? '')
}

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
  const { journal, events } = open(folder)
  expect(events.map(({ frame }) => frame)).toEqual([1, 2, 3, 4])
  expect(journal.append([failedSignIn('e')])[0]?.frame).toBe(5)
  journal.close()
  expect(namesIn(folder)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('no name stands readable in the segments, and another master key opens nothing', () => {
  const folder = freshFolder()
  write(folder, ['a-very-recognisable-name'])
  expect(readFileSync(lastSegment(folder)).includes('a-very-recognisable-name')).toBe(false)
  expect(() => open(folder, Buffer.alloc(32, 8))).toThrow(JournalFault)
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
  const beforeB = usedBytes(readFileSync(lastSegment(folder)))
  write(folder, ['b'])
  const lost = lastSegment(folder)
  write(folder, ['c'])
  // The power cut took the sectors of b's own segment that were never synced; the copy in the next one was.
  const bytes = readFileSync(lost)
  const start = segmentHeaderBytes + (beforeB - segmentHeaderBytes)
  bytes.fill(0, start)
  writeFileSync(lost, bytes)
  expect(namesIn(folder)).toEqual(['a', 'b', 'c'])
})

test('truncated to zeros at any byte: the last batch is there whole or not at all, or damage is named', () => {
  const folder = freshFolder()
  write(folder, ['first'], ['x'.repeat(700), 'last'])
  const path = lastSegment(folder)
  const good = readFileSync(path)
  const end = usedBytes(good)
  const seen = new Set<string>()
  for (let cut = segmentHeaderBytes; cut <= end; cut += 131) {
    const copy = freshFolder()
    cpSync(folder, copy, { recursive: true })
    const torn = Buffer.from(good)
    torn.fill(0, cut)
    writeFileSync(lastSegment(copy), torn)
    try {
      seen.add(
        namesIn(copy)
          .map((name) => name.slice(0, 5))
          .join(' '),
      )
    } catch (error) {
      expect(error).toBeInstanceOf(JournalFault)
      seen.add('damaged')
    }
    rmSync(copy, { recursive: true })
    folders.pop()
  }
  expect([...seen].every((names) => ['', 'first', 'damaged', 'first xxxxx last'].includes(names))).toBe(true)
  expect(seen.has('first')).toBe(true)
})

test('one flipped bit anywhere never folds an altered event', () => {
  const folder = freshFolder()
  write(folder, ['first'], ['second'])
  const path = lastSegment(folder)
  const good = readFileSync(path)
  let damaged = 0
  for (let offset = 0; offset < usedBytes(good); offset += 83) {
    const copy = freshFolder()
    cpSync(folder, copy, { recursive: true })
    const flipped = Buffer.from(good)
    flipped[offset] = (flipped[offset] ?? 0) ^ 1
    writeFileSync(lastSegment(copy), flipped)
    try {
      expect(['first second', 'first', '']).toContain(namesIn(copy).join(' '))
    } catch (error) {
      expect(error).toBeInstanceOf(JournalFault)
      damaged += 1
    }
    rmSync(copy, { recursive: true })
    folders.pop()
  }
  expect(damaged).toBeGreaterThan(5)
})

test('zeros from any byte on, or one flipped bit at any byte: no batch is ever read in part or altered', () => {
  const folder = freshFolder()
  write(folder, ['first'], ['x'.repeat(700), 'last'], ['end'])
  const whole = readFileSync(lastSegment(folder))
  const end = usedBytes(whole)
  const good = whole.subarray(0, end + 600)
  const read = readSegmentHeader(good)
  if (read.kind !== 'good') throw new Error('the header must be good')
  const { header } = read
  const hashes = readBatches(good, header).batches.map(({ hashAfter }) => hashAfter.toString('hex'))
  expect(hashes).toHaveLength(3)
  const ends = new Set<string>()
  for (let at = segmentHeaderBytes; at < end; at++) {
    for (const change of ['zeros', 'flip'] as const) {
      const bytes = Buffer.from(good)
      if (change === 'zeros') bytes.fill(0, at)
      else bytes[at] = (bytes[at] ?? 0) ^ 0x10
      const after = readBatches(bytes, header)
      const seen = after.batches.map(({ hashAfter }) => hashAfter.toString('hex'))
      expect(seen).toEqual(hashes.slice(0, seen.length))
      if (!bytes.equals(good)) expect(seen.length).toBeLessThan(3)
      ends.add(`${change} ${after.end}`)
    }
  }
  expect(ends).toContain('zeros torn')
  expect(ends).toContain('flip damaged')
})

test('a folder of another revision of format 0 is named, never read', () => {
  const folder = freshFolder()
  write(folder, ['a'])
  expect(isOfOtherRevision(folder)).toBe(false)
  const bytes = readFileSync(lastSegment(folder))
  const read = readSegmentHeader(bytes)
  if (read.kind !== 'good') throw new Error('the header must be good')
  encodeSegmentHeader({ ...read.header, revision: read.header.revision + 1 }).copy(bytes)
  writeFileSync(lastSegment(folder), bytes)
  expect(isOfOtherRevision(folder)).toBe(true)
  expect(() => open(folder)).toThrow('journal.too-new')
})

test('after a failed write nothing is ever acknowledged again', () => {
  const folder = freshFolder()
  const { journal } = open(folder)
  journal.append([failedSignIn('a')])
  journal.close()
  expect(() => journal.append([failedSignIn('b')])).toThrow('journal.cannot-write')
  expect(() => journal.append([failedSignIn('c')])).toThrow('an earlier sync failed')
})
