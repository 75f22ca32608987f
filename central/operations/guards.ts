import { givenKey } from '../approvals/given'
import type { ClerkId } from '../../shared/domain/ids'
import { partiesOf } from '../../shared/domain/parties'
import type { Refusal, TransferBody } from '../../shared/domain/operation'
import { refusal } from '../../shared/domain/rule-check'
import { needsSupervisor } from '../../shared/domain/second-person'
import type { Transfer } from './book'
import { clockErrorMs, premiumKey, relatedKey } from './book'
import type { Case } from './context'
import type { ItemRecords } from './records'
import { secondPersons } from './records'

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

/**
 * An approval counts when somebody else than the taker gave it, and the centre knows that clerk (domain.md 2); one from
 * elsewhere only when the centre has that act itself (ADR 34).
 */
function approvals({ records, payload, book }: Case): ItemRecords['approvals'] {
  return records.approvals.filter(
    (one) => one.by !== payload.clerk && book.secondPersons.has(one.by) && isGiven(book, one),
  )
}

function isGiven(
  { given }: Case['book'],
  { operationId, payloadHash, by, through }: ItemRecords['approvals'][number],
): boolean {
  return through === undefined || given.has(givenKey(operationId, payloadHash, by, through))
}

function isSupervisor({ book }: Case, clerk: ClerkId): boolean {
  return book.secondPersons.get(clerk) === 'supervisor'
}

/** Clerk and second person saw the member agree: two people, the second not the taker and known to the centre. */
export function attested({ records: { attestation }, payload, book }: Case): boolean {
  if (attestation === null) return false
  const { by, second } = attestation
  return second !== by && second !== payload.clerk && book.secondPersons.has(second)
}

/** Which reasons for a second person nobody has answered: some are for a supervisor only. */
export function unanswered(it: Case, reasons: readonly Refusal[]): readonly Refusal[] {
  const looked = approvals(it)
  const bySupervisor = looked.some(({ by }) => isSupervisor(it, by))
  return reasons.filter((reason) => (needsSupervisor([reason]) ? !bySupervisor : looked.length === 0))
}

/** What a second person has to look at first, by what only the centre can see. */
export function approvalReasons(it: Case): readonly Refusal[] {
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
    case 'family-binding':
      return body.relation === null
        ? null
        : {
            otherNumber: body.other.idNumber,
            relation: body.relation,
            commitment: body.commitment ?? null,
          }
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
  const takenFrom = takenAt - clockErrorMs
  if (body.kind === 'transfer') {
    const anyAmount = at - takenAt > pack.guards.twinHours * hourMs
    return [...book.transfers.values()].some(
      (twin) =>
        twin.id !== payload.id &&
        twin.payer_id === member.id &&
        samePayee(twin, body, other?.id ?? null) &&
        twin.state !== 'returned' &&
        twin.sent_at >= takenFrom &&
        (anyAmount || twin.amount_fen === body.amountFen),
    )
  }
  if (body.kind !== 'premium-payment' || other === null) return false
  const premium = book.premiums.get(premiumKey(other.id, body.year))
  return premium !== undefined && premium.state !== 'due' && premium.changed_at >= takenFrom
}

/** Of another centre's payee the table keeps no name: any of them is suspected. */
function samePayee(twin: Transfer, { payee }: TransferBody, payeeId: string | null): boolean {
  return twin.party === payee.party && twin.payee_id === payeeId
}
