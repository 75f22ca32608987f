import { canonicalJson } from '../shared/contract/canonical'
import type { SentComplaint } from '../shared/contract/complaints'
import type { Result } from '../shared/domain/result'
import { fail, ok } from '../shared/domain/result'
import type { Centre } from './centre'
import { inTransaction } from './database'
import { sha256 } from './hash'

/**
 * Keeps a complaint once under its id; who runs the centre finds it among the incidents. The same again is answered as
 * the first time was, another content under the same id changes nothing.
 */
export async function keepComplaint(
  { db, clock }: Pick<Centre, 'db' | 'clock'>,
  sent: SentComplaint,
): Promise<Result<{ readonly arrivedAt: number }, 'complaint.other-content'>> {
  const hash = sha256(canonicalJson({ ...sent }))
  return inTransaction(db, async (tx) => {
    const arrivedAt = clock.now()
    const { complaintId: id, station, clerk, number, institution, name, region, said, madeAt } = sent
    const added = await tx
      .insertInto('complaint')
      .values({
        id,
        station,
        clerk,
        number,
        institution,
        name,
        region,
        said,
        made_at: madeAt,
        arrived_at: arrivedAt,
        content_hash: hash,
      })
      .onConflict((on) => on.column('id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (added === undefined) {
      const kept = await tx
        .selectFrom('complaint')
        .select(['content_hash', 'arrived_at'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return kept.content_hash === hash ? ok({ arrivedAt: kept.arrived_at }) : fail('complaint.other-content')
    }
    await tx
      .insertInto('incident')
      .values({
        kind: 'complaint',
        station,
        operation_id: null,
        details: JSON.stringify({ number, institution: institution ?? name, said }),
        at: arrivedAt,
      })
      .execute()
    return ok({ arrivedAt })
  })
}
