import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { RelationCode } from './ids'
import type { BindingBody } from './operation'
import type { RuleAgent, RuleContext } from './rule-check'
import { approvalsOf, checkOperation, refusalsOf } from './rules'
import { payeeIdNumber, payerIdNumber, sampleAt, sampleContext, sampleFacts } from './testing/samples'

const pack = rulePackSchema.parse(packJson)
const { familyBinding, ...without } = pack
const bind: BindingBody = {
  kind: 'family-binding',
  change: 'bind',
  other: { name: '李晓梅', idNumber: payeeIdNumber },
  relation: '30' as RelationCode,
}
const end: BindingBody = { ...bind, change: 'end', relation: null }
const known = (
  inForce: boolean,
  relativeInsured: boolean | null = null,
): NonNullable<RuleContext['binding']> => ({
  inForce,
  relativeInsured,
  asOf: sampleAt,
})

const codes = (body: BindingBody, change: Partial<RuleContext> = {}): readonly string[] =>
  refusalsOf(checkOperation(body, sampleContext(pack, change))).map(({ code }) => code)

describe('家庭共济绑定', () => {
  it('is told and not taken unless the pack says so', () => {
    expect(familyBinding).toEqual({ taken: true })
    for (const told of [without, { ...without, familyBinding: { taken: false } }]) {
      const [refusal] = refusalsOf(checkOperation(bind, sampleContext(told)))
      expect(refusal).toMatchObject({
        code: 'binding.not-offered',
        clause: { pack: pack.number, path: 'familyBinding.taken' },
      })
    }
    expect(codes(bind)).toEqual([])
    expect(codes(end)).toEqual([])
  })

  it.each<[string, Partial<BindingBody>, readonly string[]]>([
    ['a sister’s husband is no near relative', { relation: '90' as RelationCode }, ['relation.not-near']],
    ['the own self', { other: { name: '王秀英', idNumber: payerIdNumber } }, ['payee.same-person']],
    ['nobody', { other: { name: ' ', idNumber: payeeIdNumber } }, ['name.empty']],
    [
      'a wrong number',
      { other: { name: '李晓梅', idNumber: '990203197406085820' } },
      ['id-number.wrong-check-digit'],
    ],
    ['a relation that needs a commitment', { relation: '27' as RelationCode }, ['relation.needs-commitment']],
    ['and has one', { relation: '27' as RelationCode, commitment: '由他赡养' }, []],
    ['no relation at all', { relation: null }, ['relation.no-such']],
  ])('%s', (_case, change, expected) => {
    expect(codes({ ...bind, ...change })).toEqual(expected)
  })

  it('binds whom the centre knows as insured, once; ends only what is in force', () => {
    expect(codes(bind, { binding: known(false, false) })).toEqual(['binding.relative-unknown'])
    expect(codes(bind, { binding: known(true, true) })).toEqual(['binding.exists'])
    expect(codes(bind, { binding: known(false, true) })).toEqual([])
    expect(codes(end, { binding: known(false, true) })).toEqual(['binding.no-such'])
    // whoever lost the insurance can still be let go
    expect(codes(end, { binding: known(true, false) })).toEqual([])
  })

  it('waits for a second person where the number was typed, and for nobody else', () => {
    const waits = (identity: 'card' | 'typed'): readonly string[] =>
      approvalsOf(checkOperation(bind, sampleContext(pack, { identity }))).map(({ code }) => code)
    expect(waits('typed')).toEqual(['visit.typed-identity'])
    expect(waits('card')).toEqual([])
  })

  it('stops with the member’s death, and where the member cannot answer', () => {
    expect(codes(bind, { member: sampleFacts({ status: 'deceased' }) })).toContain('member.deceased')
    expect(codes(bind, { cannotAnswer: true })).toEqual(['member.cannot-answer'])
    expect(codes(end, { cannotAnswer: true })).toEqual([])
  })

  it('is not done for the agent’s own bills without the member', () => {
    const agent: RuleAgent = {
      name: '李晓梅',
      idNumber: payeeIdNumber,
      phone: null,
      authority: 'letter',
      memberPresent: false,
      relation: '30' as RelationCode,
      paper: { kind: 'authority-letter', sha256: 'a'.repeat(64) },
      validTo: '20380601',
      payeePhone: null,
      memberSpoken: false,
    }
    expect(codes(bind, { agent })).toEqual(['agent.is-relative'])
    expect(codes(end, { agent })).toEqual([])
    expect(codes(bind, { agent: { ...agent, memberPresent: true } })).toEqual([])
    const waits = approvalsOf(
      checkOperation(bind, sampleContext(pack, { agent: { ...agent, supervisorCalls: true } })),
    )
    expect(waits.map(({ code }) => code)).toEqual(['agent.is-relative'])
    const guardian = {
      ...agent,
      authority: 'guardian' as const,
      paper: { kind: 'household-register' as const, sha256: 'a'.repeat(64) },
    }
    expect(codes(bind, { agent: guardian })).toEqual(['agent.ward-money'])
  })
})
