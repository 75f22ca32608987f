import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rescueFileSchema } from '../../../shared/contract/rescue'
import { atShanghai } from '../../../shared/domain/china-time'
import { files } from '../../files/files'
import { lockFolder } from '../journal/folder-lock'
import { deadCounter } from '../rescue/testing/dead-counter'
import type { DeadCounter } from '../rescue/testing/dead-counter'
import { runTool } from './tool'

const now = atShanghai('2026-11-24', '08:00')
let shelf = ''
let dead: DeadCounter
beforeEach(async () => {
  shelf = mkdtempSync(join(tmpdir(), 'shelf-'))
  dead = await deadCounter([{ by: 'practice' }])
})
afterEach(() => {
  rmSync(shelf, { recursive: true, force: true })
  dead.remove()
})

async function run(...argv: readonly string[]): Promise<{ code: number; said: string }> {
  const said: string[] = []
  const code = await runTool(argv, 'zh-CN', {
    files,
    say: (line) => said.push(line),
    askSecret: () => Promise.resolve(null),
    now: () => now,
    lockFolder,
    resolve: (path) => resolve(shelf, path),
  })
  return { code, said: said.join('\n') }
}

const name = 'backup-practice-practice-1-20261124-080000'
const backUp = () => run('backup', dead.dataDir, '--to', 'backups')
const segment = (folder: string): string => join(folder, 'journal/segments/00000001.segment')

function spoil(file: string): void {
  const bytes = readFileSync(file)
  bytes[3000] = (bytes[3000] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

/** What the journal in the folder says of its operations. */
async function told(to: string): Promise<unknown> {
  // the folder above, as one names a mirror
  expect(await run('rescue', join(dead.dataDir, '..'), '--to', to)).toMatchObject({ code: 0 })
  const { operations, journal } = rescueFileSchema.parse(
    JSON.parse(readFileSync(join(shelf, to), 'utf8')) as unknown,
  )
  return { operations, journal }
}

it('a backup brings back a damaged folder, and keeps what was there', async () => {
  const before = await told('before.json')
  const made = await backUp()
  expect(made.code).toBe(0)
  expect(made.said).toContain(join(shelf, 'backups', name))
  spoil(segment(dead.dataDir))
  const spoilt = readFileSync(segment(dead.dataDir))
  const restored = await run('restore', join('backups', name), '--to', dead.dataDir)
  expect(restored.code).toBe(0)
  const aside = readdirSync(dead.dataDir).find((one) => one.startsWith('journal.before-restore-')) ?? ''
  expect(restored.said).toContain(aside)
  expect(readFileSync(join(dead.dataDir, aside, 'segments/00000001.segment'))).toEqual(spoilt)
  expect(await told('after.json')).toEqual(before)
})

it('is made while the counter is at work; a restore waits until it is closed', async () => {
  const release = await lockFolder(dead.dataDir)
  expect(await backUp()).toMatchObject({ code: 0 })
  const refused = await run('restore', join('backups', name), '--to', dead.dataDir)
  expect(refused.code).toBe(1)
  expect(refused.said).toContain('柜台程序还开着')
  release()
}, 30_000)

it('of a damaged journal is not made, of a changed backup nothing is restored', async () => {
  expect(await backUp()).toMatchObject({ code: 0 })
  spoil(segment(join(shelf, 'backups', name)))
  const before = readFileSync(segment(dead.dataDir))
  const refused = await run('restore', join('backups', name), '--to', dead.dataDir)
  expect(refused.code).toBe(1)
  expect(refused.said).toContain('这份备份不全，或者被改过')
  expect(readFileSync(segment(dead.dataDir))).toEqual(before)
  expect((await run('restore', 'nowhere', '--to', dead.dataDir)).said).toContain('没有这个文件夹')

  spoil(segment(dead.dataDir))
  const notMade = await run('backup', dead.dataDir, '--to', 'others')
  expect(notMade.code).toBe(1)
  expect(notMade.said).toContain('有损坏')
  expect(files.list(join(shelf, 'others')).filter((one) => !one.startsWith('.'))).toEqual([])
})
