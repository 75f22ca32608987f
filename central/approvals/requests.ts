import type { z } from 'zod'
import type { ApprovalRequest, approvalRequestsSchema } from '../../shared/contract/approvals'
import { mostRequests } from '../../shared/contract/approvals'
import { canonicalJson } from '../../shared/contract/canonical'
import { refusalSchema } from '../../shared/contract/operation'
import { toldOf } from '../../shared/domain/approval-code'
import type { ClerkId, OperationId, StationId } from '../../shared/domain/ids'
import { confirmName, hallName } from '../../shared/domain/masks'
import type { OperationPayload, Refusal } from '../../shared/domain/operation'
import { makeOperationNumber } from '../../shared/domain/operation-number'
import { partiesOf } from '../../shared/domain/parties'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import { sha256 } from '../hash'
import { readPayload } from '../operations/operations'
import { familyOf, findSupervisor } from './supervisor'

interface Asked {
  readonly operationId: OperationId
  readonly payload: string
  readonly reasons: readonly Refusal[]
}

/**
 * Takes over everything of a station that waits for a supervisor elsewhere: new ones are open, those that are no longer
 * among them have stopped waiting. One that was decided is open again only for other reasons than it was decided for.
 */
export async function keepRequests(
  { db, clock }: Centre,
  station: StationId,
  requests: readonly Asked[],
): Promise<Result<number, 'message.malformed' | 'operation.same-id-other-content'>> {
  if (!requests.every((one) => isOf(one, station))) return fail('message.malformed')
  return inTransaction(db, async (tx) => {
    const known = await tx
      .selectFrom('approval_request')
      .select(['operation_id', 'payload_hash', 'state', 'reasons'])
      .where('station', '=', station)
      .forUpdate()
      .execute()
    const before = new Map(known.map((row) => [row.operation_id, row]))
    const at = clock.now()
    for (const { operationId, payload, reasons } of requests) {
      const kept = before.get(operationId)
      const payload_hash = sha256(payload)
      if (kept === undefined) {
        const row = { station, payload, payload_hash, reasons: canonicalJson(reasons), asked_at: at }
        await tx
          .insertInto('approval_request')
          .values({ operation_id: operationId, state: 'open', ...row })
          .execute()
        continue
      }
      if (kept.payload_hash !== payload_hash) return fail('operation.same-id-other-content')
      if (kept.state === 'open' || (kept.state === 'decided' && isSame(kept.reasons, reasons))) continue
      await tx
        .updateTable('approval_request')
        .set({ state: 'open', reasons: canonicalJson(reasons), asked_at: at })
        .where('operation_id', '=', operationId)
        .execute()
    }
    const waiting = new Set(requests.map(({ operationId }) => operationId))
    const gone = known.filter(({ operation_id, state }) => state === 'open' && !waiting.has(operation_id))
    if (gone.length > 0)
      await tx
        .updateTable('approval_request')
        .set({ state: 'gone' })
        .where(
          'operation_id',
          'in',
          gone.map(({ operation_id }) => operation_id),
        )
        .execute()
    return ok(waiting.size)
  })
}

function isOf({ operationId, payload }: Asked, station: StationId): boolean {
  const read = readPayload(payload)
  return read !== null && read.id === operationId && read.station === station
}

function isSame(kept: unknown, reasons: readonly Refusal[]): boolean {
  return canonicalJson(refusalSchema.array().parse(kept)) === canonicalJson(reasons)
}

/**
 * What waits at other counters, the oldest first: nothing the supervisor took, and nothing of the own family.
 * Errors: `clerk.not-supervisor`.
 */
export async function requestsFor(
  { db, clock }: Centre,
  station: StationId,
  clerk: ClerkId,
): Promise<Result<z.infer<typeof approvalRequestsSchema>, 'clerk.not-supervisor'>> {
  const supervisor = await findSupervisor(db, clerk)
  if (!supervisor.ok) return supervisor
  const asOf = clock.now()
  const family = await familyOf(db, clerk)
  const rows = await db
    .selectFrom('approval_request as r')
    .innerJoin('station as s', 's.id', 'r.station')
    .select(['r.payload', 'r.payload_hash', 'r.reasons', 'r.asked_at', 's.hall', 's.desk', 's.prefix'])
    .where('r.state', '=', 'open')
    .where('r.station', '!=', station)
    .orderBy('r.asked_at')
    .orderBy('r.operation_id')
    .limit(2 * mostRequests)
    .execute()
  const names = await clerkNames(db)
  const requests = rows.flatMap((row): ApprovalRequest[] => {
    const payload = readPayload(row.payload)
    if (payload === null || payload.clerk === clerk) return []
    if (partiesOf(payload).some((number) => family.has(number))) return []
    return [requestOf(payload, row, names.get(payload.clerk) ?? payload.clerk)]
  })
  return ok({ asOf, requests: requests.slice(0, mostRequests), more: requests.length > mostRequests })
}

async function clerkNames(db: Centre['db']): Promise<ReadonlyMap<ClerkId, string>> {
  const rows = await db.selectFrom('clerk').select(['id', 'name']).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

function requestOf(
  payload: OperationPayload,
  row: {
    readonly payload_hash: string
    readonly reasons: unknown
    readonly asked_at: number
    readonly hall: string
    readonly desk: string
    readonly prefix: string
  },
  takenBy: string,
): ApprovalRequest {
  const { body, member, identity, agent, id, taken, takenAt } = payload
  const told = toldOf(body, member)
  const isOwn = told.name === member.name && told.last4 === member.idNumber.slice(-4)
  return {
    operationId: id,
    payloadHash: row.payload_hash,
    number: makeOperationNumber(row.prefix, taken),
    kind: body.kind,
    member: hallName(member.name),
    typed: identity.way === 'typed',
    byAgent: agent !== undefined,
    amountFen: told.amountFen,
    other: isOwn
      ? null
      : {
          name: confirmName(told.name),
          relation: 'relation' in body ? body.relation : null,
          last4: told.last4,
        },
    takenAt,
    takenBy,
    hall: row.hall,
    desk: row.desk,
    reasons: refusalSchema.array().parse(row.reasons),
    askedAt: row.asked_at,
  }
}
