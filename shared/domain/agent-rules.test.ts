import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { RelationCode } from './ids'
import { checkHelp } from './agent-rules'
import { approvalsOf, checkOperation, refusalsOf } from './rules'
import type { RuleAgent, RuleContext } from './rule-check'
import { consentRefusals, separateConsents } from './separate-consent'
import {
  payeeIdNumber,
  sampleAt,
  sampleContext,
  sampleFacts,
  sampleOpening,
  sampleTransfer,
} from './testing/samples'

const pack = rulePackSchema.parse(packJson)
const hash = 'a'.repeat(64)
const letter = { kind: 'authority-letter', sha256: hash } as const
const register = { kind: 'household-register', sha256: hash } as const
const childNumber = '990101201507031191'

/** The daughter, who is of age, with a letter; the mother is not here. */
function agent(change: Partial<RuleAgent> = {}): RuleAgent {
  return {
    name: '李晓梅',
    idNumber: '990203197406085827',
    phone: null,
    authority: 'letter',
    memberPresent: false,
    relation: '30' as RelationCode,
    paper: letter,
    validTo: '20380601',
    payeePhone: null,
    memberSpoken: false,
    ...change,
  }
}

const codes = (body: Parameters<typeof checkOperation>[0], change: Partial<RuleContext>): readonly string[] =>
  refusalsOf(checkOperation(body, sampleContext(pack, change))).map(({ code }) => code)
const toSomebodyElse = sampleTransfer({
  payee: { ...sampleTransfer().payee, name: '陈静', idNumber: '990101198509011122' },
})
const toAgent = sampleTransfer()

describe('who acts for a member', () => {
  it('leaves the rules of a member who acts alone as they are', () => {
    expect(checkHelp(toAgent, sampleContext(pack))).toEqual([])
  })

  it('shows a letter, unless the member is here and presses 同意', () => {
    expect(codes(toSomebodyElse, { agent: agent() })).toEqual([])
    const { paper: _none, ...without } = agent()
    expect(codes(toSomebodyElse, { agent: without })).toEqual(['agent.letter-missing'])
    expect(codes(toSomebodyElse, { agent: agent({ paper: register }) })).toEqual(['agent.letter-missing'])
    expect(codes(toSomebodyElse, { agent: { ...without, memberPresent: true } })).toEqual([])
  })

  it.each([
    [{}, ['agent.is-payee']],
    [{ memberSpoken: true }, []],
    [{ supervisorCalls: true }, []],
    [{ authority: 'guardian', paper: register, supervisorCalls: true }, ['agent.ward-money']],
    [{ memberPresent: true }, []],
    [{ authority: 'guardian', paper: register, memberPresent: true }, ['agent.ward-money']],
    [{ authority: 'guardian', paper: register, memberSpoken: true }, ['agent.ward-money']],
  ] as const)('is not quietly the payee: %j', (change, refused) => {
    expect(toAgent.payee.idNumber).toBe(payeeIdNumber)
    expect(codes(toAgent, { agent: agent(change) })).toEqual(refused)
  })

  it('waits for the supervisor who calls the member, and for nothing else a supervisor is not asked', () => {
    const waits = (change: Partial<RuleAgent>) =>
      approvalsOf(checkOperation(toAgent, sampleContext(pack, { agent: agent(change) }))).map(
        ({ code }) => code,
      )
    expect(waits({ supervisorCalls: true })).toEqual(['agent.is-payee'])
    expect(waits({ supervisorCalls: true, memberSpoken: true })).toEqual([])
    expect(waits({})).toEqual([])
  })

  it('is the payee too when the payee’s wallet has the agent’s phone', () => {
    const phone = '13800001234'
    expect(codes(toSomebodyElse, { agent: agent({ phone, payeePhone: phone }) })).toEqual(['agent.is-payee'])
    expect(codes(toSomebodyElse, { agent: agent({ phone, payeePhone: '13900001234' }) })).toEqual([])
    expect(codes(toSomebodyElse, { agent: agent({ phone: null, payeePhone: null }) })).toEqual([])
  })

  it('is of age and has a valid card', () => {
    const young = { idNumber: childNumber }
    expect(codes(toSomebodyElse, { agent: agent(young) })).toEqual(['agent.too-young'])
    expect(codes(toSomebodyElse, { agent: agent({ ...young, memberPresent: true }) })).toEqual([])
    expect(codes(toSomebodyElse, { agent: agent({ validTo: '20261121' }) })).toEqual(['agent.card-expired'])
    expect(codes(toSomebodyElse, { agent: agent({ validTo: '20261122' }) })).toEqual([])
  })

  it('moves no money of a member who is away on an old word that the member lives', () => {
    const hours = (n: number) => sampleFacts({ asOf: sampleAt - n * 3_600_000 })
    const absent = { agent: agent() }
    expect(codes(toSomebodyElse, { ...absent, member: hours(24) })).toEqual([])
    expect(codes(toSomebodyElse, { ...absent, member: hours(25) })).toEqual(['member.status-too-old'])
    expect(codes(toSomebodyElse, { ...absent, member: null })).toEqual(['member.status-too-old'])
    expect(codes(toSomebodyElse, { agent: agent({ memberPresent: true }), member: hours(25) })).toEqual([])
  })
})

describe('a member who is not of age', () => {
  const child = { idNumber: childNumber, birthDate: '20150703', validTo: '20380601' }
  const guardian = agent({ authority: 'guardian', paper: register })
  const opening = sampleOpening(pack)
  const fresh = { member: sampleFacts({ wallet: null }) }

  it.each([
    [{}, ['member.needs-guardian']],
    [{ agent: agent() }, ['member.needs-guardian']],
    [{ agent: guardian }, []],
    [{ agent: { ...guardian, paper: letter } }, ['agent.guardian-paper-missing']],
    [{ agent: { ...guardian, idNumber: childNumber } }, ['agent.too-young']],
    [{ ownIncome: true }, ['member.needs-guardian']],
  ] satisfies readonly (readonly [Partial<RuleContext>, readonly string[]])[])(
    'of eleven years: %j',
    (change, refused) => {
      expect(codes(opening, { person: child, ...fresh, ...change })).toEqual(refused)
    },
  )

  it.each([
    ['20101123', true, ['member.needs-guardian']],
    ['20101122', true, []],
    ['20101122', false, ['member.needs-guardian']],
    ['20081123', true, []],
    ['20081122', false, []],
  ] as const)('born %s, own income %s', (birthDate, ownIncome, refused) => {
    expect(codes(opening, { person: { ...child, birthDate }, ...fresh, ownIncome })).toEqual(refused)
  })

  it('is asked after by a question of its own below fourteen', () => {
    const of = (birthDate: string) => ({ ...sampleContext(pack), person: { ...child, birthDate } })
    expect(separateConsents(opening, of('20150703'))).toEqual(['child-data'])
    expect(separateConsents(opening, of('20121123'))).toEqual(['child-data'])
    expect(separateConsents(opening, of('20121122'))).toEqual([])
    expect(separateConsents(toAgent, of('20150703'))).toEqual([])
  })
})

describe('a member who cannot answer', () => {
  it('moves no money, whoever asks, and may still open a wallet', () => {
    expect(codes(toSomebodyElse, { cannotAnswer: true })).toEqual(['member.cannot-answer'])
    const helped = { cannotAnswer: true, agent: agent({ memberPresent: true }) }
    expect(codes(toSomebodyElse, helped)).toEqual(['member.cannot-answer'])
    const opening = { cannotAnswer: true, member: sampleFacts({ wallet: null }) }
    expect(codes(sampleOpening(pack), opening)).toEqual([])
  })

  it('is an adult: a child is represented', () => {
    const child = { idNumber: childNumber, birthDate: '20150703', validTo: '20380601' }
    const guardian = agent({ authority: 'guardian', paper: register })
    expect(codes(toSomebodyElse, { cannotAnswer: true, person: child, agent: guardian })).toEqual([])
  })
})

describe('a place of use other than the insured region', () => {
  it('wants a consent of its own', () => {
    const ctx = sampleContext(pack)
    const elsewhere = sampleOpening(pack, { placeReason: '住在女儿家' })
    expect(separateConsents(elsewhere, ctx)).toEqual(['place-of-use'])
    expect(consentRefusals(elsewhere, [], ctx).map(({ code }) => code)).toEqual(['assent.separate-missing'])
    expect(consentRefusals(elsewhere, [{ subject: 'place-of-use' }], ctx)).toEqual([])
    expect(consentRefusals(elsewhere, [{ subject: 'child-data' }], ctx)).toHaveLength(1)
    expect(consentRefusals(sampleOpening(pack), [], ctx)).toEqual([])
  })
})
