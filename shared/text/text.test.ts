import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../domain/errors'
import { receipts, operationStates } from '../domain/operation'
import { ruleNames } from '../domain/rule-check'
import { messages as en } from './en'
import { messages as zhCN } from './zh-CN'

type Words = { readonly [key: string]: string | Words }

/** Every word with its path, e.g. `counter / line / up`. */
function wordsIn(words: Words, above: readonly string[] = []): readonly (readonly [string, string])[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[[...above, key].join(' / '), value] as const]
      : wordsIn(value, [...above, key]),
  )
}

const chinese = wordsIn(zhCN)
const english = wordsIn(en)
const namedIn = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const pathsOf = (words: typeof chinese): readonly string[] => words.map(([where]) => where).sort()

describe('both languages', () => {
  it('have the same keys', () => {
    expect(pathsOf(english)).toEqual(pathsOf(chinese))
  })

  it('have no empty word and no characters the formatter would take for its own', () => {
    for (const [where, text] of [...chinese, ...english]) {
      // a detail that core leaves out is an empty one
      if (!where.startsWith('core')) expect(text.trim(), where).not.toBe('')
      expect(text.replace(/\{\w+\}/g, ''), where).not.toMatch(/[@{}|]/)
    }
  })

  it('fill in nothing the other language does not know', () => {
    const inEnglish = new Map(english)
    for (const [where, text] of chinese) {
      // what the clerk of one language reads may be shorter, never about something else
      const known = new Set([...namedIn(text), ...namedIn(inEnglish.get(where) ?? '')])
      expect(namedIn(inEnglish.get(where) ?? ''), where).toEqual([...known].sort())
    }
  })
})

describe('errors', () => {
  const catalogues: readonly (readonly [string, Readonly<Record<string, Words>>])[] = [
    ['zh-CN', zhCN.errors],
    ['en', en.errors],
  ]
  it.each(catalogues)('in %s have words for every code and no other', (_name, errors) => {
    expect(Object.keys(errors).sort()).toEqual([...errorCodes].sort())
    const parts = Object.values(errors).map((words) => Object.keys(words).sort())
    expect(new Set(parts.map(String))).toEqual(new Set(['clerk,next,say']))
  })
})

describe('states', () => {
  const displayed = [
    ...operationStates,
    ...receipts.map((receipt) => `receipt-${receipt}`),
    'corrected',
  ].sort()
  it.each([
    ['zh-CN', zhCN.states],
    ['en', en.states],
  ])('in %s have a word for the clerk and one for the elder', (_name, states) => {
    expect(Object.keys(states.clerk).sort()).toEqual(displayed)
    expect(Object.keys(states.elder).sort()).toEqual(displayed)
  })

  it('never call a transfer done while nobody has received it', () => {
    expect(zhCN.states.clerk['receipt-pending']).toBe('已转出·待收款')
    expect(zhCN.states.elder['receipt-pending']).not.toContain('办好')
  })
})

describe('checks', () => {
  it('have words for every rule and no other', () => {
    expect(Object.keys(zhCN.counter.check.rules).sort()).toEqual([...ruleNames].sort())
  })
})

describe('words that are kept out', () => {
  const everywhere = (pattern: RegExp): readonly string[] =>
    chinese.filter(([, text]) => pattern.test(text)).map(([where, text]) => `${where}: ${text}`)

  it('are 回单 outside 撤回单, 在途 and 时段', () => {
    expect(everywhere(/(?<!撤)回单|在途|时段/)).toEqual([])
  })

  it('are 收下 outside receiving', () => {
    expect(everywhere(/收下/).filter((line) => !/receive/i.test(line.split(':')[0] ?? ''))).toEqual([])
  })

  it('are 成功 outside 上次成功', () => {
    expect(everywhere(/(?<!上次)成功/)).toEqual([])
  })

  it('are found when they are there', () => {
    expect('打回单').toMatch(/(?<!撤)回单|在途|时段/)
    expect('打撤回单').not.toMatch(/(?<!撤)回单|在途|时段/)
    expect('转账成功').toMatch(/(?<!上次)成功/)
  })
})

describe('the clerk’s window', () => {
  const root = path.resolve(import.meta.dirname, '../../renderer/counter')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(vue|ts)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .join('\n')
  const counter = chinese.filter(([where]) => where.startsWith('counter / '))

  it('asks for no word that does not exist', () => {
    const known = new Set(counter.map(([where]) => where.replaceAll(' / ', '.')))
    const asked = [...sources.matchAll(/'(counter\.[\w.-]+)'/g)].map(([, key]) => key ?? '')
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter((key) => !known.has(key))).toEqual([])
  })

  it('has no word that nobody asks for', () => {
    const asked = new Set([...sources.matchAll(/['`](counter\.[\w.-]+)['`]/g)].map(([, key]) => key))
    const beginnings = [...sources.matchAll(/`(counter\.[\w.]+(?:\[')?)\$\{/g)].map(
      ([, start]) => start ?? '',
    )
    const unused = counter
      .map(([where]) => where.replaceAll(' / ', '.'))
      .filter(
        (key) => !asked.has(key) && !beginnings.some((start) => key.startsWith(start.replace("['", '.'))),
      )
    expect(unused).toEqual([])
  })
})
