import {
  compile,
  createCoreContext,
  registerMessageCompiler,
  resolveValue,
  translate,
} from '@intlify/core-base'
import type { Refusal } from '../../shared/domain/operation'
import { refusalValues } from '../../shared/text/refusal-values'
import { core } from '../../shared/text/zh-CN/core'
import { errors } from '../../shared/text/zh-CN/errors'

/** Words of `shared/text/zh-CN/core.ts` with their values filled in. Consent, results and slips are always Chinese. */
export interface Words {
  (key: WordKey, values?: Readonly<Record<string, string | number>>): string
  /** What is told to the person about a refusal. */
  refusal(refusal: Refusal): string
}

/** Dotted paths to every text of the catalogue: a wrong key does not compile. */
export type WordKey = PathsOf<typeof core>
type PathsOf<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${PathsOf<Tree[Key]>}`
}[keyof Tree & string]

export function chineseWords(): Words {
  registerMessageCompiler(compile)
  const texts = createCoreContext({
    locale: 'zh-CN',
    messageResolver: resolveValue,
    messages: { 'zh-CN': core },
  })
  // Error codes hold dots themselves: their words are found by the whole code, not by a path.
  const says = Object.fromEntries(Object.entries(errors).map(([code, words]) => [code, words.say]))
  const refusals = createCoreContext({
    locale: 'zh-CN',
    messageResolver: (messages, code) => Reflect.get(Object(messages), code) as string,
    messages: { 'zh-CN': says },
  })
  const words = (key: WordKey, values: Values = {}): string => textOf(texts, key, values)
  return Object.assign(words, {
    refusal: (refusal: Refusal) => textOf(refusals, refusal.code, refusalValues(refusal)),
  })
}

type Values = Readonly<Record<string, string | number>>

/** `translate`'s own types do not hold under exactOptionalPropertyTypes: called by reflection, its answer checked. */
function textOf(context: object, key: string, values: Values): string {
  const words: unknown = Reflect.apply(translate, null, [context, key, { ...values }])
  if (typeof words !== 'string' || words === key) throw new Error(`no words for ${key}`)
  return words
}
