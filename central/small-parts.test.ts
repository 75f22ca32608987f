import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { clockFrom } from './clock'
import { FolderInUse, lockFolder } from './folder-lock'
import { imagePath, prepareImage } from './image'
import { logFault } from './log'
import { imageHash } from './seed'
import { keptLog, morningAt, resources } from './testing/harness'

describe('clock', () => {
  it('goes on from its base with the monotonic time and never back', () => {
    let monotonic = 50
    const clock = clockFrom(1000, () => monotonic)
    monotonic = 57.9
    expect(clock.now()).toBe(1007)
    clock.forwardTo(500)
    expect(clock.now()).toBe(1007)
    clock.forwardTo(5000)
    monotonic += 3
    expect(clock.now()).toBe(5003)
  })
})

describe('a folder', () => {
  it('is locked for one opening and free afterwards', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lock-'))
    const lock = await lockFolder(folder)
    await expect(lockFolder(path.join(folder, '.'))).rejects.toBeInstanceOf(FolderInUse)
    await lock.release()
    await (await lockFolder(folder)).release()
    rmSync(folder, { recursive: true })
  })
})

describe('the prepared image', () => {
  it('is named by the people and the pack in it', () => {
    expect(imageHash({ ...resources, peopleText: '{}' })).not.toBe(imageHash(resources))
    expect(imageHash({ ...resources, packText: '{}' })).not.toBe(imageHash(resources))
  })
  it('is not made twice, and older ones go', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'image-'))
    const file = imagePath(folder, resources)
    const older = path.join(folder, `${'0'.repeat(64)}.tar`)
    for (const name of [file, older, path.join(folder, 'note.txt')]) writeFileSync(name, 'kept')
    expect(await prepareImage(folder, resources, morningAt)).toBe(file)
    expect(existsSync(older)).toBe(false)
    expect(readdirSync(folder).sort()).toEqual([path.basename(file), 'note.txt'].sort())
    rmSync(folder, { recursive: true })
  })
})

it('never logs an error’s own words', () => {
  const log = keptLog()
  const error = Object.assign(new Error('Key (id_number)=(990101195003124214) exists'), {
    code: '23505',
    constraint: 'member_id_number_key',
  })
  const logId = logFault(log, 'some.fault', error)
  expect(log.lines).toMatchObject([{ code: 'some.fault', data: { logId, sqlState: '23505' } }])
  expect(JSON.stringify(log.lines)).not.toContain('990101195003124214')
})
