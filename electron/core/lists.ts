import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rulePackSchema } from '../../shared/contract/rule-pack'
import { shanghaiDate } from '../../shared/domain/china-time'
import type { RulePack } from '../../shared/domain/rule-pack'
import { packSentences } from '../../shared/text/pack-sentences'
import { packs as packWords } from '../../shared/text/zh-CN/packs'
import { readPracticeClerks } from './clerks'
import type { Clerk } from './clerks'
import type { Clock } from './clock'
import type { Projection } from './projection/projection'

/** What the station has from its centre, as it stands now. */
export interface Lists {
  /** The pack in force: the highest number whose first day has come. */
  pack(): RulePack
  /** What it changes against the one before it, in words; null without one to compare with. */
  packChanges(): readonly string[] | null
  clerks(): readonly Clerk[]
}

/** What live packs ask for beyond 同意. */
const likeLive: RulePack['verification'] = (() => {
  const ways = ['member-password', 'attestation'] as const
  return { 'wallet-opening': ways, transfer: ways, receive: ways }
})()

/**
 * Practice comes with its own; they never change while it runs.
 * @param asLive the practice table asks for the verification that live packs want
 */
export function practiceLists(resourcesDir: string, asLive: () => boolean): Lists {
  const pack = rulePackSchema.parse(
    JSON.parse(readFileSync(join(resourcesDir, 'practice-rule-pack.json'), 'utf8')),
  )
  const clerks = readPracticeClerks(join(resourcesDir, 'practice-clerks.json'))
  const strict = { ...pack, verification: likeLive }
  return { pack: () => (asLive() ? strict : pack), packChanges: () => null, clerks: () => clerks }
}

/** A live counter's are what the journal tells; the first came with its enrolment. */
export function liveLists(projection: Projection, clock: Clock): Lists {
  let read: RulePack | null = null
  let compared: { readonly number: number; readonly lines: readonly string[] | null } | null = null
  const packOf = (number: number): RulePack | null => {
    const content = projection.packContent(number)
    return content === null ? null : rulePackSchema.parse(JSON.parse(content))
  }
  const pack = (): RulePack => {
    const number = numberInForce(projection, shanghaiDate(clock.now()))
    if (read?.number !== number) read = packOf(number)
    if (read === null) throw new Error('a live counter without its rule pack')
    return read
  }
  return {
    pack,
    packChanges() {
      const now = pack()
      if (compared?.number !== now.number) {
        const number = projection.packs().findLast((one) => one.number < now.number)?.number
        const before = number === undefined ? null : packOf(number)
        const lines = before === null ? null : packSentences(packWords, before, now)
        compared = { number: now.number, lines }
      }
      return compared.lines
    },
    clerks: () => projection.clerks() ?? [],
  }
}

/** Before the first day of all of them the lowest number holds, as at the centre. */
function numberInForce(projection: Projection, today: string): number {
  const packs = projection.packs()
  const pack = packs.findLast(({ validFrom }) => validFrom <= today) ?? packs[0]
  if (pack === undefined) throw new Error('a live counter without a rule pack')
  return pack.number
}
