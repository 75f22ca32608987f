import type { PremiumFacts } from '../../shared/domain/premium-facts'
import type { Db, MemberId, Tables } from '../schema'

type Row = Pick<
  Tables['premium'],
  'year' | 'region' | 'due_fen' | 'payable_from' | 'payable_to' | 'state' | 'channel' | 'changed_at'
>

/** A line of the collecting authority's register as the rules and the counter see it. */
export function premiumFactsOf(row: Row): PremiumFacts {
  return {
    year: row.year,
    region: row.region,
    dueFen: row.due_fen,
    payableFrom: row.payable_from,
    payableTo: row.payable_to,
    state: row.state,
    channel: row.state === 'due' ? null : row.channel,
    changedAt: row.changed_at,
  }
}

/** As many years as a counter is told of. */
const yearsTold = 3

/** What is registered of a person's premiums, the newest insured year first. */
export async function premiumsOf(
  db: Pick<Db, 'selectFrom'>,
  person: MemberId,
): Promise<readonly PremiumFacts[]> {
  const rows = await db
    .selectFrom('premium')
    .selectAll()
    .where('person_id', '=', person)
    .orderBy('year', 'desc')
    .limit(yearsTold)
    .execute()
  return rows.map(premiumFactsOf)
}
