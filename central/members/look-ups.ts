import type { ClerkId, OperationId, StationId } from '../../shared/domain/ids'
import type { RecordView } from '../../shared/domain/movements'
import type { Db, MemberId } from '../schema'

/** Records who was looked up from where, before the answer is given (design.md section 6). */
export async function recordLookUp(
  db: Db,
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
    readonly purpose?: RecordView
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
