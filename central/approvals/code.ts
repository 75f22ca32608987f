import { createHmac, randomBytes } from 'node:crypto'
import type { CodeAnswer, SentCodeRequest } from '../../shared/contract/approvals'
import { approvalCodeText } from '../../shared/contract/approvals'
import type { ApprovalSubject } from '../../shared/domain/approval-code'
import { digitsOf } from '../../shared/domain/approval-code'
import { shanghaiMidnight } from '../../shared/domain/china-time'
import type { StationId } from '../../shared/domain/ids'
import { readOperationNumber } from '../../shared/domain/operation-number'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import type { Db, Tx } from '../schema'
import { findSupervisor } from './supervisor'

type Refused =
  | {
      readonly code:
        | 'clerk.not-supervisor'
        | 'approval.code-not-offered'
        | 'operation.no-such'
        | 'operation-number.malformed'
        | 'operation-number.wrong-check-digit'
    }
  | { readonly code: 'approval.too-many-codes'; readonly most: number }

/**
 * The code a supervisor reads out to a counter without a line (ADR 34): kept, before it is answered, with who gave it,
 * where, and for what. The centre does not know the operation; it knows it by what was told when it comes.
 */
export async function giveCode(
  { db, clock, packs }: Centre,
  { station: byStation, clerk, number, challenge, amountFen, last4 }: SentCodeRequest,
): Promise<Result<CodeAnswer, Refused>> {
  const rules = packs.current.telephoneCode
  if (rules === undefined) return fail({ code: 'approval.code-not-offered' })
  const read = readOperationNumber(number)
  if (!read.ok) return fail({ code: read.error })
  const { stationPrefix, taken } = read.value
  return inTransaction(db, async (tx) => {
    const supervisor = await findSupervisor(tx, clerk)
    if (!supervisor.ok) return fail({ code: supervisor.error })
    const station = await tx
      .selectFrom('station')
      .select(['id', 'epoch', 'hall', 'desk'])
      .where('prefix', '=', stationPrefix)
      .executeTakeFirst()
    if (station === undefined) return fail({ code: 'operation.no-such' })
    const at = clock.now()
    const given = await tx
      .selectFrom('approval_code')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('by_clerk', '=', clerk)
      .where('at', '>=', shanghaiMidnight(at))
      .executeTakeFirstOrThrow()
    if (given.count >= rules.perDay) return fail({ code: 'approval.too-many-codes', most: rules.perDay })
    await tx
      .insertInto('approval_code')
      .values({
        station: station.id,
        taken,
        challenge,
        amount_fen: amountFen,
        last4,
        by_clerk: clerk,
        by_station: byStation,
        at,
      })
      .execute()
    const secret = await secretOf(tx, station, at)
    const subject = { station: station.id, taken, challenge, amountFen, last4, by: clerk }
    const { hall, desk } = station
    return ok({ code: codeOf(secret, subject), at, hall, desk })
  })
}

/** The code of a subject under a station's secret (base64url): eight digits of an HMAC-SHA256. */
export function codeOf(secret: string, subject: ApprovalSubject): string {
  const hmac = createHmac('sha256', Buffer.from(secret, 'base64url'))
  return digitsOf(hmac.update(approvalCodeText(subject)).digest('hex'))
}

/** What a station checks codes with in its present epoch, made when it is first needed. 32 bytes, base64url. */
export async function approvalSecret(
  { db, clock }: Centre,
  station: { readonly id: StationId; readonly epoch: number },
): Promise<string> {
  return inTransaction(db, (tx) => secretOf(tx, station, clock.now()))
}

async function secretOf(
  tx: Tx,
  { id: station, epoch }: { readonly id: StationId; readonly epoch: number },
  at: number,
): Promise<string> {
  await tx
    .insertInto('approval_secret')
    .values({ station, epoch, secret: randomBytes(32).toString('base64url'), made_at: at })
    .onConflict((on) => on.doNothing())
    .execute()
  const { secret } = await tx
    .selectFrom('approval_secret')
    .select('secret')
    .where('station', '=', station)
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow()
  return secret
}

/** Whether this supervisor was given a code for exactly this. */
export async function wasCodeGiven(db: Db | Tx, subject: ApprovalSubject): Promise<boolean> {
  const { station, taken, challenge, amountFen, last4, by } = subject
  const row = await db
    .selectFrom('approval_code')
    .select('number')
    .where('station', '=', station)
    .where('taken', '=', taken)
    .where('challenge', '=', challenge)
    .where('amount_fen', amountFen === null ? 'is' : '=', amountFen)
    .where('last4', '=', last4)
    .where('by_clerk', '=', by)
    .executeTakeFirst()
  return row !== undefined
}
