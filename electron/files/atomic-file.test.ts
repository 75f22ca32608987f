import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { files } from './files'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wallet-files-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('writeAtomic', () => {
  it('creates a file for its owner only and leaves no other file', () => {
    const path = join(folder, 'slip.pdf')
    files.writeAtomic(path, bytes('钱包'))
    expect(readFileSync(path, 'utf8')).toBe('钱包')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['slip.pdf'])
  })

  it('replaces longer content whole', () => {
    const path = join(folder, 'ring.json')
    files.writeAtomic(path, bytes('a much longer first content'))
    files.writeAtomic(path, bytes('short'))
    expect(readFileSync(path, 'utf8')).toBe('short')
  })

  it('gives the path another file instead of changing the one there', () => {
    const path = join(folder, 'ring.json')
    files.writeAtomic(path, bytes('old'))
    const before = statSync(path).ino
    files.writeAtomic(path, bytes('new'))
    expect(statSync(path).ino).not.toBe(before)
  })

  it('overwrites what a power cut left of an earlier try', () => {
    const path = join(folder, 'ring.json')
    writeFileSync(`${path}.part`, 'half of something much longer than the new content')
    files.writeAtomic(path, bytes('whole'))
    expect(readFileSync(path, 'utf8')).toBe('whole')
    expect(readdirSync(folder)).toEqual(['ring.json'])
  })

  it('throws where it cannot write and leaves what was there', () => {
    const path = join(folder, 'taken')
    mkdirSync(path)
    writeFileSync(join(path, 'inside'), 'stays')
    expect(() => files.writeAtomic(path, bytes('x'))).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
    expect(readFileSync(join(path, 'inside'), 'utf8')).toBe('stays')
    expect(readdirSync(folder)).toEqual(['taken'])
    expect(() => files.writeAtomic(join(folder, 'missing', 'file'), bytes('x'))).toThrow(/ENOENT/)
  })
})

describe('remove', () => {
  it('removes a file, and one that is not there is fine', () => {
    const path = join(folder, 'old')
    writeFileSync(path, 'x')
    files.remove(path)
    files.remove(path)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('makeFolder', () => {
  it('makes all parents for their owner only, once or again', () => {
    const path = join(folder, 'practice', 'journal', 'segments')
    files.makeFolder(path)
    files.makeFolder(path)
    expect(statSync(path).isDirectory()).toBe(true)
    expect(statSync(join(folder, 'practice')).mode & 0o777).toBe(0o700)
  })

  it('throws where a file stands in the way', () => {
    writeFileSync(join(folder, 'practice'), 'x')
    expect(() => files.makeFolder(join(folder, 'practice', 'journal'))).toThrow(/ENOTDIR|EEXIST/)
  })
})

describe('setAside', () => {
  it('renames a whole folder and never covers an earlier one', () => {
    const path = join(folder, 'journal')
    const asides = ['first', 'second', 'third'].map((text) => {
      mkdirSync(path)
      writeFileSync(join(path, 'frame'), text)
      return files.setAside(path, 'revision-1')
    })
    expect(asides).toEqual(['', '-2', '-3'].map((end) => `${path}.revision-1${end}`))
    expect(asides.map((aside) => readFileSync(join(aside, 'frame'), 'utf8'))).toEqual([
      'first',
      'second',
      'third',
    ])
    expect(readdirSync(folder)).not.toContain('journal')
  })
})
