import type { ConsentSubject, OperationBody, Refusal } from './operation'
import type { RuleContext } from './rule-check'
import { memberAge } from './person-rules'
import { cautiousDataConsentUnder } from './rule-pack'
import { refusal } from './rule-check'

/**
 * What is asked of the member by itself, one sentence and one press each, besides the words of the application
 * (domain.md 2, 3.2): a place of use other than the insured region, and the data of a child, for which the guardian
 * presses (个人信息保护法 31).
 */
export function separateConsents(
  body: OperationBody,
  ctx: Pick<RuleContext, 'person' | 'nowAt' | 'pack'>,
): readonly ConsentSubject[] {
  if (body.kind !== 'wallet-opening') return []
  const age = memberAge(ctx)
  const isChild = age !== null && age < (ctx.pack.ages.dataConsentUnder ?? cautiousDataConsentUnder)
  return [
    ...(body.placeReason === undefined ? [] : (['place-of-use'] as const)),
    ...(isChild ? (['child-data'] as const) : []),
  ]
}

/** The questions that were not answered with 同意; empty = nothing is missing. */
export function consentRefusals(
  body: OperationBody,
  given: readonly { readonly subject: ConsentSubject }[],
  ctx: Pick<RuleContext, 'person' | 'nowAt' | 'pack'>,
): readonly Refusal[] {
  return separateConsents(body, ctx)
    .filter((subject) => !given.some((one) => one.subject === subject))
    .map(() => refusal('assent.separate-missing'))
    .slice(0, 1)
}
