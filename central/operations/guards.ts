import { partiesOf } from '../../shared/domain/parties'
import type { Refusal, TransferBody } from '../../shared/domain/operation'
import { refusal } from '../../shared/domain/rule-check'
import type { Transfer } from './book'
import { premiumKey, relatedKey } from './book'
import type { Case } from './context'
import { approved, secondPersons } from './records'

const hourMs = 3_600_000

/**
 * What stops an operation whatever anybody approves: nobody takes or approves one of his or her own or of a relative
 * (回避, domain.md 2).
 */
export function guardRefusals({ book, payload, records }: Case): readonly Refusal[] {
  const actors = [payload.clerk, ...secondPersons(records)]
  const parties = partiesOf(payload)
  const related = actors.some((actor) =>
    parties.some((number) => book.related.has(relatedKey(actor, number))),
  )
  return related ? [refusal('clerk.related')] : []
}

/** What a second person has to look at first; empty when nothing, or when one has. */
export function approvalReasons(it: Case): readonly Refusal[] {
  if (approved(it.records, it.payload)) return []
  return [...contradiction(it), ...manyMembers(it), ...manyPayers(it)]
}

/** The newest relation this member gave to a person, null when none. */
export function relationGiven({ book, member }: Case, otherNumber: string): string | null {
  const lines = book.relations.filter(
    (line) => line.memberId === member?.id && line.otherNumber === otherNumber,
  )
  return lines.at(-1)?.relation ?? null
}

/** Whom and which relation an operation states, null when none. */
export function statedRelation({ payload: { body } }: Case): {
  readonly otherNumber: string
  readonly relation: string
  readonly commitment: string | null
} | null {
  switch (body.kind) {
    case 'transfer':
      return {
        otherNumber: body.payee.idNumber,
        relation: body.relation,
        commitment: body.commitment ?? null,
      }
    case 'relation-declaration':
      return { otherNumber: body.other.idNumber, relation: body.relation, commitment: body.commitment }
    case 'premium-payment':
      return body.relation === null
        ? null
        : { otherNumber: body.person.idNumber, relation: body.relation, commitment: null }
    case 'wallet-opening':
    case 'receive':
    case 'place-of-use-change':
      return null
  }
}

function contradiction(it: Case): readonly Refusal[] {
  const stated = statedRelation(it)
  if (stated === null) return []
  const earlier = relationGiven(it, stated.otherNumber)
  if (earlier === null || earlier === stated.relation) return []
  return [
    refusal('relation.contradicts', { data: { relation: stated.relation, earlier }, field: 'relation' }),
  ]
}

function manyMembers({ book, payload: { agent }, member, pack }: Case): readonly Refusal[] {
  if (agent === undefined || member === null) return []
  const count = new Set([...(book.membersOf.get(agent.idNumber) ?? []), member.id]).size
  if (count <= pack.guards.agentMembersPerDay) return []
  const clause = { pack, path: 'guards.agentMembersPerDay' }
  return [refusal('agent.many-members', { data: { count: count - 1 }, clause })]
}

function manyPayers({ book, payload: { body }, member, other, pack }: Case): readonly Refusal[] {
  if (body.kind !== 'transfer' || member === null || other === null) return []
  const count = new Set([...(book.payersOf.get(other.id) ?? []), member.id]).size
  if (count <= pack.guards.payeePayers) return []
  const data = { count: count - 1, days: pack.guards.payeePayersDays }
  const clause = { pack, path: 'guards.payeePayers' }
  return [refusal('payee.many-payers', { data, field: 'payee.idNumber', clause })]
}

/**
 * Whether another transfer of this member to this payee, or another payment of this person's premium, was carried out
 * since this one was taken, by whatever channel (domain.md 3.3); 还要再转一次 says that it is meant.
 */
export function twinSuspected({ book, payload, records, member, other, at, pack }: Case): boolean {
  if (records.again !== null || member === null) return false
  const { body, takenAt } = payload
  if (body.kind === 'transfer') {
    const anyAmount = at - takenAt > pack.guards.twinHours * hourMs
    return [...book.transfers.values()].some(
      (twin) =>
        twin.id !== payload.id &&
        twin.payer_id === member.id &&
        samePayee(twin, body, other?.id ?? null) &&
        twin.state !== 'returned' &&
        twin.sent_at >= takenAt &&
        (anyAmount || twin.amount_fen === body.amountFen),
    )
  }
  if (body.kind !== 'premium-payment' || other === null) return false
  const premium = book.premiums.get(premiumKey(other.id, body.year))
  return premium !== undefined && premium.state !== 'due' && premium.changed_at >= takenAt
}

/** Of another centre's payee the table keeps no name: any of them is suspected. */
function samePayee(twin: Transfer, { payee }: TransferBody, payeeId: string | null): boolean {
  return twin.party === payee.party && twin.payee_id === payeeId
}
