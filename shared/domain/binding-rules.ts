import type { BindingBody } from './operation'
import type { RuleCheck, RuleContext } from './rule-check'
import { checkAge, checkCard, checkInsurance, checkKnownAndAlive } from './person-rules'
import { checkOther } from './relation-rules'
import { fails, holds, packOfTaking, refusal, unknown } from './rule-check'
import { relationCheck } from './transfer-rules'
import { checkTypedMoney } from './typed-rules'

/**
 * Every rule of 家庭共济绑定 (domain.md 3.9): the pack takes it, the member is one who may decide over the account, the other
 * one is a near relative by the rules of a transfer and insured, and is not bound yet; what ends must be in force.
 */
export function checkBinding(body: BindingBody, ctx: RuleContext): readonly RuleCheck[] {
  return [
    checkOffered(ctx),
    ...checkKnownAndAlive(ctx),
    ...checkInsurance(ctx),
    checkAge(ctx),
    checkCard(ctx),
    ...checkTypedMoney(ctx),
    checkOther(body, ctx),
    ...(body.change === 'bind' ? [checkNear(body, ctx), checkRelative(ctx)] : []),
    checkInForce(body, ctx),
  ]
}

function checkOffered(ctx: RuleContext): RuleCheck {
  const { pack } = packOfTaking(ctx)
  if (pack.familyBinding?.taken === true) return holds('binding.offered')
  return fails(
    'binding.offered',
    refusal('binding.not-offered', { clause: { pack, path: 'familyBinding.taken' } }),
  )
}

function checkNear({ relation, commitment }: BindingBody, ctx: RuleContext): RuleCheck {
  return relationCheck(relation ?? '', ctx, commitment)
}

function checkRelative({ binding }: RuleContext): RuleCheck {
  if (binding === undefined || binding.relativeInsured === null) return unknown('binding.relative')
  return binding.relativeInsured
    ? holds('binding.relative', binding.asOf)
    : fails(
        'binding.relative',
        refusal('binding.relative-unknown', { field: 'other.idNumber' }),
        binding.asOf,
      )
}

function checkInForce({ change }: BindingBody, { binding }: RuleContext): RuleCheck {
  if (binding === undefined) return unknown('binding.in-force')
  const { inForce, asOf } = binding
  if (inForce === (change === 'end')) return holds('binding.in-force', asOf)
  const code = inForce ? 'binding.exists' : 'binding.no-such'
  return fails('binding.in-force', refusal(code, { field: 'other.idNumber' }), asOf)
}
