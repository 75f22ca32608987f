import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { nodeDisk } from '../../files/disk'
import { files, filesOn } from '../../files/files'
import { lockFolder } from '../journal/folder-lock'
import { readMirrorPlace } from '../mirror/mirror-place'
import { deadCounter } from '../rescue/testing/dead-counter'
import type { DeadCounter } from '../rescue/testing/dead-counter'
import { runTool } from './tool'

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

async function run(argv: readonly string[], on = files): Promise<{ code: number; said: string }> {
  const said: string[] = []
  const code = await runTool(argv, 'zh-CN', {
    files: on,
    say: (line) => said.push(line),
    askSecret: () => Promise.resolve(null),
    now: () => 0,
    lockFolder,
    resolve: (path) => resolve(shelf, path),
  })
  return { code, said: said.join('\n') }
}

const chosen = (): unknown => readMirrorPlace(files, dead.dataDir, 'practice', 'practice-1' as never)

it('chooses a folder that is there, marks it, and lets go of it again', async () => {
  mkdirSync(join(shelf, 'stick'))
  const made = await run(['mirror', dead.dataDir, '--to', 'stick'])
  expect(made.code).toBe(0)
  expect(made.said).toContain(join(shelf, 'stick', 'practice-practice-1'))
  expect(chosen()).toMatchObject({ root: join(shelf, 'stick', 'practice-practice-1') })
  const mark = join(shelf, 'stick', 'practice-practice-1', 'this-is-a-mirror.json')
  expect(readFileSync(mark, 'utf8')).toContain('"id"')
  expect((await run(['mirror', dead.dataDir, '--off'])).code).toBe(0)
  expect(chosen()).toBeNull()
  expect(existsSync(mark)).toBe(true)
})

it('names what cannot be: no such folder, inside the data folder, a disk that refuses, no target', async () => {
  expect(await run(['mirror', dead.dataDir, '--to', 'nowhere'])).toMatchObject({ code: 1 })
  const inside = await run(['mirror', dead.dataDir, '--to', join(dead.dataDir, 'journal')])
  expect(inside.code).toBe(1)
  expect(inside.said).toContain('数据文件夹里面')
  mkdirSync(join(shelf, 'stick'))
  const full = filesOn({
    ...nodeDisk,
    write: () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    },
  })
  const refused = await run(['mirror', dead.dataDir, '--to', 'stick'], full)
  expect(refused.code).toBe(1)
  expect(refused.said).toContain('写不进去')
  expect(await run(['mirror', dead.dataDir])).toMatchObject({ code: 2 })
  expect(chosen()).toBeNull()
})
