import { describe, expect, it } from 'vitest'
import { journalTool as english } from './en/journal-tool'
import { journalTool as chinese } from './zh-CN/journal-tool'

type Words = string | { readonly [key: string]: Words }

function wordsIn(words: Words, above = ''): readonly (readonly [string, string])[] {
  return typeof words === 'string'
    ? [[above, words]]
    : Object.entries(words).flatMap(([key, value]) => wordsIn(value, `${above} / ${key}`))
}

const inEnglish = new Map(wordsIn(english))
const placesIn = (text = ''): readonly string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

describe('the tool’s words', () => {
  it('are the same in both languages, and fill in the same', () => {
    expect([...inEnglish.keys()]).toEqual(wordsIn(chinese).map(([where]) => where))
    for (const [where, text] of wordsIn(chinese)) {
      expect(text.trim(), where).not.toBe('')
      expect(placesIn(inEnglish.get(where)), where).toEqual(placesIn(text))
    }
  })

  it('name what is the matter and the next step of every problem', () => {
    for (const problem of [...Object.values(chinese.problems), ...Object.values(english.problems)])
      expect(Object.keys(problem).sort()).toEqual(['next', 'what'])
  })
})
