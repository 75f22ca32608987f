import { describe, expect, it } from 'vitest'
import type { CheckLine } from '../../../shared/contract/view'
import { aRefusal } from '../bridge/testing/fake-core'
import { groupChecks } from './check-groups'

const line = (rule: string, verdict: CheckLine['verdict'], field: string | null = null): CheckLine => ({
  rule,
  verdict,
  asOf: null,
  refusal: verdict === 'ok' ? null : aRefusal('field.missing', field),
})
const all = (): boolean => true

describe('the rules as the clerk reads them', () => {
  it('come with what stops first and what holds last', () => {
    const lines = [
      line('a', 'ok'),
      line('b', 'unknown', 'one'),
      line('c', 'fails', 'two'),
      line('d', 'later', 'three'),
    ]
    expect(groupChecks(lines, all).map(({ verdict }) => verdict)).toEqual(['fails', 'later', 'unknown', 'ok'])
  })

  it('are drawn together only where all hold', () => {
    const well = [line('member.known', 'ok'), line('member.age', 'ok'), line('member.card', 'ok')]
    expect(groupChecks(well, all).map(({ key }) => key)).toEqual(['group.person'])
    const expired = groupChecks([...well, line('member.facts-age', 'fails')], all)
    expect(expired.map(({ verdict }) => verdict)).toEqual(['fails', 'ok'])
  })

  it('call a field nobody has been in missing, not wrong', () => {
    const lines = [line('form', 'fails', 'amount'), line('form', 'fails', 'relation')]
    const groups = groupChecks(lines, (field) => field === 'amount')
    expect(groups.map(({ verdict }) => verdict)).toEqual(['fails', 'missing'])
  })

  it('tell one and the same reason once', () => {
    const twice = [line('place.insured', 'fails'), line('member.insurance', 'fails')]
    expect(groupChecks(twice, all)).toHaveLength(1)
  })
})
