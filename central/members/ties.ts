import { z } from 'zod'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { MemberFacts } from '../../shared/domain/member-facts'
import type { Db } from '../schema'

/** What a person is in an operation: whoever it is about sees all, the others what the operation needs. */
export type Role = 'member' | 'other'

const person = z.looseObject({ idNumber: z.string() })
const peopleSchema = z.looseObject({
  member: person,
  body: z.looseObject({ payee: person.optional(), person: person.optional(), other: person.optional() }),
})

/** The role of a person in an operation this station sent; null when there is no such tie. */
export async function roleIn(
  db: Db,
  station: StationId,
  operation: OperationId,
  idNumber: string,
): Promise<Role | null> {
  const row = await db
    .selectFrom('operation')
    .select('payload')
    .where('id', '=', operation)
    .where('station', '=', station)
    .executeTakeFirst()
  if (row === undefined) return null
  const people = peopleSchema.safeParse(JSON.parse(row.payload))
  if (!people.success) return null
  const { member, body } = people.data
  if (member.idNumber === idNumber) return 'member'
  const others = [body.payee, body.person, body.other]
  return others.some((other) => other?.idNumber === idNumber) ? 'other' : null
}

/** What a station may know of somebody an operation only names: whether he or she is insured, no money, no names. */
export function maskedFacts(facts: MemberFacts): MemberFacts {
  return {
    ...facts,
    personalAccountFen: null,
    wallet: null,
    transfersToday: 0,
    transfersPending: 0,
    waitingToReceive: [],
    premiums: [],
    familyBindings: [],
  }
}
