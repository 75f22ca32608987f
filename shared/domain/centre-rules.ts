import type { CentreBody } from './centre-operation'
import { checkPlaceChange } from './place-change-rules'
import { checkPremium } from './premium-rules'
import { checkRelationDeclaration } from './relation-rules'
import type { RuleCheck, RuleContext } from './rule-check'
import { checkOperation } from './rules'

/** Every rule of an operation of any kind the centre carries out; the counter's kinds go the counter's own way. */
export function checkCentreOperation(body: CentreBody, ctx: RuleContext): readonly RuleCheck[] {
  switch (body.kind) {
    case 'premium-payment':
      return checkPremium(body, ctx)
    case 'place-of-use-change':
      return checkPlaceChange(body, ctx)
    case 'relation-declaration':
      return checkRelationDeclaration(body, ctx)
    default:
      return checkOperation(body, ctx)
  }
}
