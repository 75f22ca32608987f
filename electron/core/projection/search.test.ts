import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { findMembers, forgetMembers, noteMember } from './search'
import { createTables } from './tables'
import type { Tables } from './tables'

const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')

async function withMembers(): Promise<Tables> {
  const tables = await createTables(wasmPath, null)
  noteMember(tables, '990101194001011234', '王建国', 1)
  noteMember(tables, '990101195002022345', '王秀英', 2)
  noteMember(tables, '990202196003033456', '单建国', 3)
  noteMember(tables, '990202196003043457', '欧阳建', 4)
  noteMember(tables, '990202196003053458', '阿卜杜拉·买买提', 5)
  return tables
}

const names = (tables: Tables, typed: string): string =>
  findMembers(tables, typed, 10)
    .map(({ name }) => name)
    .join(' ')

test('a person is found by the beginning of the number, also with a full-width or lower-case letter', async () => {
  const tables = await withMembers()
  noteMember(tables, '99010119400101123X', '李某', 6)
  expect(names(tables, '9901011940')).toBe('王建国 李某')
  expect(names(tables, '９９０１０１１９５０')).toBe('王秀英')
  expect(names(tables, '99010119400101123x')).toBe('李某')
  expect(names(tables, '99')).not.toBe('')
})

test('by the beginning of the name first, then by a part of it', async () => {
  const tables = await withMembers()
  expect(names(tables, '王')).toBe('王建国 王秀英')
  expect(names(tables, '建国').split(' ').sort()).toEqual(['单建国', '王建国'])
  expect(names(tables, '买买提')).toBe('阿卜杜拉·买买提')
  expect(names(tables, '国建')).toBe('')
})

test('by pinyin initials, a surname in both of its readings', async () => {
  const tables = await withMembers()
  expect(names(tables, 'wjg')).toBe('王建国')
  expect(names(tables, 'SJG')).toBe('单建国')
  expect(names(tables, 'djg')).toBe('单建国')
  expect(names(tables, 'oyj')).toBe('欧阳建')
  expect(names(tables, 'abdlmm')).toBe('阿卜杜拉·买买提')
  noteMember(tables, '990202196003063459', '查建军', 7)
  expect([names(tables, 'zjj'), names(tables, 'cjj')]).toEqual(['查建军', '查建军'])
})

test('nothing typed, or signs of the query language, find nobody and break nothing', async () => {
  const tables = await withMembers()
  for (const typed of ['', '  ', '"', '"*', "' OR 1=1 --", '%', '_', '王*', 'NEAR/2']) {
    expect(() => findMembers(tables, typed, 10)).not.toThrow()
  }
  expect(names(tables, '%')).toBe('')
})

test('every way of searching is a range on an index or a full-text phrase, never a scan of all', async () => {
  const tables = await withMembers()
  const plan = (sql: string): string =>
    tables
      .all(`EXPLAIN QUERY PLAN ${sql}`, [])
      .map((row) => String(row['detail']))
      .join('; ')
  expect(plan("SELECT 1 FROM member WHERE id_number >= '1' AND id_number < '2'")).toMatch(/SEARCH .*INDEX/)
  expect(plan("SELECT 1 FROM member WHERE name >= '1' AND name < '2'")).toMatch(/SEARCH .*member_name/)
  expect(plan("SELECT 1 FROM member_initials WHERE initials >= '1' AND initials < '2'")).toMatch(/SEARCH/)
  expect(plan("SELECT 1 FROM member_characters WHERE characters MATCH 'x'")).toMatch(/VIRTUAL TABLE INDEX/)
})

test('whoever is forgotten is found no more, in any way', async () => {
  const tables = await withMembers()
  forgetMembers(tables, ['990101194001011234'])
  expect([names(tables, '990101194'), names(tables, '王建'), names(tables, 'wjg')]).toEqual(['', '', ''])
  expect(names(tables, '建国')).toBe('单建国')
})
