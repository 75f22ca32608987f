import { sql } from 'kysely'
import type {
  FindOperationAnswer,
  FindOperationInput,
  OperationAtCentre,
} from '../../shared/contract/find-operation'
import { kindSchema, outcomeSchema } from '../../shared/contract/operation'
import { stateOfOutcome } from '../../shared/domain/fold'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { Outcome, OperationPayload, Receipt } from '../../shared/domain/operation'
import { readOperationNumber } from '../../shared/domain/operation-number'
import { slipCode } from '../../shared/domain/slip-code'
import type { Centre } from '../centre'
import { recordLookUp } from '../members/look-ups'
import { findMember } from '../members/facts'
import type { Db, Tx } from '../schema'
import { readPayload } from './operations'
import { operationsOfNumber } from './operations-of-number'
import type { ProvedSlip } from './slip-proof'
import { provedSlip } from './slip-proof'

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
  const sought = await soughtOperation(centre, asked)
  if (sought === null) return unknown
  const { id, slip } = sought
  const found = await operationAtCentre(db, id)
  if (found === null || (slip !== null && slip.station !== found.station)) return unknown
  const { member, operation, payloadHash } = found
  await recordLookUp(db, {
    station: asked.station,
    kind: 'member',
    readId: null,
    operationId: id,
    member: member === null ? null : ((await findMember(db, member.idNumber))?.id ?? null),
    at: centre.clock.now(),
  })
  const isRight = asked.code !== undefined && asked.code === slipCode(payloadHash)
  return { known: true, proved: slip !== null || isRight, operation }
}

/** Which operation somebody asks for; null for a number nobody gave, or a statement that its station did not sign. */
export async function soughtOperation(
  centre: Centre,
  { id, number, proof }: Pick<FindOperationInput, 'id' | 'number' | 'proof'>,
): Promise<{ readonly id: OperationId; readonly slip: ProvedSlip | null } | null> {
  if (id === undefined || proof === undefined) {
    const only = await theOnly(centre.db, number ?? '')
    return only === null ? null : { id: only, slip: null }
  }
  const slip = await provedSlip(centre, id, proof)
  return slip === null ? null : { id, slip }
}

/** What the centre has of an operation, of whom and of which station; null for one it does not have, or of a kind it does not know. */
export interface FoundOperation {
  readonly station: StationId
  readonly member: OperationPayload['member'] | null
  readonly outcome: Outcome
  readonly operation: OperationAtCentre
  readonly payloadHash: string
}

export async function operationAtCentre(db: Db | Tx, id: OperationId): Promise<FoundOperation | null> {
  const row = await db
    .selectFrom('operation')
    .innerJoin('station', 'station.id', 'operation.station')
    .leftJoin('transfer', 'transfer.id', 'operation.id')
    // whose money it gave to the payee
    .leftJoin('transfer as given', (join) =>
      join.on('given.id', '=', sql<OperationId>`(operation.payload::jsonb #>> '{body,transferId}')::uuid`),
    )
    .select(['operation.payload', 'operation.payload_hash', 'operation.outcome'])
    .select(['operation.kind', 'operation.station'])
    .select(['station.hall', 'station.desk', 'transfer.state as receipt', 'transfer.settled_at'])
    .select(['given.state as given', 'given.settled_at as given_at'])
    .where('operation.id', '=', id)
    .executeTakeFirst()
  const kind = kindSchema.safeParse(row?.kind)
  if (row === undefined || !kind.success) return null
  const outcome = outcomeSchema.parse(row.outcome)
  // received money is only ever taken back by a correction
  const isTakenBack = outcome.type === 'done' && row.given === 'returned'
  const receipt: Receipt | null =
    row.receipt ??
    (isTakenBack ? 'returned' : null) ??
    (outcome.type === 'debited' ? 'tax-pending' : outcome.type === 'done' ? outcome.receipt : null)
  return {
    station: row.station,
    member: readPayload(row.payload)?.member ?? null,
    outcome,
    payloadHash: row.payload_hash,
    operation: {
      hall: row.hall,
      desk: row.desk,
      kind: kind.data,
      state: stateOfOutcome[outcome.type],
      receipt,
      at: row.settled_at ?? (isTakenBack ? row.given_at : null) ?? outcome.at,
    },
  }
}

async function theOnly(db: Db, text: string): Promise<OperationId | null> {
  const number = readOperationNumber(text)
  if (!number.ok) return null
  const [first, second] = await operationsOfNumber(db, number.value, 2)
  return first === undefined || second !== undefined ? null : first
}
