import type { FindOperationAnswer, FindOperationInput } from '../../shared/contract/find-operation'
import { kindSchema, outcomeSchema } from '../../shared/contract/operation'
import { stateOfOutcome } from '../../shared/domain/fold'
import type { OperationId } from '../../shared/domain/ids'
import type { Receipt } from '../../shared/domain/operation'
import { readOperationNumber } from '../../shared/domain/operation-number'
import type { Centre } from '../centre'
import { recordLookUp } from '../members/look-ups'
import { findMember } from '../members/facts'
import type { Db } from '../schema'
import { readPayload } from './operations'
import { operationsOfNumber } from './operations-of-number'
import { stationOfSlip } from './slip-proof'

const unknown: FindOperationAnswer = { known: false }

/**
 * Where an operation was taken and how it stands, for a counter somebody came to with a slip or a number of another one.
 * Recorded as a look-up of its member. A number that two epochs gave is nobody's.
 */
export async function findOperationFor(
  centre: Centre,
  asked: FindOperationInput,
): Promise<FindOperationAnswer> {
  const { db } = centre
  const id = asked.id ?? (await theOnly(db, asked.number ?? ''))
  if (id === null) return unknown
  const shownBy = asked.proof === undefined ? null : await stationOfSlip(centre, id, asked.proof)
  if (asked.proof !== undefined && shownBy === null) return unknown
  const row = await db
    .selectFrom('operation')
    .innerJoin('station', 'station.id', 'operation.station')
    .leftJoin('transfer', 'transfer.id', 'operation.id')
    .select(['operation.payload', 'operation.outcome', 'operation.kind', 'operation.station'])
    .select(['station.hall', 'station.desk', 'transfer.state as receipt', 'transfer.settled_at'])
    .where('operation.id', '=', id)
    .executeTakeFirst()
  const kind = kindSchema.safeParse(row?.kind)
  if (row === undefined || !kind.success || (shownBy !== null && shownBy !== row.station)) return unknown
  const member = readPayload(row.payload)?.member ?? null
  await recordLookUp(db, {
    station: asked.station,
    kind: 'member',
    readId: null,
    operationId: id,
    member: member === null ? null : ((await findMember(db, member.idNumber))?.id ?? null),
    at: centre.clock.now(),
  })
  const outcome = outcomeSchema.parse(row.outcome)
  const receipt: Receipt | null =
    row.receipt ??
    (outcome.type === 'debited' ? 'tax-pending' : outcome.type === 'done' ? outcome.receipt : null)
  return {
    known: true,
    proved: shownBy !== null,
    operation: {
      hall: row.hall,
      desk: row.desk,
      kind: kind.data,
      state: stateOfOutcome[outcome.type],
      receipt,
      at: row.settled_at ?? outcome.at,
    },
  }
}

async function theOnly(db: Db, text: string): Promise<OperationId | null> {
  const number = readOperationNumber(text)
  if (!number.ok) return null
  const [first, second] = await operationsOfNumber(db, number.value, 2)
  return first === undefined || second !== undefined ? null : first
}
