import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { Resident, TownshipAnswer } from '../../../shared/contract/township'
import type { StationId } from '../../../shared/domain/ids'
import { files } from '../../files/files'
import { townshipFileName, townshipList } from './township-list'

/** The people of the township, kept for days without a line (domain.md 3.8). */
const folder = mkdtempSync(join(tmpdir(), 'township-'))
const path = join(folder, townshipFileName)
const key = randomBytes(32)
const logged: string[] = []
const open = (of = 'town-1', with_: Uint8Array = key) =>
  townshipList(files, folder, of as StationId, with_, (_level, code) => logged.push(code))

const resident = (idNumber: string, name: string): Resident => ({
  idNumber,
  name,
  status: 'active',
  insurances: ['390'],
  wallet: false,
  premium: null,
})
const list: TownshipAnswer = {
  township: '马家窑镇',
  asOf: 5,
  more: false,
  residents: [
    resident('990101195003124214', '王秀英'),
    resident('990101194802153316', '查良镛'),
    resident('990101197406085827', '小王英'),
    resident('99010119750101002X', '阿卜杜拉·买买提'),
  ],
}
const names = (sought: string, limit = 10): readonly string[] => {
  const opened = open()
  return opened.find(sought, limit).map(({ name }) => name)
}

beforeEach(() => {
  rmSync(path, { force: true })
  logged.length = 0
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('kept sealed: nobody who reads the file learns a name or a number, and it is there after a restart', () => {
  const before = open()
  expect([before.readAt(), before.told()]).toEqual([null, null])
  before.keep(list, 7)
  const after = open()
  expect(after.readAt()).toBe(7)
  expect(after.told()).toEqual({ township: '马家窑镇', asOf: 5, more: false, count: 4 })
  expect(after.resident('990101195003124214')).toEqual(list.residents[0])
  expect(readFileSync(path, 'utf8')).not.toMatch(/秀英|990101195003124214|马家窑/u)
  expect(logged).toEqual([])
})

test('another key, another station, a changed file: as if it had never been read', () => {
  open().keep(list, 7)
  expect(open('town-2').readAt()).toBeNull()
  expect(open('town-1', randomBytes(32)).readAt()).toBeNull()
  const text = readFileSync(path, 'utf8')
  for (const broken of ['{', '[]', text.replace('"sealed":"', '"sealed":"AAAA')]) {
    writeFileSync(path, broken)
    expect(open().readAt()).toBeNull()
  }
  expect(logged).toEqual(Array.from({ length: 5 }, () => 'township.file-not-used'))
})

test('a disk that refuses stops nothing', () => {
  const full = {
    writeAtomic: () => {
      throw new Error('ENOSPC')
    },
  }
  const opened = townshipList(full, folder, 'town-1' as StationId, key, (_level, code) => logged.push(code))
  opened.keep(list, 7)
  expect([opened.readAt(), logged]).toEqual([7, ['township.not-kept']])
})

test('found by the beginning of a number, a name or a part of it, and pinyin initials in every reading', () => {
  open().keep(list, 7)
  expect(names('990101195')).toEqual(['王秀英'])
  expect(names('99010119750101002X')).toEqual(['阿卜杜拉·买买提'])
  expect(names('王秀')).toEqual(['王秀英'])
  // the beginning of a name before its middle
  expect(names('王')).toEqual(['王秀英', '小王英'])
  expect(names('wxy')).toEqual(['王秀英'])
  expect(names('WXY')).toEqual(['王秀英'])
  expect([names('zl'), names('cl')]).toEqual([['查良镛'], ['查良镛']])
  expect(names('abdl')).toEqual(['阿卜杜拉·买买提'])
  expect(names('没有')).toEqual([])
  expect(names('990101', 2)).toHaveLength(2)
})

test('a station of no single township has a list of nobody, which is not the same as never having read one', () => {
  open().keep({ township: null, asOf: 5, residents: [], more: false }, 7)
  expect([open().readAt(), open().told(), open().find('王秀英', 5)]).toEqual([7, null, []])
})
