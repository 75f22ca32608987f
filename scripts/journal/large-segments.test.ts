import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { day, findingsIn, frame } from './testing/small-frames'
import { SmallJournal } from './testing/small-journal'

let folder = ''
let small: SmallJournal
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'large-segments-'))
  small = new SmallJournal(folder)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const codesOf = (): string[] => findingsIn(folder).map(({ code }) => code)

describe('a segment larger than what is read at once', () => {
  const batches = Array.from({ length: 400 }, (_, index) => [
    frame(`${String(index)} ${'x'.repeat(9000 + index)}`),
  ])

  test('is good, and one bit in it is not', () => {
    const bytes = small.segment(1, day, batches)
    small.seal()
    expect(bytes.length).toBeGreaterThan(3 * 1024 * 1024)
    expect(codesOf()).toEqual([])
    for (const offset of [1024 * 1024, 2 * 1024 * 1024 + 511, bytes.length - 5000]) {
      const bad = Buffer.from(bytes)
      bad[offset] = (bad[offset] ?? 0) ^ 1
      writeFileSync(small.segmentPath(1), bad)
      expect(codesOf()).toEqual(['batch.damaged', 'chain.behind'])
    }
  })

  test('a last batch of megabytes is left out only where a sector of it was never written', () => {
    const large = Array.from({ length: 400 }, (_, index) => frame(`${String(index)} ${'x'.repeat(9000)}`))
    small.segment(1, day, [[frame('a')]])
    const kept = small.tail
    const bytes = small.segment(2, day, [large])
    small.seal({ ring: { head: { frame: 1, hash: kept.hash.toString('hex') } } })
    expect(codesOf()).toEqual([])
    const holed = Buffer.from(bytes).fill(0, 2_097_152, 2_097_664)
    writeFileSync(small.segmentPath(2), holed)
    expect(codesOf()).toEqual(['batch.torn'])
    const bad = Buffer.from(bytes)
    bad[2_097_152] = (bad[2_097_152] ?? 0) ^ 1
    writeFileSync(small.segmentPath(2), bad)
    expect(codesOf()).toEqual(['batch.damaged'])
  })
})
