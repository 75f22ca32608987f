import { expect, test } from 'vitest'
import { chineseWords } from './words'

test('a text with values comes back filled in', () => {
  const words = chineseWords()
  expect(words('confirm.toWhom', { whose: '您', relation: '女儿', name: '*晓梅' })).toBe('您的女儿 *晓梅')
  expect(words('result.done-receive.detail')).toBe('钱已经到您的医保钱包。')
})

test('a refusal is told in words, its code never', () => {
  const words = chineseWords()
  const said = words.refusal({ code: 'card.moved', data: {}, clause: null, field: null })
  expect(said).toMatch(/[一-鿿]/u)
  expect(said).not.toContain('card.moved')
})
