import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exitCodeOf, words } from './findings.mjs'
import type { Finding } from './findings.mjs'
import type { Secret } from './keys.mjs'
import { day, dayMs, findingsIn, frame, noon } from './testing/small-frames'
import { SmallJournal } from './testing/small-journal'

// Each finding is provoked at least once, mostly by journals that the counter itself never writes.

const program = path.resolve(import.meta.dirname, '../journal.mjs')
const operationId = '0198c0de-0000-7000-8000-000000000001'
const call = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' })

let folder = ''
let small: SmallJournal
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'findings-'))
  small = new SmallJournal(folder)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const seen = new Set<string>()

function findingsOf(secret?: Secret): Finding[] {
  const findings = findingsIn(folder, secret)
  for (const { code } of findings) seen.add(code)
  return findings
}

const codesOf = (secret?: Secret): string[] => findingsOf(secret).map(({ code }) => code)

/** Two days with a frame or two each. */
function twoDays(): void {
  small.segment(1, day, [[frame('a'), frame('b')], [frame('c')]])
  small.segment(2, '2026-11-21', [[frame('d', noon + dayMs)]])
}

const edit = (name: string, change: (text: string) => string): void => {
  const file = path.join(folder, name)
  writeFileSync(file, change(readFileSync(file, 'latin1')), 'latin1')
}

test('a journal by another writer is good', () => {
  twoDays()
  small.segment(3, '2026-11-21', [
    [{ at: noon + dayMs, code: 32, operationId, event: { type: 'operation-withdrawn', operationId } }],
  ])
  small.snapshot(small.tail)
  small.seal()
  expect(codesOf()).toEqual([])
})

describe('segments', () => {
  test('damaged head, and the frames that are out of reach behind it', () => {
    twoDays()
    small.seal()
    const bytes = readFileSync(small.segmentPath(1))
    bytes[40] = (bytes[40] ?? 0) ^ 1
    writeFileSync(small.segmentPath(1), bytes)
    expect(findingsOf()).toEqual([
      { code: 'segment.header-damaged', file: '00000001.segment', first: 1, last: null },
      { code: 'chain.gap', file: '00000002.segment', first: 1, last: 3 },
    ])
  })

  test('another format is refused by name, and is not damage', () => {
    twoDays()
    small.segment(3, '2026-11-21', [], { format: 2 })
    small.seal({ ring: { head: { frame: 9, hash: '0'.repeat(64) } } })
    const findings = findingsOf()
    expect(findings.map(({ code }) => code)).toEqual(['segment.other-format'])
    expect(exitCodeOf(findings)).toBe(2)
  })

  test('shorter than it was made', () => {
    twoDays()
    small.seal()
    truncateSync(small.segmentPath(2), 4000)
    expect(codesOf()).toEqual(['segment.too-short'])
  })

  test.each([0, 4096])('an opening that never finished, %i zeros', (size) => {
    twoDays()
    small.seal()
    writeFileSync(small.segmentPath(3), Buffer.alloc(size))
    expect(codesOf()).toEqual(['segment.unfinished'])
  })

  test('a frame of another day, and one before the one before it', () => {
    small.segment(1, day, [[frame('a'), frame('b', noon - 1)], [frame('c', noon + dayMs)]])
    small.seal()
    expect(findingsOf().map(({ code, first }) => [code, first])).toEqual([
      ['time.backwards', 2],
      ['segment.wrong-day', 3],
    ])
  })

  test.each([{ station: 'practice-2' }, { realm: 'live' }])("another's file: %o", (whose) => {
    twoDays()
    small.segment(3, '2026-11-21', [], whose)
    small.seal()
    expect(codesOf()).toEqual(['segment.foreign'])
  })

  test('a head that does not agree with what it repeats', () => {
    const first = small.segment(1, day, [[frame('a')]])
    const before = { firstFrame: 1, hashBefore: '0'.repeat(64) }
    const copy = first.subarray(512, 512 + 1 + 92 + '{"clerk":"a","type":"sign-in-failed"}'.length)
    const add = (number: number, head: Readonly<Record<string, number>>): void => {
      const made = small.segment(number, day, [], { ...before, ...head })
      copy.copy(made, 512)
      writeFileSync(small.segmentPath(number), made)
    }
    add(2, { repeats: 1, repeatsFrom: 1 })
    small.seal()
    expect(codesOf()).toEqual([])
    add(2, { repeats: 2, repeatsFrom: 1 })
    expect(codesOf()).toEqual(['segment.header-wrong'])
    add(2, { repeats: 1, repeatsFrom: 2 })
    expect(codesOf()).toEqual(['segment.header-wrong'])
    add(2, { repeats: 0, repeatsFrom: 0 })
    expect(codesOf()).toEqual(['chain.fork'])
  })
})

describe('the chain', () => {
  test('torn at the end is a note, damaged anywhere is not', () => {
    small.segment(1, day, [[frame('a')], [frame('x'.repeat(2000))]])
    small.seal({ ring: { head: { frame: 1, hash: first() } } })
    const whole = readFileSync(small.segmentPath(1))
    writeFileSync(small.segmentPath(1), Buffer.concat([whole.subarray(0, 1536), Buffer.alloc(2560)]))
    expect(codesOf()).toEqual(['batch.torn'])
    const bad = Buffer.from(whole)
    bad[700] = (bad[700] ?? 0) ^ 1
    writeFileSync(small.segmentPath(1), bad)
    expect(codesOf()).toEqual(['batch.damaged'])
  })

  /** hash[1], as it stands behind the first frame's text and tag. */
  function first(): string {
    const bytes = readFileSync(small.segmentPath(1))
    const end = 512 + bytes.readUIntBE(513, 3)
    return bytes.toString('hex', end - 32, end)
  }

  test('a segment is missing', () => {
    twoDays()
    small.segment(3, '2026-11-21', [[frame('e', noon + dayMs)]])
    small.seal()
    rmSync(small.segmentPath(2))
    expect(findingsOf()).toEqual([{ code: 'chain.gap', file: '00000003.segment', first: 4, last: 4 }])
  })

  test('frames that were given up', () => {
    small.segment(1, day, [[frame('a')]])
    const { hash } = small.tail
    small.tail = { number: 5, hash }
    small.segment(2, day, [[frame('b')]], { gap: { firstFrame: 2, lastFrame: 5 } })
    small.seal()
    const findings = findingsOf()
    expect(findings).toEqual([{ code: 'chain.given-up', file: '00000002.segment', first: 2, last: 5 }])
    expect(exitCodeOf(findings)).toBe(0)
  })

  test('two copies that both went on are mixed', () => {
    twoDays()
    const { tail } = small
    small.segment(3, '2026-11-21', [[frame('here', noon + dayMs)]])
    small.tail = tail
    small.segment(4, '2026-11-21', [[frame('there', noon + dayMs)]])
    small.seal()
    expect(codesOf()).toContain('chain.fork')
  })

  test('a file under another number', () => {
    twoDays()
    small.seal()
    cpSync(small.segmentPath(2), small.segmentPath(3))
    rmSync(small.segmentPath(2))
    expect(findingsOf()).toEqual([
      { code: 'chain.fork', file: '00000003.segment', detail: 'made as segment 2' },
    ])
  })

  test('the end is missing: key ring, snapshot and manifest each know better', () => {
    twoDays()
    const before = small.tail
    small.segment(3, '2026-11-21', [[frame('e', noon + dayMs)]])
    small.snapshot(small.tail)
    small.seal()
    rmSync(small.segmentPath(3))
    const missing = { code: 'chain.behind', first: 5, last: 5 }
    expect(findingsOf()).toEqual([{ ...missing, detail: 'key-ring.json, 0000000005.snapshot' }])
    small.seal({ ring: { head: { frame: before.number, hash: before.hash.toString('hex') } } })
    expect(findingsOf()).toEqual([{ ...missing, detail: '0000000005.snapshot' }])
  })

  test('a witness, in the middle of a batch too, that knows another history', () => {
    twoDays()
    small.snapshot({ number: 1, hash: randomBytes(32) })
    small.seal()
    expect(findingsOf()).toEqual([
      { code: 'chain.fork', file: '00000001.segment', first: 1, last: 1, detail: '0000000001.snapshot' },
    ])
  })

  test('an event of a later version is refused by name', () => {
    small.segment(1, day, [[frame('a'), { ...frame('b'), code: 999 }]])
    small.seal()
    const findings = findingsOf()
    expect(findings).toEqual([
      { code: 'event.unknown', file: '00000001.segment', first: 2, last: 2, detail: '999' },
    ])
    expect(exitCodeOf(findings)).toBe(2)
  })
})

describe('keys', () => {
  test('what a frame holds is not what its clear header says', () => {
    small.segment(1, day, [
      [
        { ...frame('a'), code: 3 },
        { ...frame('b'), operationId },
      ],
    ])
    small.seal()
    expect(findingsOf().map(({ code, detail }) => [code, detail])).toEqual([
      ['frame.content-wrong', 'type'],
      ['frame.content-wrong', 'operation id'],
    ])
  })

  test('another key, or none, for a segment; neighbours are one finding', () => {
    twoDays()
    small.keys.set('segment/1', randomBytes(32))
    small.keys.delete('segment/2')
    small.seal()
    expect(findingsOf().map(({ code, first, last }) => [code, first, last])).toEqual([
      ['frame.does-not-open', 1, 3],
      ['ring.no-key', 4, 4],
    ])
  })

  test('a purged day is good; its key still there is not', () => {
    twoDays()
    small.purged.push({ segment: 1, day })
    small.seal()
    expect(codesOf()).toEqual(['purge.key-kept'])
    small.keys.delete('segment/1')
    small.seal()
    expect(codesOf()).toEqual([])
  })

  test('key ring gone, cut, or changed', () => {
    twoDays()
    small.seal()
    edit('journal/key-ring.json', (text) => text.replace('"place":null', '"place":{}'))
    expect(codesOf()).toEqual(['ring.damaged'])
    edit('journal/key-ring.json', (text) => text.slice(0, 100))
    expect(codesOf()).toContain('ring.damaged')
    rmSync(path.join(folder, 'journal/key-ring.json'))
    expect(codesOf()).toContain('ring.missing')
  })

  test('master key file cut, changed, or of another key', () => {
    twoDays()
    small.seal()
    const file = path.join(folder, 'keys/master-key.json')
    const good = readFileSync(file)
    edit('keys/master-key.json', (text) => text.replace('1795132800000', '1795132800001'))
    expect(codesOf()).toEqual(['master.damaged'])
    writeFileSync(file, good.subarray(0, 50))
    expect(codesOf()).toEqual(['master.damaged', 'key.none'])
    small.sealMaster({ by: 'practice', key: randomBytes(32).toString('base64') })
    expect(codesOf()).toEqual(['master.damaged', 'key.none'])
    const other = new SmallJournal(path.join(folder, 'other'))
    other.seal()
    cpSync(path.join(other.folder, 'keys'), path.join(folder, 'keys'), { recursive: true })
    expect(codesOf()).toEqual(['key.other'])
  })

  test('a live counter: passphrase, key file, neither, and a key in the clear', () => {
    small = new SmallJournal(folder, { realm: 'live', station: 'station-1' })
    twoDays()
    small.seal({ passphrase: 'four words make one' })
    expect(codesOf()).toEqual(['key.none'])
    expect(codesOf({ passphrase: 'four words make two', key: null })).toEqual(['key.wrong-passphrase'])
    // wide letters and a stray space, as an input method leaves them
    expect(codesOf({ passphrase: ' ｆour words make one', key: null })).toEqual([])
    const keyFile = path.join(folder, 'key.txt')
    for (const text of [small.keyText(), small.master.toString('hex'), small.master.toString('base64')]) {
      writeFileSync(keyFile, `${text}\n`)
      expect(call('verify', folder, '--key-file', keyFile).stdout).toContain('账本完好')
    }
    writeFileSync(keyFile, 'no key')
    expect(call('verify', folder, '--key-file', keyFile).status).toBe(2)
    small.sealMaster(small.practiceWrap())
    expect(codesOf()).toEqual(['master.in-the-clear'])
  })
})

test('snapshots that are passed over cost nothing', () => {
  twoDays()
  const image = small.snapshot(small.tail)
  small.seal()
  const good = readFileSync(image)
  for (const harm of [
    (bytes: Buffer) => bytes.subarray(0, -1),
    (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)]),
    (bytes: Buffer) => bytes.fill(0, 900_000, 900_016),
    (bytes: Buffer) => bytes.fill(0, 1000, 1001 + 15),
    (bytes: Buffer) => bytes.subarray(0, 20),
  ]) {
    writeFileSync(image, harm(Buffer.from(good)))
    const findings = findingsOf()
    expect(findings.map(({ code }) => code)).toEqual(['snapshot.unreadable'])
    expect(exitCodeOf(findings)).toBe(0)
  }
})

test('files kept apart are named', () => {
  mkdirSync(path.join(folder, 'journal/quarantine'))
  writeFileSync(path.join(folder, 'journal/quarantine/20261120-1-00000001.segment'), 'x')
  expect(codesOf()).toEqual(['quarantine.present'])
})

test('a backup is what its manifest says', () => {
  twoDays()
  small.seal()
  const paths = ['journal/segments/00000001.segment', 'journal/segments/00000002.segment']
  const manifest = (more: object): void => {
    const files = paths.map((name) => ({
      path: name,
      sha256: createHash('sha256')
        .update(readFileSync(path.join(folder, name)))
        .digest('hex'),
    }))
    const { number, hash } = small.tail
    const content = { format: 1, frame: number, hash: hash.toString('hex'), files, ...more }
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(content))
  }
  manifest({})
  expect(codesOf()).toEqual([])
  manifest({ frame: small.tail.number + 1 })
  expect(codesOf()).toEqual(['chain.behind'])
  manifest({
    files: [{ path: paths[0], sha256: '0'.repeat(64) }, { path: 'journal/segments/00000009.segment' }],
  })
  expect(codesOf()).toEqual(['backup.file-changed', 'backup.file-missing'])
  manifest({ files: null })
  expect(codesOf()).toEqual(['backup.manifest-damaged'])
  const papers = [{ path: 'attachments/00000000-0000-4000-8000-000000000000.sealed', sha256: '0'.repeat(64) }]
  manifest({ format: 2, files: papers })
  expect(codesOf()).toEqual(['backup.file-missing'])
  manifest({ format: 3 })
  expect(codesOf()).toEqual(['backup.other-format'])
})

// the list is closed both ways; two are the program's own (program.test.ts)
afterAll(() => {
  const all = [...seen, 'clock.behind', 'folder.read-only']
  expect(all.sort()).toEqual(Object.keys(words).sort())
})
