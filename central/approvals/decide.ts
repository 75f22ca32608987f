import type { SentDecision } from '../../shared/contract/approvals'
import { partiesOf } from '../../shared/domain/parties'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { addChange } from '../changes/changes'
import { inTransaction } from '../database'
import { findMember } from '../members/facts'
import { recordLookUp } from '../members/look-ups'
import { readPayload } from '../operations/operations'
import { familyOf, findSupervisor } from './supervisor'

type Refused = 'clerk.not-supervisor' | 'clerk.related' | 'approval.own' | 'approval.gone' | 'field.missing'

/**
 * A supervisor at another counter says yes or no to the bytes he or she looked at; the counter that took them hears of it
 * with who it was and where. The same again by the same supervisor is answered as the first time was.
 */
export async function decideRequest(
  { db, clock }: Centre,
  { station, operationId, payloadHash, clerk, says, reason }: SentDecision,
): Promise<Result<{ readonly at: number }, Refused>> {
  if (says === 'sent-back' && reason.trim() === '') return fail('field.missing')
  return inTransaction(db, async (tx) => {
    const supervisor = await findSupervisor(tx, clerk)
    if (!supervisor.ok) return supervisor
    const request = await tx
      .selectFrom('approval_request')
      .selectAll()
      .where('operation_id', '=', operationId)
      .forUpdate()
      .executeTakeFirst()
    const payload = request === undefined ? null : readPayload(request.payload)
    if (request === undefined || payload === null || request.payload_hash !== payloadHash)
      return fail('approval.gone')
    if (request.state !== 'open') {
      const last = await tx
        .selectFrom('approval_act')
        .select(['says', 'by_clerk', 'at'])
        .where('operation_id', '=', operationId)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      const isSame = request.state === 'decided' && last?.by_clerk === clerk && last.says === says
      return isSame ? ok({ at: last.at }) : fail('approval.gone')
    }
    if (payload.clerk === clerk) return fail('approval.own')
    const family = await familyOf(tx, clerk)
    if (partiesOf(payload).some((number) => family.has(number))) return fail('clerk.related')
    const at = clock.now()
    const member = await findMember(tx, payload.member.idNumber)
    const look = { kind: 'member', readId: null, member: member?.id ?? null, at } as const
    await recordLookUp(tx, { station, clerk, operationId, purpose: 'approval', ...look })
    await tx
      .insertInto('approval_act')
      .values({
        operation_id: operationId,
        payload_hash: payloadHash,
        says,
        reason: reason.trim(),
        by_clerk: clerk,
        by_station: station,
        at,
      })
      .execute()
    await tx
      .updateTable('approval_request')
      .set({ state: 'decided' })
      .where('operation_id', '=', operationId)
      .execute()
    const { hall, desk } = await tx
      .selectFrom('station')
      .select(['hall', 'desk'])
      .where('id', '=', station)
      .executeTakeFirstOrThrow()
    const { name: by } = supervisor.value
    const place = `${hall} ${desk}`.trim()
    await addChange(tx, request.station, {
      type: 'approval',
      approval: { operationId, payloadHash, says, clerk, by, place, reason: reason.trim() },
      at,
    })
    return ok({ at })
  })
}
