import { expect, test } from 'vitest'
import { readPersonName } from './person-name'

test.each([
  ['李建国', '李建国'],
  [' 李建国　', '李建国'],
  ['李\u200B建\u202E国\uFEFF', '李建国'],
  ['阿卜杜拉•买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉・买买提', '阿卜杜拉·买买提'],
  ['阿卜杜拉·买买提', '阿卜杜拉·买买提'],
  ["Ｏ'ＮＥＩＬＬ, MARY-ANN", "O'NEILL, MARY-ANN"],
  ['ANNA   MARIA', 'ANNA MARIA'],
  ['𠀀𪚥', '𠀀𪚥'],
  ['王\uE1A3', '王\uE1A3'],
  ['㐂', '㐂'],
])('%j is the name %j', (typed, name) => {
  expect(readPersonName(typed)).toEqual({ ok: true, value: name })
})

test.each([
  ['', 'name.empty'],
  ['　 \u200B', 'name.empty'],
  ['李😀', 'name.malformed'],
  ['李建国1', 'name.malformed'],
  ['１２３', 'name.malformed'],
  ['· ·', 'name.malformed'],
  ["'; DROP TABLE member; --", 'name.malformed'],
  ['<b>李</b>', 'name.malformed'],
  ['李\n建国', 'ok'],
  ['很'.repeat(61), 'field.too-long'],
  ['很'.repeat(60), 'ok'],
])('%j is answered %s', (typed, code) => {
  const read = readPersonName(typed)
  expect(read.ok ? 'ok' : read.error).toBe(code)
})
