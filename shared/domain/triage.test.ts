import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { Fen } from './ids'
import type { MemberFacts } from './member-facts'
import type { PremiumFacts } from './premium-facts'
import { regionKey } from './regions'
import { sampleFacts } from './testing/samples'
import { triage } from './triage'

const pack = rulePackSchema.parse(packJson)
const today = '2026-11-23'
const home = regionKey('620000', '临夏回族自治州')
const premium = (part: Partial<PremiumFacts> = {}): PremiumFacts => ({
  year: 2027,
  region: home,
  dueFen: 40_000 as Fen,
  payableFrom: '2026-09-01',
  payableTo: '2026-12-31',
  state: 'due',
  channel: null,
  changedAt: 0,
  ...part,
})
const facts = (part: Partial<MemberFacts> = {}): MemberFacts => sampleFacts(part)
const look = (of: MemberFacts | null, validTo = '长期') => triage(of, pack, validTo, today)

describe('the premium at a glance', () => {
  it.each<[string, Partial<PremiumFacts>[], string, number | null]>([
    ['due and payable here', [{}], 'due', 2027],
    ['paid', [{ state: 'paid', channel: 'app' }], 'paid', 2027],
    ['debited waits for the tax authority', [{ state: 'debited' }], 'debited', 2027],
    ['out of its days', [{ payableTo: '2026-11-22' }], 'tax', 2027],
    ['on its last day', [{ payableTo: today }], 'due', 2027],
    ['on its first day', [{ payableFrom: today }], 'due', 2027],
    ['not begun yet', [{ payableFrom: '2026-11-24' }], 'tax', null],
    ['no plan of that price', [{ dueFen: 1 as Fen }], 'tax', 2027],
    ['this year paid, next year due', [{ state: 'due' }, { year: 2026, state: 'paid' }], 'due', 2027],
    [
      'an older year unpaid and over',
      [{ state: 'paid' }, { year: 2026, payableTo: '2026-08-31' }],
      'tax',
      2026,
    ],
    ['nothing registered', [], 'tax', null],
  ])('%s', (_name, premiums, expected, year) => {
    const found = look(facts({ insurances: ['390'], premiums: premiums.map(premium) }))
    expect({ premium: found.premium, year: found.year }).toEqual({ premium: expected, year })
  })

  it('is nothing to pay for an employee, and unknown where the centre was not asked', () => {
    expect(look(facts({ insurances: ['310'], premiums: [] })).premium).toBe('none')
    expect(look(facts({ premiums: undefined })).premium).toBe('unknown')
    expect(look(null)).toEqual({
      stopped: false,
      premium: 'unknown',
      year: null,
      wallet: 'unknown',
      lacks: [],
      toReceive: 0,
    })
  })
})

describe('what is missing', () => {
  it.each<[string, Partial<MemberFacts>, string, string[]]>([
    ['nothing', {}, '长期', []],
    ['an expired card', {}, '20261122', ['card-expired']],
    ['a card on its last day', {}, '20261123', []],
    ['no wallet', { wallet: null }, '长期', ['no-wallet']],
    ['no insurance and no wallet', { insurances: [], wallet: null }, '长期', ['not-insured', 'no-wallet']],
    ['two insurances', { insurances: ['310', '390'] }, '长期', ['several-insurances']],
    ['suspended', { status: 'suspended' }, '长期', ['suspended']],
    ['unknown to the centre', { status: 'unknown' }, '20200101', ['not-found', 'card-expired']],
    ['a place without a list', { insuredRegion: regionKey('310000', '上海市') }, '长期', ['place-unknown']],
  ])('%s', (_name, part, validTo, expected) => {
    expect(look(facts(part), validTo).lacks).toEqual(expected)
  })

  it('is not gone through for somebody registered as deceased', () => {
    expect(look(facts({ status: 'deceased', wallet: null }), '20200101')).toMatchObject({
      stopped: true,
      lacks: [],
    })
  })
})

it('never says paid of a year that is not, whatever is registered', () => {
  const line = fc.record({
    year: fc.integer({ min: 2024, max: 2028 }),
    state: fc.constantFrom<PremiumFacts['state']>('due', 'debited', 'paid'),
    payableTo: fc.constantFrom('2026-08-31', '2026-12-31'),
  })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
      const premiums = lines.map((one) => premium(one))
      const found = look(facts({ insurances: ['390'], premiums }))
      const ofYear = premiums.filter(({ year }) => year === found.year)
      if (found.premium === 'paid') expect(ofYear.some(({ state }) => state === 'paid')).toBe(true)
      if (found.premium === 'paid') expect(premiums.every(({ state }) => state !== 'due')).toBe(true)
      if (found.premium === 'due') expect(ofYear.some(({ state }) => state === 'due')).toBe(true)
    }),
  )
})
