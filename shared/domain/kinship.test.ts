import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import { kinshipWarnings, relationOf } from './kinship'

const pack = rulePackSchema.parse(packJson)
const warnings = (code: string, payerBirthDate: string | null, payeeIdNumber: string): readonly string[] => {
  const relation = relationOf(pack, code)
  return relation === null ? ['no such relation'] : kinshipWarnings(relation, payerBirthDate, payeeIdNumber)
}
/** A woman born on 1974-06-08. */
const payee = '990203197406085827'

describe('kinshipWarnings', () => {
  it('finds nothing odd in a daughter 24 years younger', () => {
    expect(warnings('30', '19500312', payee)).toEqual([])
  })
  it('asks about a child less than 14 years younger, to the day', () => {
    expect(warnings('30', '19600608', payee)).toEqual([])
    expect(warnings('30', '19600609', payee)).toEqual(['earlier-generation-too-young'])
  })
  it('asks about a mother less than 14 years older', () => {
    expect(warnings('52', '19880608', payee)).toEqual([])
    expect(warnings('52', '19880607', payee)).toEqual(['earlier-generation-too-young'])
  })
  it('asks about a son whose number says daughter', () => {
    expect(warnings('20', '19500312', payee)).toEqual(['sex-differs'])
    expect(warnings('11', '19740101', payee)).toEqual(['sex-differs'])
    expect(warnings('12', '19740101', payee)).toEqual([])
    expect(warnings('10', '19740101', payee)).toEqual([])
  })
  it('keeps silent where the number or the payer’s birth date tells nothing', () => {
    expect(warnings('20', '19500312', 'USA110180010101')).toEqual([])
    expect(warnings('30', null, payee)).toEqual([])
  })
})
