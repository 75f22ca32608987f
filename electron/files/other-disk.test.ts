import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { otherDisk } from './other-disk'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'other-disk-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('a part is written into a file of the asked size, zeros around it; the file is its owner’s only', async () => {
  const path = join(folder, '00000001.segment')
  await otherDisk.writePart(path, 20, 4, bytes('abc'))
  await otherDisk.writePart(path, 20, 7, bytes('def'))
  expect(readFileSync(path, 'latin1')).toBe(`\0\0\0\0abcdef${'\0'.repeat(10)}`)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  await otherDisk.writePart(path, 10, 0, bytes('x'))
  expect(statSync(path).size).toBe(20)
})

test('a whole file is replaced at once and leaves nothing beside it', async () => {
  const path = join(folder, 'key-ring.json')
  await otherDisk.writeAtomic(path, bytes('a longer first content'))
  const before = await otherDisk.look(path)
  await otherDisk.writeAtomic(path, bytes('short'))
  const after = await otherDisk.look(path)
  expect(readFileSync(path, 'utf8')).toBe('short')
  expect(readdirSync(folder)).toEqual(['key-ring.json'])
  expect(after?.bytes).toBe(5)
  expect(after?.mark).not.toBe(before?.mark)
})

test('a refused write leaves what was there, and says why', async () => {
  mkdirSync(join(folder, 'taken', 'inside'), { recursive: true })
  await expect(otherDisk.writeAtomic(join(folder, 'taken'), bytes('x'))).rejects.toThrow(/EISDIR|ENOTEMPTY/)
  await expect(otherDisk.writeAtomic(join(folder, 'gone', 'file'), bytes('x'))).rejects.toThrow('ENOENT')
  expect(readdirSync(folder)).toEqual(['taken'])
})

test('what is not there is nothing, not a failure', async () => {
  expect(await otherDisk.look(join(folder, 'none'))).toBeNull()
  expect(await otherDisk.list(join(folder, 'none'))).toEqual([])
  await otherDisk.remove(join(folder, 'none'))
})

test('reading gives what is there, fewer bytes where the file ends', async () => {
  const path = join(folder, 'file')
  writeFileSync(path, 'abcdef')
  expect((await otherDisk.readPart(path, 2, 3)).toString()).toBe('cde')
  expect((await otherDisk.readPart(path, 4, 10)).toString()).toBe('ef')
})

test('folders are made with their parents for their owner only, moved and removed with all that is in them', async () => {
  const path = join(folder, 'a', 'b', 'c')
  await otherDisk.makeFolder(path)
  await otherDisk.makeFolder(path)
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700)
  await otherDisk.move(join(folder, 'a', 'b'), join(folder, 'moved'))
  expect(await otherDisk.list(folder)).toEqual(['a', 'moved'])
  await otherDisk.remove(join(folder, 'moved'))
  expect(await otherDisk.list(folder)).toEqual(['a'])
})
