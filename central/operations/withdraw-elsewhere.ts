import { sql } from 'kysely'
import type { WithdrawElsewhereAnswer, WithdrawElsewhereInput } from '../../shared/contract/find-operation'
import { stateOfOutcome } from '../../shared/domain/fold'
import type { ClerkId, OperationId, StationId } from '../../shared/domain/ids'
import { hallName } from '../../shared/domain/masks'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { addChange } from '../changes/changes'
import { findMember } from '../members/facts'
import { recordLookUp } from '../members/look-ups'
import type { Tx } from '../schema'
import { lockStation } from '../stations/lock-station'
import type { carryOutTogether } from './carry-out'
import { inWork } from './carry-out'
import type { FoundOperation } from './find-operation'
import { operationAtCentre, soughtOperation } from './find-operation'
import { keptItems } from './kept-items'
import { isFinal } from './operations'

type CarryOut = typeof carryOutTogether

/** Whose word a withdrawal rests on. */
interface Withdrawal {
  readonly operationId: OperationId
  /** The station that took the operation. */
  readonly station: StationId
  /** The other counter and whose card was read there; null = an operator was told. */
  readonly atCounter: { readonly station: StationId; readonly memberNumber: string } | null
  readonly by: { readonly id: string; readonly name: string }
  readonly reason: string
}

const notKnown: WithdrawElsewhereAnswer = { withdrawal: 'not-known', operation: null }
const otherMember: WithdrawElsewhereAnswer = { withdrawal: 'other-member', operation: null }

/**
 * 撤回 at another counter than the one that took it, for the member whose card was read there (ADR 37). Exactly one of
 * withdrawal and carrying out wins: both are decided under the lock of the station that took it. What has not come yet can
 * be taken back with its slip alone, and is cancelled when it comes. The same again is answered the same.
 */
export async function withdrawAtCounter(
  centre: Centre,
  asked: WithdrawElsewhereInput,
): Promise<WithdrawElsewhereAnswer> {
  const { db, clock } = centre
  const { station: asker, clerk, idNumber, name, readId } = asked
  const member = (await findMember(db, idNumber))?.id ?? null
  await recordLookUp(db, { station: asker, kind: 'member', readId, member, at: clock.now(), clerk })
  const sought = await soughtOperation(centre, asked)
  if (sought === null) return notKnown
  const { id: operationId, slip } = sought
  return inWork(centre, async (tx, carryOut) => {
    const station = slip?.station ?? (await operationAtCentre(tx, operationId))?.station
    if (station === undefined) return notKnown
    const found = await lockedOperation(tx, operationId, station)
    if (found !== null && found.station !== station) return notKnown
    const isTheirs = found === null ? slip?.member === hallName(name) : found.member?.idNumber === idNumber
    if (!isTheirs) return otherMember
    const withdrawal: Withdrawal = {
      operationId,
      station,
      atCounter: { station: asker, memberNumber: idNumber },
      by: { id: clerk, name: await nameAtCounter(tx, asker, clerk) },
      reason: '',
    }
    if (found === null) {
      await keepBeforeItComes(centre, tx, withdrawal)
      return { withdrawal: 'waiting', operation: null }
    }
    if (isAtAnEnd(found))
      return {
        withdrawal: found.outcome.type === 'cancelled' ? 'cancelled' : 'too-late',
        operation: found.operation,
      }
    await takeBack(centre, tx, withdrawal, carryOut)
    const now = await operationAtCentre(tx, operationId)
    return { withdrawal: 'cancelled', operation: now?.operation ?? null }
  })
}

/** What the office was told by telephone, of an operation the centre has. */
export interface OfficeWithdrawal {
  readonly operationId: OperationId
  /** Who said it and how; kept with the act. */
  readonly reason: string
  readonly by: { readonly id: string; readonly name: string }
}

/** 撤回 by an operator on the member's word. What is at an end, or whose money has moved, is `operation.wrong-state`. */
export async function withdrawByOffice(
  centre: Centre,
  { operationId, reason, by }: OfficeWithdrawal,
): Promise<Result<null, 'field.missing' | 'operation.no-such' | 'operation.wrong-state'>> {
  if (reason.trim() === '') return fail('field.missing')
  return inWork(centre, async (tx, carryOut) => {
    const station = (await operationAtCentre(tx, operationId))?.station
    if (station === undefined) return fail('operation.no-such')
    const found = await lockedOperation(tx, operationId, station)
    if (found === null || isAtAnEnd(found)) return fail('operation.wrong-state')
    await takeBack(centre, tx, { operationId, station, atCounter: null, by, reason }, carryOut)
    return ok(null)
  })
}

/** Whether an operator may still take it back. */
export function mayBeWithdrawn(found: Pick<FoundOperation, 'outcome'>): boolean {
  return !isAtAnEnd(found)
}

function isAtAnEnd({ outcome }: Pick<FoundOperation, 'outcome'>): boolean {
  return isFinal(outcome) || outcome.type === 'debited'
}

/** The operation as it stands while nobody else can carry it out: neither its station's next batch nor the centre's clock. */
async function lockedOperation(tx: Tx, id: OperationId, station: StationId): Promise<FoundOperation | null> {
  await sql`select pg_advisory_xact_lock(3, 0)`.execute(tx)
  await lockStation(tx, station)
  return operationAtCentre(tx, id)
}

async function takeBack(centre: Centre, tx: Tx, withdrawal: Withdrawal, carryOut: CarryOut): Promise<void> {
  const { operationId, station } = withdrawal
  const at = centre.clock.now()
  await keep(tx, withdrawal, at)
  const [done] = await carryOut(centre, tx, await keptItems(tx, [operationId]))
  if (done === undefined || stateOfOutcome[done.outcome.type] !== 'cancelled')
    throw new Error('a withdrawal was kept and did not cancel')
  await addChange(tx, station, { type: 'act', operationId, act: 'withdrawn', by: withdrawal.by.name, at })
  await addChange(tx, station, { type: 'outcome', operationId, outcome: done.outcome, at })
}

/** Its station hears of it at once; the outcome is the answer to the batch that brings it. */
async function keepBeforeItComes({ clock }: Centre, tx: Tx, withdrawal: Withdrawal): Promise<void> {
  const { operationId, station, atCounter, by } = withdrawal
  const before = await tx
    .selectFrom('withdrawal')
    .select('number')
    .where('operation_id', '=', operationId)
    .where('member_number', '=', atCounter?.memberNumber ?? '')
    .executeTakeFirst()
  if (before !== undefined) return
  const at = clock.now()
  await keep(tx, withdrawal, at)
  await addChange(tx, station, { type: 'act', operationId, act: 'withdrawn', by: by.name, at })
}

async function keep(
  tx: Tx,
  { operationId, station, atCounter, by, reason }: Withdrawal,
  at: number,
): Promise<void> {
  await tx
    .insertInto('withdrawal')
    .values({
      operation_id: operationId,
      station,
      member_number: atCounter?.memberNumber ?? null,
      at_station: atCounter?.station ?? null,
      by_who: by.id,
      by_name: by.name,
      reason,
      at,
    })
    .execute()
}

const longestName = 60

/** The clerk and where he or she sits, as people of another counter know them. */
async function nameAtCounter(tx: Tx, station: StationId, clerk: ClerkId): Promise<string> {
  const place = await tx
    .selectFrom('station')
    .select(['hall', 'desk'])
    .where('id', '=', station)
    .executeTakeFirst()
  const person = await tx.selectFrom('clerk').select('name').where('id', '=', clerk).executeTakeFirst()
  return `${place?.hall ?? ''} ${place?.desk ?? station} ${person?.name ?? clerk}`
    .trim()
    .slice(0, longestName)
}
