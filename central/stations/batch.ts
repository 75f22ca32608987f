import type { BatchAnswer } from '../../shared/contract/batch-answer'
import type { Batch, BatchHead } from '../../shared/contract/central'
import type { OperationId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { recordIncident } from '../incidents'
import type { carryOutTogether, ItemOutcome } from '../operations/carry-out'
import { inWork } from '../operations/carry-out'
import { findOperations } from '../operations/operations'
import type { Db, Tables, Tx } from '../schema'
import type { ArrivedBatch } from '../operations/work'
import type { VerifiedPasswords } from '../verification/member-password'
import { noPasswords } from '../verification/member-password'
import type { SignedItem } from './batch-head'
import { claimedHead, itemsOf, linksOf, signatureHolds } from './batch-head'
import { noteEndedEpoch } from './ended-epoch'
import { linkAt } from './epochs'
import type { LockedStation } from './lock-station'
import { lockStation } from './lock-station'
import { publicJwkSchema } from './register'

/** Why nothing of a batch was touched. */
export type BatchFailure =
  | {
      readonly code:
        | 'sync.unknown-station'
        | 'sync.wrong-realm'
        | 'sync.bad-signature'
        | 'sync.bad-link'
        | 'sync.two-writers'
        | 'sync.epoch-ended'
    }
  | { readonly code: 'sync.expected'; readonly dispatch: number }
  | { readonly code: 'operation.same-id-other-content'; readonly id: OperationId }
  | { readonly code: 'message.malformed' }

/** What became of a batch, or why nothing of it was touched. */
export type Answer = Result<BatchAnswer, BatchFailure>

/**
 * Works through a batch: signature, realm, epoch, the dispatch chain without a gap, then every item in order, all in one
 * transaction. A batch whose numbers were all worked through before is answered with what became of them, so sending
 * again is always safe. Without a valid signature nothing of the batch is looked at.
 * @param passwords what the members' passwords that came beside it were found to be
 */
export async function workThrough(
  centre: Centre,
  batch: Batch,
  passwords: VerifiedPasswords = noPasswords,
): Promise<Answer> {
  const head = claimedHead(batch.jws)
  if (head === null) return fail({ code: 'sync.bad-signature' })
  const failure = await headFailure(centre, batch.jws, head)
  if (failure !== null) return fail(failure)
  const items = itemsOf(batch, head, passwords)
  if (items === null) return fail({ code: 'message.malformed' })
  return inWork(centre, async (tx, carryOut) => {
    const station = await lockStation(tx, head.station)
    if (station.epoch !== head.epoch) return fail({ code: 'sync.bad-link' })
    const reused = await firstOtherContent(centre, tx, items)
    if (reused !== null) return fail({ code: 'operation.same-id-other-content', id: reused })
    if (head.last < station.next_dispatch) return answerAgain(centre, tx, station, head, items)
    if (head.first !== station.next_dispatch)
      return fail({ code: 'sync.expected', dispatch: station.next_dispatch })
    return workThroughNew(centre, tx, { station, head, items, jws: batch.jws }, carryOut)
  })
}

async function headFailure(centre: Centre, jws: string, head: BatchHead): Promise<BatchFailure | null> {
  const { db, realm } = centre
  const station = await findStation(db, head.station)
  if (station === null) return { code: 'sync.unknown-station' }
  if (head.epoch < station.epoch) return endedEpochFailure(centre, jws, head)
  const publicJwk = publicJwkSchema.parse(station.public_jwk)
  if (!(await signatureHolds(jws, head, station.key_id, publicJwk))) return { code: 'sync.bad-signature' }
  return head.realm === realm && station.realm === realm ? null : { code: 'sync.wrong-realm' }
}

/** A batch of an epoch that has ended: its writer is told so when the key is right, and the people of the centre are. */
async function endedEpochFailure(centre: Centre, jws: string, head: BatchHead): Promise<BatchFailure> {
  const ended = await centre.db
    .selectFrom('station_epoch')
    .select(['key_id', 'public_jwk'])
    .where('station', '=', head.station)
    .where('epoch', '=', head.epoch)
    .executeTakeFirst()
  if (ended === undefined) return { code: 'sync.bad-signature' }
  const publicJwk = publicJwkSchema.parse(ended.public_jwk)
  if (!(await signatureHolds(jws, head, ended.key_id, publicJwk))) return { code: 'sync.bad-signature' }
  await noteEndedEpoch(centre, head.station, head.epoch)
  return { code: 'sync.epoch-ended' }
}

/** A station's row, null when the centre does not know it. */
export async function findStation(
  db: Db,
  id: BatchHead['station'],
): Promise<(Pick<Tables['station'], 'id' | 'realm' | 'epoch' | 'key_id'> & StationNumbers) | null> {
  const row = await db.selectFrom('station').selectAll().where('id', '=', id).executeTakeFirst()
  return row ?? null
}
interface StationNumbers {
  readonly public_jwk: unknown
  readonly next_dispatch: number
  readonly change_number: number
}

/** The first id that came before with other content, recorded as an incident; null when there is none. */
async function firstOtherContent(
  { clock }: Centre,
  tx: Tx,
  items: readonly SignedItem[],
): Promise<OperationId | null> {
  const known = await findOperations(
    tx,
    items.map(({ id }) => id),
  )
  const hashes = new Map([...known].map(([id, { payloadHash }]) => [id, payloadHash]))
  for (const { id, station, payloadHash } of items) {
    const before = hashes.get(id)
    if (before !== undefined && before !== payloadHash) {
      const details = { known: before, came: payloadHash }
      const at = clock.now()
      await recordIncident(tx, { kind: 'same-id-other-content', station, operationId: id, details, at })
      return id
    }
    hashes.set(id, payloadHash)
  }
  return null
}

/** A resend: every number was worked through with these very items, or somebody else uses this station's numbers. */
async function answerAgain(
  { clock }: Centre,
  tx: Tx,
  station: LockedStation,
  head: BatchHead,
  items: readonly SignedItem[],
): Promise<Answer> {
  const stored = await tx
    .selectFrom('batch_item')
    .select(['dispatch', 'link', 'operation_id'])
    .where('station', '=', station.id)
    .where('epoch', '=', head.epoch)
    .where('dispatch', '>=', head.first - 1)
    .where('dispatch', '<=', head.last)
    .execute()
  const links = new Map(stored.map(({ dispatch, link }) => [dispatch, link]))
  const before =
    head.first === 1
      ? await linkAt(tx, station.id, { epoch: head.epoch, number: 0 })
      : links.get(head.first - 1)
  const computed = linksOf(head.linkBefore, items)
  const same =
    before === head.linkBefore &&
    computed.at(-1) === head.linkAfter &&
    items.every(({ dispatch }, index) => links.get(dispatch) === computed[index])
  if (same) return ok({ results: await outcomesOf(tx, items) })
  await recordIncident(tx, {
    kind: 'dispatch-reused',
    station: station.id,
    operationId: null,
    details: { first: head.first, last: head.last, expected: station.next_dispatch },
    at: clock.now(),
  })
  return fail({ code: 'sync.two-writers' })
}

async function outcomesOf(tx: Tx, items: readonly SignedItem[]): Promise<BatchAnswer['results']> {
  const known = await findOperations(
    tx,
    items.map(({ id }) => id),
  )
  return items.map(({ id }) => {
    const operation = known.get(id)
    if (operation === undefined) throw new Error('an item that was worked through has no operation')
    return { id, outcome: operation.outcome }
  })
}

interface NewBatch {
  readonly station: LockedStation
  readonly head: BatchHead
  readonly items: readonly SignedItem[]
  readonly jws: string
}

async function workThroughNew(
  centre: Centre,
  tx: Tx,
  batch: NewBatch,
  carryOut: typeof carryOutTogether,
): Promise<Answer> {
  const { station, head, items } = batch
  const links = linksOf(station.link, items)
  if (linksOf(head.linkBefore, items).at(-1) !== head.linkAfter) return fail({ code: 'sync.bad-link' })
  if (head.linkBefore !== station.link) return otherWriter(centre, tx, batch)
  const arrived = arrivedBatch(batch, links, centre.clock.now())
  return ok(answerOf(await carryOut(centre, tx, items, [arrived])))
}

/** A chain that holds in itself and goes on from another link than ours: two machines write in one epoch. */
async function otherWriter({ clock }: Centre, tx: Tx, { station, head }: NewBatch): Promise<Answer> {
  await recordIncident(tx, {
    kind: 'two-writers',
    station: station.id,
    operationId: null,
    details: { epoch: head.epoch, first: head.first, ours: station.link, theirs: head.linkBefore },
    at: clock.now(),
  })
  return fail({ code: 'sync.two-writers' })
}

/** What a counter is told of each item. */
export function answerOf(outcomes: readonly ItemOutcome[]): BatchAnswer {
  return { results: outcomes.map(({ item, outcome }) => ({ id: item.id, outcome })) }
}

/** The batch as it is kept for ever. */
export function arrivedBatch(
  { head, items, jws }: Pick<NewBatch, 'head' | 'items' | 'jws'>,
  links: readonly string[],
  at: number,
): ArrivedBatch {
  const { station, epoch, first, last, linkAfter: link } = head
  return {
    station,
    epoch,
    first,
    last,
    jws,
    arrived_at: at,
    link,
    items: items.map((item, index) => ({
      dispatch: item.dispatch,
      operation_id: item.id,
      payload_hash: item.payloadHash,
      records_hash: item.recordsHash,
      records: item.records,
      link: links[index] ?? '',
    })),
  }
}
