import type { JWK } from 'jose'
import type { Batch, BatchHead } from '../../shared/contract/central'
import type { OperationId, StationId } from '../../shared/domain/ids'
import { ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import type { Book, StationRow } from '../operations/book'
import { openWork } from '../operations/book'
import { askedFor, carryOutOn, ledgerRefused } from '../operations/carry-out'
import { keepWork } from '../operations/work'
import { keepVerified } from '../verification/verified'
import type { Tx } from '../schema'
import type { VerifiedPasswords } from '../verification/member-password'
import { noPasswords } from '../verification/member-password'
import type { Answer } from './batch'
import { answerOf, arrivedBatch, findStation, workThrough } from './batch'
import type { SignedItem } from './batch-head'
import { claimedHead, itemsOf, linksOf, signatureHolds } from './batch-head'
import { publicJwkSchema } from './register'

/** Works through a batch as {@link workThrough} does; what arrives together may share a transaction. */
export type BatchWork = (batch: Batch, passwords?: VerifiedPasswords) => Promise<Answer>

/** A batch of more items pays for a transaction of its own. */
const smallItems = 8
/** A shared transaction holds the locks of all its people: not more of them than of one full batch. */
const sharedItems = 50
/** Shared transactions at a time; whatever comes meanwhile waits for the next one and shares it. */
const sharedAtOnce = 2
const keptKeys = 10_000

/** A batch whose signature holds under the key that its station had when it was last looked up. */
interface Signed {
  readonly batch: Batch
  readonly passwords: VerifiedPasswords
  readonly head: BatchHead
  readonly items: readonly SignedItem[]
  readonly keyId: string
}

interface Waiting {
  readonly signed: Signed
  readonly settle: (answer: Promise<Answer>) => void
}

interface StationKey {
  readonly epoch: number
  readonly keyId: string
  readonly publicJwk: JWK
}

/**
 * Gathers small batches of several stations: while transactions are under way, those that arrive wait and share the next
 * one (ADR 16). Nothing waits for company. A shared transaction takes only what is plainly next in its station's chain;
 * everything else, and everybody when it fails, goes alone by {@link workThrough}, so that a batch is answered the same
 * whoever it came with.
 */
export function gatherBatches(centre: Centre): BatchWork {
  const keys = new Map<StationId, StationKey>()
  const waiting: Waiting[] = []
  let underWay = 0

  const pump = (): void => {
    while (underWay < sharedAtOnce && waiting.length > 0) {
      underWay++
      const group = nextGroup(waiting)
      void together(centre, group).finally(() => {
        underWay--
        pump()
      })
    }
  }

  return async (batch, passwords = noPasswords) => {
    const signed = await signedBatch(centre, keys, batch, passwords)
    if (signed === null) return workThrough(centre, batch, passwords)
    return new Promise((settle) => {
      const one = { signed, settle }
      if (signed.items.length > smallItems) void together(centre, [one])
      else {
        waiting.push(one)
        pump()
      }
    })
  }
}

/** The longest-waiting ones, at most one a station, as far as they are no more than one full batch together. */
function nextGroup(waiting: Waiting[]): readonly Waiting[] {
  const stations = new Set<StationId>()
  const group: Waiting[] = []
  let items = 0
  for (const one of [...waiting]) {
    const { head, items: own } = one.signed
    if (stations.has(head.station) || items + own.length > sharedItems) continue
    stations.add(head.station)
    items += own.length
    group.push(one)
    waiting.splice(waiting.indexOf(one), 1)
  }
  return group
}

/** Carries a group out and settles each of it; never fails itself. */
async function together(centre: Centre, group: readonly Waiting[]): Promise<void> {
  const shared = await inOneTransaction(
    centre,
    group.map(({ signed }) => signed),
  )
  for (const { signed, settle } of group) settle(shared(signed))
}

/** How each batch of a group comes to its answer, once the transaction that they shared is over. */
async function inOneTransaction(
  centre: Centre,
  group: readonly Signed[],
): Promise<(signed: Signed) => Promise<Answer>> {
  const alone = ({ batch, passwords }: Signed): Promise<Answer> => workThrough(centre, batch, passwords)
  try {
    const answers = await inTransaction(centre.db, (tx) => carryOutGroup(centre, tx, group))
    return async (signed) => answers.get(signed) ?? alone(signed)
  } catch (error) {
    // set back as a whole: one of them is at fault and finds out alone, the others are none the worse for it
    if (group.length > 1 || ledgerRefused(error)) return alone
    return async () => {
      throw error
    }
  }
}

async function carryOutGroup(
  centre: Centre,
  tx: Tx,
  group: readonly Signed[],
): Promise<ReadonlyMap<Signed, Answer>> {
  const { stations, book } = await openWork(
    tx,
    group.map(({ head }) => head.station),
    askedFor(
      centre,
      group.flatMap(({ items }) => items),
    ),
  )
  const rows = new Map(stations.map((row) => [row.id, row]))
  const seen = new Set<OperationId>()
  const plain = group.filter((signed) => isPlain(signed, rows.get(signed.head.station), book, seen))
  const answers = new Map<Signed, Answer>()
  for (const signed of plain) answers.set(signed, ok(answerOf(carryOutOn(centre, book, signed.items))))
  await keepVerified(
    tx,
    plain.flatMap(({ items }) => items),
    book.at,
  )
  await keepWork(
    tx,
    book.work,
    plain.map(({ head, items, batch }) =>
      arrivedBatch({ head, items, jws: batch.jws }, linksOf(head.linkBefore, items), centre.clock.now()),
    ),
  )
  return answers
}

/** Whether nothing but carrying out is left to do: the key still counts, the chain goes on here, no id has other content. */
function isPlain(
  { head, items, keyId }: Signed,
  row: StationRow | undefined,
  book: Book,
  seen: Set<OperationId>,
): boolean {
  const follows =
    row?.epoch === head.epoch &&
    row.key_id === keyId &&
    row.next_dispatch === head.first &&
    row.link === head.linkBefore &&
    linksOf(head.linkBefore, items).at(-1) === head.linkAfter
  if (!follows) return false
  for (const { id, payloadHash } of items) {
    const known = book.operations.get(id)
    if (seen.has(id) || (known !== undefined && known.payloadHash !== payloadHash)) return false
    seen.add(id)
  }
  return true
}

/** Null for whatever needs a closer look than a key that was looked up before. */
async function signedBatch(
  centre: Centre,
  keys: Map<StationId, StationKey>,
  batch: Batch,
  passwords: VerifiedPasswords,
): Promise<Signed | null> {
  const head = claimedHead(batch.jws)
  if (head === null || head.realm !== centre.realm) return null
  const key = keys.get(head.station) ?? (await lookedUp(centre, keys, head.station))
  const holds = key?.epoch === head.epoch && (await signatureHolds(batch.jws, head, key.keyId, key.publicJwk))
  if (!holds) {
    // an epoch or a key may have begun since
    keys.delete(head.station)
    return null
  }
  const items = itemsOf(batch, head, passwords)
  return items === null ? null : { batch, passwords, head, items, keyId: key.keyId }
}

async function lookedUp(
  { db, realm }: Centre,
  keys: Map<StationId, StationKey>,
  id: StationId,
): Promise<StationKey | null> {
  const station = await findStation(db, id)
  if (station === null || station.realm !== realm) return null
  const { epoch, key_id: keyId } = station
  const key = { epoch, keyId, publicJwk: publicJwkSchema.parse(station.public_jwk) }
  // the oldest goes; it is looked up again when it is needed
  const [oldest] = keys.size < keptKeys ? [] : keys.keys()
  if (oldest !== undefined) keys.delete(oldest)
  keys.set(id, key)
  return key
}
