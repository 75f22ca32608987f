import { describe, expect, it } from 'vitest'
import { isLongEnough, soughtText } from './person-look'

describe('looking somebody up without a card', () => {
  it.each([
    ['　王　秀英 ', '王秀英'],
    ['王秀\u200b英', '王秀英'],
    ['９９０１０１-1950 0312-421x', '99010119500312421X'],
    ['ＷＸＹ', 'WXY'],
    ['hkg123456 7', 'HKG1234567'],
    ['阿卜杜拉·买买提', '阿卜杜拉·买买提'],
    ['  ', ''],
  ])('%j is sought as %j', (typed, sought) => {
    expect(soughtText(typed)).toBe(sought)
  })

  it.each<[string, boolean]>([
    ['王', false],
    ['王秀', true],
    ['𠮷', false],
    ['𠮷田', true],
    ['w', false],
    ['wx', true],
    ['99010', false],
    ['990101', true],
    ['HKG12', false],
    ['HKG123', true],
    ['99010119500312421X', true],
    ['', false],
  ])('%j is enough: %s', (sought, enough) => {
    expect(isLongEnough(sought)).toBe(enough)
  })
})
