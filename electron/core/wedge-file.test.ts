import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readWedge, wedgeFileName } from './wedge-file'

const folder = mkdtempSync(path.join(tmpdir(), 'wedge-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const logged: string[] = []
const read = (text: string | null) => {
  if (text !== null) writeFileSync(path.join(folder, wedgeFileName), text)
  return readWedge(folder, (_level, code) => logged.push(code))
}

test('without a file the defaults hold; a file changes what it names; a bad one is named and changes nothing', () => {
  const defaults = { prefix: '~', suffix: 'Enter', gapMs: 30 }
  expect(read(null)).toEqual({ ...defaults, from: 'defaults' })
  expect(read('{"prefix": "##", "suffix": "Tab"}')).toEqual({
    prefix: '##',
    suffix: 'Tab',
    gapMs: 30,
    from: 'file',
  })
  expect(logged).toEqual([])
  for (const bad of ['', '{', '[]', '{"prefix": ""}', '{"prefix": "码"}', '{"suffix": "F1"}', '{"gap": 3}'])
    expect(read(bad), bad).toEqual({ ...defaults, from: 'bad' })
  expect(logged).toHaveLength(7)
})
