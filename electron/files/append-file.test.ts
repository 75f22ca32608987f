import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { files } from './files'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wallet-files-'))
  path = join(folder, '00000001.segment')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('createAppend', () => {
  it('preallocates zeros that take real space, for its owner only', () => {
    const file = files.createAppend(path, 2_500_000)
    const stat = statSync(path)
    expect(file.size).toBe(2_500_000)
    expect(stat.size).toBe(2_500_000)
    expect(stat.blocks * 512).toBeGreaterThanOrEqual(2_500_000)
    expect(stat.mode & 0o777).toBe(0o600)
    expect(readFileSync(path).every((byte) => byte === 0)).toBe(true)
    file.close()
  })

  it('writes where it is told and grows beyond its first size', () => {
    const file = files.createAppend(path, 8)
    file.writeAt(Uint8Array.of(1, 2, 3), 2)
    expect(file.size).toBe(8)
    file.writeAt(Uint8Array.of(9, 9), 8)
    file.datasync()
    expect(file.size).toBe(10)
    file.close()
    expect([...readFileSync(path)]).toEqual([0, 0, 1, 2, 3, 0, 0, 0, 9, 9])
  })

  it('refuses a path that is taken and leaves it alone', () => {
    writeFileSync(path, 'earlier')
    expect(() => files.createAppend(path, 8)).toThrow(expect.objectContaining({ code: 'EEXIST' }))
    expect(readFileSync(path, 'utf8')).toBe('earlier')
  })

  it('throws in a folder that is not there', () => {
    expect(() => files.createAppend(join(folder, 'no', 'file'), 8)).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    )
  })

  it('takes nothing after its close, and a second close is fine', () => {
    const file = files.createAppend(path, 8)
    file.close()
    file.close()
    expect(() => file.writeAt(Uint8Array.of(1), 0)).toThrow(/closed/)
    expect(() => file.datasync()).toThrow(/closed/)
    expect([...readFileSync(path)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  })
})
