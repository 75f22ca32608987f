import type { SentLook } from '../../shared/contract/told-looks'
import type { ClerkId, OperationId, StationId } from '../../shared/domain/ids'
import type { RecordView } from '../../shared/domain/movements'
import type { Centre } from '../centre'
import type { Db, MemberId, Tx } from '../schema'

/** A look without a card as a counter tells it afterwards, kept once under its id. Answers when it arrived. */
export async function keepToldLook(
  { db, clock }: Pick<Centre, 'db' | 'clock'>,
  sent: SentLook,
): Promise<number> {
  const { station, lookId, idNumber, clerk, reason, at } = sent
  const member = await db
    .selectFrom('member')
    .select('id')
    .where('id_number', '=', idNumber)
    .executeTakeFirst()
  await db
    .insertInto('look_up')
    .values({
      station,
      kind: 'member',
      read_id: lookId,
      member_id: member?.id ?? null,
      at,
      clerk,
      purpose: 'no-card',
      reason,
    })
    .onConflict((on) => on.column('read_id').where('purpose', '=', 'no-card').doNothing())
    .execute()
  return clock.now()
}

/** Records who was looked up from where, before the answer is given (design.md section 6). */
export async function recordLookUp(
  db: Db | Tx,
  lookUp: {
    readonly station: StationId
    readonly kind: 'member' | 'payee'
    /** The card read it is tied to, null when it is tied to an operation or nothing. */
    readonly readId: string | null
    readonly operationId?: OperationId | null
    readonly member: MemberId | null
    readonly at: number
    /** Who looked, and what was shown; where the station tells it. */
    readonly clerk?: ClerkId
    readonly purpose?: RecordView | 'approval'
  },
): Promise<void> {
  const { station, kind, readId, operationId = null, member, at, clerk = null, purpose = null } = lookUp
  await db
    .insertInto('look_up')
    .values({
      station,
      kind,
      read_id: readId,
      operation_id: operationId,
      member_id: member,
      at,
      clerk,
      purpose,
    })
    .execute()
}
