import { execFileSync, spawnSync } from 'node:child_process'
import {
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventCode, eventTypeOf } from '../../electron/core/journal/event-codes'
import { JournalFault } from '../../electron/core/journal/fault'
import { openKeyRing } from '../../electron/core/journal/key-ring'
import { readJournal } from '../../electron/core/journal/read-journal'
import { files } from '../../electron/files/files'
import type { JournalEventType } from '../../shared/domain/events'
import type { StationId } from '../../shared/domain/ids'
import { eventTypes } from './event-types.mjs'
import { exitCodeOf, words } from './findings.mjs'
import type { Finding } from './findings.mjs'
import { readMasters } from './keys.mjs'
import { walk } from './walk.mjs'

// The verifier was written from docs/journal-format.md; the product's reader from the code that writes. Here both read
// the same bytes, good and bad, and must say the same.

const golden = path.resolve(import.meta.dirname, '../../electron/core/journal/golden')
const expected = JSON.parse(readFileSync(path.join(golden, 'expected.json'), 'utf8')) as {
  frames: (readonly [number, string, string | null])[]
  findings: string[]
  head: string
}
const program = path.resolve(import.meta.dirname, '../journal.mjs')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'verify-'))
  for (const part of ['journal', 'keys'])
    cpSync(path.join(golden, part), path.join(folder, part), { recursive: true })
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const segment = (number: number): string =>
  path.join(folder, 'journal/segments', `0000000${String(number)}.segment`)

interface Read {
  readonly frames: readonly (readonly [number, string, string | null])[]
  readonly findings: readonly Finding[]
  readonly hash: string
}

function byVerifier(): Read {
  const frames: [number, string, string | null][] = []
  const findings: Finding[] = []
  const { hash } = walk(
    folder,
    { passphrase: null, key: null },
    {
      found: (one) => findings.push(one),
      frame: ({ number, code }, event) =>
        frames.push([
          number,
          eventTypes.get(code) ?? '?',
          event === null || event === 'purged' ? null : event.toString('utf8'),
        ]),
    },
  )
  return { frames, findings, hash }
}

/** The product's own reader; a code where it refuses. */
function byProduct(): Read['frames'] | string {
  const { masters } = readMasters(folder, { passphrase: null, key: null })
  const journal = path.join(folder, 'journal')
  const station = 'practice-1' as StationId
  try {
    const ring = openKeyRing(
      files,
      journal,
      'practice',
      station,
      [...masters].map(([id, key]) => ({ id, key })),
    )
    const head = ring.head()
    const frames = [
      ...readJournal({ files, folder: journal, realm: 'practice', station }, ring, null, null),
    ].flat()
    if (head !== null && head.frame > (frames.at(-1)?.frame ?? 0)) return 'journal.behind'
    return frames.map(({ frame, type, event }) => [
      frame,
      type,
      event === null ? null : JSON.stringify(event),
    ])
  } catch (error) {
    if (error instanceof JournalFault) return error.code
    throw error
  }
}

const outcome = ({ findings }: Read): 'good' | 'refused' => (exitCodeOf(findings) === 0 ? 'good' : 'refused')
const productOutcome = (read: ReturnType<typeof byProduct>): 'good' | 'refused' =>
  typeof read === 'string' ? 'refused' : 'good'

test('both know the same event codes', () => {
  for (const [code, type] of eventTypes) expect(eventTypeOf(code)).toBe(type)
  for (let code = 0; code < 200; code++) expect(eventTypes.get(code) ?? null).toBe(eventTypeOf(code))
  expect([...eventTypes].every(([code, type]) => eventCode(type as JournalEventType) === code)).toBe(true)
})

test('every finding has words in both languages and a next step', () => {
  for (const one of Object.values(words)) {
    for (const text of [one['zh-CN'], one.en, one.next['zh-CN'], one.next.en])
      expect(text.trim()).not.toBe('')
  }
})

test('the golden files of format 1 are read the same by both, for ever', () => {
  const read = byVerifier()
  expect(read.frames).toEqual(expected.frames)
  expect(read.findings.map(({ code }) => code)).toEqual(expected.findings)
  expect(read.hash).toBe(expected.head)
  expect(byProduct()).toEqual(expected.frames)
})

describe('damage', () => {
  const unaltered = new Set(expected.frames.map((frame) => JSON.stringify(frame)))

  /** No altered frame is handed out, and both readers agree. */
  function expectHonest(what: string): 'good' | 'refused' {
    const read = byVerifier()
    const altered = read.frames.filter((frame) => frame[2] !== null && !unaltered.has(JSON.stringify(frame)))
    expect(altered, what).toEqual([])
    expect(productOutcome(byProduct()), what).toBe(outcome(read))
    return outcome(read)
  }

  /** Behind the last good batch of the last segment: what was torn there was never acknowledged. */
  const tornFrom =
    512 + (readFileSync(path.join(golden, 'journal/segments/00000005.segment')).readUIntBE(513, 3) + 1)

  /** Over what is there: a file made anew each time waits for the disk. */
  function put(number: number, bytes: Buffer, offset: number): void {
    const file = openSync(segment(number), 'r+')
    writeSync(file, bytes, 0, bytes.length, offset)
    closeSync(file)
  }

  const usedEnd = (bytes: Buffer): number => bytes.findLastIndex((byte) => byte !== 0) + 1

  test('one flipped bit at every byte of every segment', { timeout: 120_000 }, () => {
    const seen = { good: 0, refused: 0 }
    for (let number = 1; number <= 5; number++) {
      const good = readFileSync(segment(number))
      const used = usedEnd(good)
      // the zeros behind what is in use are all alike
      for (let offset = 0; offset < good.length; offset += offset < used + 64 ? 1 : 61) {
        const byte = good[offset] ?? 0
        put(number, Buffer.of(byte ^ (1 << ((offset * 7) % 8))), offset)
        const what = `segment ${String(number)}, byte ${String(offset)}`
        const outcome = expectHonest(what)
        seen[outcome] += 1
        if (outcome === 'good') expect(offset >= (number === 5 ? tornFrom : used), what).toBe(true)
        put(number, Buffer.of(byte), offset)
      }
      expect(readFileSync(segment(number)).equals(good)).toBe(true)
    }
    expect(seen.refused).toBeGreaterThan(4_000)
  })

  test('zeros from every byte on, and lengths', { timeout: 120_000 }, () => {
    for (let number = 1; number <= 5; number++) {
      const good = readFileSync(segment(number))
      const used = usedEnd(good)
      for (let offset = 0; offset < used + 2; offset++) {
        put(number, Buffer.from(good).fill(0, offset), 0)
        expectHonest(`segment ${String(number)}, zeros from ${String(offset)}`)
      }
      put(number, good, 0)
      // the same rule for every length: shorter than it was made
      const shorter = Array.from({ length: good.length }, (_, length) => length).filter(
        (length) => (length >= 500 && length <= 560) || length % 41 === 0,
      )
      for (const length of shorter.reverse()) {
        truncateSync(segment(number), length)
        const outcome = expectHonest(`segment ${String(number)}, ${String(length)} bytes`)
        if (length >= 512) expect(outcome).toBe('refused')
      }
      writeFileSync(segment(number), good)
    }
  })

  test.each([
    ['ring.damaged', () => edit('journal/key-ring.json', (text) => text.replace('"frame":11', '"frame":12'))],
    ['ring.damaged', () => edit('journal/key-ring.json', (text) => text.slice(0, 50))],
    ['ring.missing', () => rmSync(path.join(folder, 'journal/key-ring.json'))],
    ['chain.gap', () => rmSync(segment(2))],
    ['chain.behind', () => [4, 5].forEach((number) => rmSync(segment(number)))],
    ['chain.fork', () => cpSync(segment(2), segment(6))],
    [
      'segment.other-format',
      () => edit('journal/segments/00000003.segment', (text) => text.replace('WCJ1', 'WCJ2')),
    ],
    ['segment.unfinished', () => writeFileSync(path.join(folder, 'journal/segments/00000006.segment'), '')],
    ['key.none', () => rmSync(path.join(folder, 'keys'), { recursive: true })],
    ['quarantine.present', () => keepApart()],
  ] as const)('%s is named', (code, harm) => {
    harm()
    expect(byVerifier().findings.map((one) => one.code)).toContain(code)
  })

  function edit(name: string, change: (text: string) => string): void {
    const file = path.join(folder, name)
    writeFileSync(file, change(readFileSync(file, 'latin1')), 'latin1')
  }

  function keepApart(): void {
    mkdirSync(path.join(folder, 'journal/quarantine'))
    cpSync(segment(1), path.join(folder, 'journal/quarantine/20261120-1-00000001.segment'))
  }
})

describe('the program', () => {
  const call = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })

  test('verify says good, damaged, or that it cannot tell, also for machines', () => {
    const good = call('verify', folder, '--json')
    expect([good.status, (JSON.parse(good.stdout) as { ok: boolean }).ok]).toEqual([0, true])
    rmSync(segment(2))
    const bad = call('verify', folder)
    expect(bad.status).toBe(1)
    expect(bad.stdout).toContain('chain.gap')
    expect(bad.stdout).toContain('中间少了记录')
    expect(call('verify', path.join(folder, 'keys')).status).toBe(2)
    expect(call('rubbish', folder).status).toBe(2)
    expect(call().stdout).toContain('verify PATH')
  })

  test('list tells segments and totals without any key', () => {
    rmSync(path.join(folder, 'keys'), { recursive: true })
    const { stdout } = call('list', folder, '--frames')
    expect(stdout).toContain('00000004.segment  2026-11-22  frames 10–11')
    expect(stdout).toContain('6  sign-in-failed')
  })

  test('export writes what opens, for its owner only, and never over a file', () => {
    const to = path.join(folder, 'events.jsonl')
    expect(call('export', folder, '--to', to).status).toBe(0)
    expect(statSync(to).mode & 0o777).toBe(0o600)
    const lines = readFileSync(to, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(expected.frames.length)
    expect(lines[0]).toContain('"purged":true')
    expect(call('export', folder, '--to', to).status).toBe(2)
  })

  test('nothing in the folder is touched', () => {
    const before = readdirSync(folder, { recursive: true }).join()
    execFileSync(process.execPath, [program, 'verify', folder])
    expect(readdirSync(folder, { recursive: true }).join()).toBe(before)
  })
})
