import type { RelationBody } from './operation'
import type { RuleCheck, RuleContext } from './rule-check'
import { shanghaiDate } from './china-time'
import { readIdNumber } from './id-number'
import { relationOf } from './kinship'
import { checkAge, checkCard, checkKnownAndAlive } from './person-rules'
import { fails, holds, packOfTaking, refusal } from './rule-check'

/**
 * Every rule of declaring a relation (domain.md 3.4): both are somebody, the relation is one that may ever receive, and a
 * relation that needs a commitment comes with one.
 */
export function checkRelationDeclaration(body: RelationBody, ctx: RuleContext): readonly RuleCheck[] {
  return [
    ...checkKnownAndAlive(ctx),
    checkAge(ctx),
    checkCard(ctx),
    checkOther(body, ctx),
    checkNear(body, ctx),
  ]
}

/** Somebody else, with a name and a number that can be one. */
export function checkOther({ other }: Pick<RelationBody, 'other'>, ctx: RuleContext): RuleCheck {
  if (other.name.trim() === '') return fails('relation.other', refusal('name.empty', { field: 'other.name' }))
  const read = readIdNumber(other.idNumber, shanghaiDate(packOfTaking(ctx).at))
  if (!read.ok) return fails('relation.other', refusal(read.error, { field: 'other.idNumber' }))
  if (read.value.idNumber !== other.idNumber)
    return fails('relation.other', refusal('id-number.malformed', { field: 'other.idNumber' }))
  return other.idNumber.toUpperCase() === ctx.person.idNumber.toUpperCase()
    ? fails('relation.other', refusal('payee.same-person', { field: 'other.idNumber' }))
    : holds('relation.other')
}

function checkNear({ relation: code, commitment }: RelationBody, ctx: RuleContext): RuleCheck {
  const { pack } = packOfTaking(ctx)
  const clause = { pack, path: 'relations' }
  const relation = relationOf(pack, code)
  if (relation === null)
    return fails(
      'relation.near',
      refusal('relation.no-such', { data: { relation: code }, field: 'relation', clause }),
    )
  const parts = { data: { relation: relation.code, name: relation.name }, field: 'relation', clause }
  if (relation.rule === 'refuse') return fails('relation.near', refusal('relation.not-near', parts))
  return relation.rule === 'commitment' && commitment === null
    ? fails('relation.near', refusal('relation.needs-commitment', parts))
    : holds('relation.near')
}
