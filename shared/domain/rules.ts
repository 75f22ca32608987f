import type { OperationBody } from './operation'
import type { RuleCheck, RuleContext } from './rule-check'
import { checkHelp } from './agent-rules'
import { checkBinding } from './binding-rules'
import { checkOpening } from './opening-rules'
import { checkPlaceChange } from './place-change-rules'
import { checkPremium } from './premium-rules'
import { checkReceive } from './receive-rules'
import { checkRelationDeclaration } from './relation-rules'
import { checkTransfer } from './transfer-rules'

export { approvalsOf, refusalsOf, ruleNames } from './rule-check'
export type { RuleCheck, RuleContext, RuleName, RuleVerdict, TakenHere } from './rule-check'

/**
 * Every rule of an operation, whatever its kind; the counter asks with `moment: 'taking'`, the centre with
 * `'carrying-out'` (domain.md 4.4). `refusalsOf` picks what stops it.
 */
export function checkOperation(body: OperationBody, ctx: RuleContext): readonly RuleCheck[] {
  return [...checkKind(body, ctx), ...checkHelp(body, ctx)]
}

function checkKind(body: OperationBody, ctx: RuleContext): readonly RuleCheck[] {
  switch (body.kind) {
    case 'wallet-opening':
      return checkOpening(body, ctx)
    case 'transfer':
      return checkTransfer(body, ctx)
    case 'receive':
      return checkReceive(body, ctx)
    case 'premium-payment':
      return checkPremium(body, ctx)
    case 'place-of-use-change':
      return checkPlaceChange(body, ctx)
    case 'relation-declaration':
      return checkRelationDeclaration(body, ctx)
    case 'family-binding':
      return checkBinding(body, ctx)
  }
}
