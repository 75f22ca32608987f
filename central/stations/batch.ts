import type { z } from 'zod'
import type { Batch, BatchHead, batchAnswerSchema } from '../../shared/contract/central'
import { firstLink } from '../../shared/contract/central'
import type { OperationId } from '../../shared/domain/ids'
import type { Outcome } from '../../shared/domain/operation'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import { recordIncident } from '../incidents'
import { carryOut } from '../operations/carry-out'
import { findOperation, storeOperation } from '../operations/operations'
import type { ArrivedItem } from '../operations/operations'
import type { Db, Tables, Tx } from '../schema'
import type { SignedItem } from './batch-head'
import { claimedHead, itemsOf, linksOf, signatureHolds } from './batch-head'
import { publicJwkSchema } from './register'

/** Why nothing of a batch was touched. */
export type BatchFailure =
  | { readonly code: 'sync.unknown-station' | 'sync.wrong-realm' | 'sync.bad-signature' | 'sync.bad-link' }
  | { readonly code: 'sync.expected'; readonly dispatch: number }
  | { readonly code: 'operation.same-id-other-content'; readonly id: OperationId }
  | { readonly code: 'message.malformed' }

export type BatchAnswer = z.infer<typeof batchAnswerSchema>
type Answer = Result<BatchAnswer, BatchFailure>
type Station = Pick<Tables['station'], 'id' | 'epoch'> & {
  readonly next_dispatch: number
  readonly link: string
}

/**
 * Works through a batch: signature, realm, epoch, the dispatch chain without a gap, then every item in order, all in one
 * transaction. A batch whose numbers were all worked through before is answered with what became of them, so sending
 * again is always safe. Without a valid signature nothing of the batch is looked at.
 */
export async function workThrough(centre: Centre, batch: Batch): Promise<Answer> {
  const head = claimedHead(batch.jws)
  if (head === null) return fail({ code: 'sync.bad-signature' })
  const failure = await headFailure(centre, batch.jws, head)
  if (failure !== null) return fail(failure)
  const items = itemsOf(batch, head)
  if (items === null) return fail({ code: 'message.malformed' })
  return inTransaction(centre.db, async (tx) => {
    const station = await lockStation(tx, head)
    if (station.epoch !== head.epoch) return fail({ code: 'sync.bad-link' })
    const reused = await firstOtherContent(centre, tx, items)
    if (reused !== null) return fail({ code: 'operation.same-id-other-content', id: reused })
    if (head.last < station.next_dispatch) return answerAgain(centre, tx, station, head, items)
    if (head.first !== station.next_dispatch)
      return fail({ code: 'sync.expected', dispatch: station.next_dispatch })
    return workThroughNew(centre, tx, { station, head, items, jws: batch.jws })
  })
}

async function headFailure(
  { db, realm }: Centre,
  jws: string,
  head: BatchHead,
): Promise<BatchFailure | null> {
  const station = await findStation(db, head.station)
  if (station === null) return { code: 'sync.unknown-station' }
  const publicJwk = publicJwkSchema.parse(station.public_jwk)
  if (!(await signatureHolds(jws, head, station.key_id, publicJwk))) return { code: 'sync.bad-signature' }
  return head.realm === realm && station.realm === realm ? null : { code: 'sync.wrong-realm' }
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

async function lockStation(tx: Tx, { station }: BatchHead): Promise<Station> {
  return tx
    .selectFrom('station')
    .select(['id', 'epoch', 'next_dispatch', 'link'])
    .where('id', '=', station)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** The first id that came before with other content, recorded as an incident; null when there is none. */
async function firstOtherContent(
  { clock }: Centre,
  tx: Tx,
  items: readonly SignedItem[],
): Promise<OperationId | null> {
  const hashes = new Map<OperationId, string>()
  for (const { payload, payloadHash } of items) {
    const known = hashes.get(payload.id) ?? (await findOperation(tx, payload.id))?.payloadHash
    if (known !== undefined && known !== payloadHash) {
      await recordIncident(tx, {
        kind: 'same-id-other-content',
        station: payload.station,
        operationId: payload.id,
        details: { known, came: payloadHash },
        at: clock.now(),
      })
      return payload.id
    }
    hashes.set(payload.id, payloadHash)
  }
  return null
}

/** A resend: every number was worked through with these very items, or somebody else uses this station's numbers. */
async function answerAgain(
  { clock }: Centre,
  tx: Tx,
  station: Station,
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
  const before = head.first === 1 ? firstLink : links.get(head.first - 1)
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
  return fail({ code: 'sync.bad-link' })
}

async function outcomesOf(tx: Tx, items: readonly SignedItem[]): Promise<BatchAnswer['results']> {
  const results: BatchAnswer['results'] = []
  for (const { payload } of items) {
    const known = await findOperation(tx, payload.id)
    if (known === null) throw new Error('an item that was worked through has no operation')
    results.push({ id: payload.id, outcome: known.outcome })
  }
  return results
}

interface NewBatch {
  readonly station: Station
  readonly head: BatchHead
  readonly items: readonly SignedItem[]
  readonly jws: string
}

async function workThroughNew(centre: Centre, tx: Tx, batch: NewBatch): Promise<Answer> {
  const { station, head, items } = batch
  const links = linksOf(station.link, items)
  if (head.linkBefore !== station.link || links.at(-1) !== head.linkAfter)
    return fail({ code: 'sync.bad-link' })
  const at = centre.clock.now()
  await storeBatch(tx, batch, links, at)
  const results: BatchAnswer['results'] = []
  for (const item of items)
    results.push({ id: item.payload.id, outcome: await workThroughItem(centre, tx, item, at) })
  await tx
    .updateTable('station')
    .set({ next_dispatch: head.last + 1, link: head.linkAfter })
    .where('id', '=', station.id)
    .execute()
  return ok({ results })
}

async function storeBatch(
  tx: Tx,
  { head, items, jws }: NewBatch,
  links: readonly string[],
  at: number,
): Promise<void> {
  const { station, epoch, first, last } = head
  const { id } = await tx
    .insertInto('batch')
    .values({ station, epoch, first, last, jws, arrived_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('batch_item')
    .values(
      items.map((item, index) => ({
        station,
        epoch,
        dispatch: item.dispatch,
        batch_id: id,
        operation_id: item.payload.id,
        payload_hash: item.payloadHash,
        records_hash: item.recordsHash,
        records: JSON.stringify(item.records),
        link: links[index] ?? '',
      })),
    )
    .execute()
}

/** The same id and content again, under whatever number, has the outcome it had. */
export async function workThroughItem(
  centre: Centre,
  tx: Tx,
  item: ArrivedItem,
  at: number,
): Promise<Outcome> {
  const known = await findOperation(tx, item.payload.id)
  if (known !== null) return known.outcome
  const { payload } = item
  if (centre.packs.of(payload.pack) === null) {
    const details = { pack: payload.pack, current: centre.packs.current.number }
    await recordIncident(tx, {
      kind: 'unknown-pack',
      station: payload.station,
      operationId: payload.id,
      details,
      at,
    })
  }
  const outcome = await carryOut(tx, payload, centre.packs, at)
  await storeOperation(tx, item, outcome, at)
  return outcome
}
