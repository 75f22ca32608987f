import { formatYuan } from '../domain/money'
import type { PackChange, PackPath } from '../domain/rule-pack-diff'
import { diffPacks } from '../domain/rule-pack-diff'
import { regionName } from '../domain/regions'
import type { OpenInterval, PremiumPlan, RulePack } from '../domain/rule-pack'
import type { messages as zhCN } from './zh-CN'

/** The words of rule packs in one language; every language has the same keys. */
export type PackWords = Widened<typeof zhCN.packs>
type Widened<T> = T extends string ? string : { readonly [K in keyof T]: Widened<T[K]> }

type Kind = 'text' | 'yuan' | 'minutes' | 'hours' | 'days' | 'years' | 'count' | 'yes-no' | 'date' | 'choice'

/** How each single value is said; a value without a kind does not compile. */
const kinds: Readonly<Record<PackPath, Kind>> = {
  suite: 'text',
  realm: 'choice',
  number: 'count',
  title: 'text',
  validFrom: 'date',
  source: 'text',
  'regionTable.asOf': 'date',
  'regionTable.source': 'text',
  'regionTable.maxDays': 'days',
  'transfer.maxFen': 'yuan',
  'transfer.maxPerDay': 'count',
  'transfer.countDayBoundary': 'choice',
  'transfer.returnedCounts': 'yes-no',
  'transfer.hours.opens': 'text',
  'transfer.hours.closes': 'text',
  'transfer.onePendingOnly': 'yes-no',
  'transfer.minKeptFen': 'yuan',
  'transfer.payeeNotOpen': 'choice',
  'transfer.alsoCheckPlaceOfUse': 'yes-no',
  'transfer.lastSendBefore': 'text',
  'opening.walletsPerPhone': 'count',
  'opening.noticeVersion': 'text',
  'status.maxHours': 'hours',
  'ages.guardianUnder': 'years',
  'ages.ownIncomeFrom': 'years',
  'ages.dataConsentUnder': 'years',
  'offline.perItemFen': 'yuan',
  'offline.perMemberDayFen': 'yuan',
  'offline.perStationDayFen': 'yuan',
  'offline.factsMaxHours': 'hours',
  'offline.overCap': 'choice',
  'typed.perItemFen': 'yuan',
  'typed.perMemberDayFen': 'yuan',
  'premium.cashAllowed': 'yes-no',
  'retention.localCopyDays': 'days',
  'guards.agentMembersPerDay': 'count',
  'guards.payeePayers': 'count',
  'guards.payeePayersDays': 'days',
  'guards.twinHours': 'hours',
  'signIn.offlineDays': 'days',
  'signIn.tries': 'count',
  'signIn.lockMinutes': 'minutes',
  'placeAliases.asOf': 'date',
  'familyBinding.taken': 'yes-no',
  'lookUp.withoutCardPerDay': 'count',
  'telephoneCode.tries': 'count',
  'telephoneCode.lifeMinutes': 'minutes',
  'telephoneCode.perDay': 'count',
  'office.phone': 'text',
  'office.hours': 'text',
  'office.callBackWorkingDays': 'days',
  'office.working.opens': 'text',
  'office.working.closes': 'text',
}

/** Everything that differs between two rule packs, a sentence each; none when nothing differs. */
export function packSentences(words: PackWords, before: RulePack, after: RulePack): readonly string[] {
  return diffPacks(before, after).map((change) => packSentence(words, change))
}

/** One difference in a plain sentence (domain.md 6: a diff in words at first sign-in). */
export function packSentence(words: PackWords, change: PackChange): string {
  const { sentences } = words
  switch (change.type) {
    case 'value': {
      const { path, before, after } = change
      return fill(sentences.value, {
        label: words.labels[path],
        before: valueOf(words, path, before),
        after: valueOf(words, path, after),
      })
    }
    case 'ways': {
      const named = (ways: typeof change.before): string =>
        ways.map((way) => words.ways[way]).join(words.interval.joint)
      return fill(sentences.ways, {
        kind: words.kinds[change.kind],
        before: named(change.before),
        after: named(change.after),
      })
    }
    case 'province-added':
    case 'province-removed':
      return fill(sentences[change.type], { province: change.province, code: change.code })
    case 'province-renamed':
      return fill(sentences[change.type], { before: change.before, after: change.after })
    case 'province-complete':
      return fill(sentences[change.after ? 'province-complete' : 'province-incomplete'], {
        province: change.province,
      })
    case 'regions-listed':
    case 'regions-unlisted':
      return fill(sentences[change.type], { province: change.province, ...counted(words, change.names) })
    case 'intervals':
      return fill(sentences.intervals, {
        province: change.province,
        ...counted(words, change.names),
        feature: words.features[change.feature],
        before: intervalsIn(words, change.before),
        after: intervalsIn(words, change.after),
      })
    case 'relation-added':
    case 'relation-removed': {
      const { code, name, rule } = change.relation
      return fill(sentences[change.type], { code, name, rule: words.relationRules[rule] })
    }
    case 'relation-changed': {
      const { relation, field } = change
      return fill(sentences['relation-changed'], {
        code: relation.code,
        name: relation.name,
        field: words.relationFields[field],
        before: relationValue(words, change.field, change.before),
        after: relationValue(words, change.field, change.after),
      })
    }
    case 'alias-added':
    case 'alias-removed': {
      const { alias, region, kind, source } = change.alias
      return fill(sentences[change.type], {
        alias,
        region: regionName(region),
        kind: words.aliasKinds[kind],
        source,
      })
    }
    case 'stick-allowed':
    case 'stick-ended': {
      const { station, from, to, media } = change.stick
      return fill(sentences[change.type], { station, from, to, media: media.join(words.interval.joint) })
    }
    case 'plan-added':
    case 'plan-removed': {
      const { plan } = change
      return fill(sentences[change.type], {
        plan: planName(words, plan),
        amount: formatYuan(plan.amountFen),
        from: plan.payableFrom,
        to: plan.payableTo,
        source: plan.source,
      })
    }
    case 'office-days': {
      const named = (days: readonly string[]): string =>
        days.length === 0 ? words.interval.noDays : [...days].sort().join(words.interval.joint)
      return fill(sentences['office-days'], {
        days: words.officeDays[change.days],
        before: named(change.before),
        after: named(change.after),
      })
    }
    case 'plan-changed': {
      const said = (value: string | number): string =>
        typeof value === 'number' ? fill(words.units.yuan, { value: formatYuan(value) }) : value
      return fill(sentences['plan-changed'], {
        plan: planName(words, change.plan),
        field: words.planFields[change.field],
        before: said(change.before),
        after: said(change.after),
      })
    }
  }
}

/** Fills named places; one that has no value stays as it is. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/gu, (place, name: string) =>
    name in values ? String(values[name]) : place,
  )
}

function valueOf(words: PackWords, path: PackPath, value: string | number | boolean | null): string {
  if (value === null) return words.answers.absent
  const kind = kinds[path]
  switch (kind) {
    case 'yes-no':
      return value === true ? words.answers.yes : words.answers.no
    case 'yuan':
      return fill(words.units.yuan, { value: formatYuan(Number(value)) })
    case 'minutes':
    case 'hours':
    case 'days':
    case 'years':
    case 'count':
      return fill(words.units[kind], { value: Number(value) })
    case 'choice':
      return choiceOf(words, path, String(value))
    case 'date':
    case 'text':
      return String(value)
  }
}

function choiceOf({ choices }: PackWords, path: string, value: string): string {
  const named: Readonly<Record<string, Readonly<Record<string, string>>>> = choices
  return named[path]?.[value] ?? value
}

function counted(words: PackWords, names: readonly string[]): Record<string, string | number> {
  return { names: names.join(words.interval.joint), count: names.length }
}

function intervalsIn(words: PackWords, intervals: readonly OpenInterval[]): string {
  if (intervals.length === 0) return words.interval.none
  return intervals
    .map(({ from, to }) =>
      to === null ? fill(words.interval.open, { from }) : fill(words.interval.ended, { from, to }),
    )
    .join(words.interval.then)
}

function relationValue(words: PackWords, field: string, value: string | null): string {
  if (value === null) return words.answers.absent
  const named: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    rule: words.relationRules,
    sex: words.sexes,
    generation: words.generations,
  }
  return named[field]?.[value] ?? value
}

function planName(words: PackWords, { year, region, tier, group }: PremiumPlan): string {
  const known = (names: Readonly<Record<string, string>>, value: string): string => names[value] ?? value
  return fill(words.plan.name, {
    year,
    region: region === null ? words.plan.base : regionName(region),
    tier: known(words.tiers, tier),
    group: known(words.groups, group),
  })
}
