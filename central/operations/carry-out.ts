import { sql } from 'kysely'
import type { Centre } from '../centre'
import type { Outcome } from '../../shared/domain/operation'
import { refusal } from '../../shared/domain/rule-check'
import { givenKey } from '../approvals/given'
import { inTransaction } from '../database'
import { isBelowFloor } from '../ledger/ledger'
import type { Tx } from '../schema'
import type { Asked, Book } from './book'
import { openBook } from './book'
import { caseOf } from './context'
import { judge } from './judge'
import { BelowFloor } from './money'
import type { ArrivedItem } from './operations'
import { isFinal, opensAt } from './operations'
import { perform } from './perform'
import type { ItemRecords } from './records'
import { readRecords, secondPersons } from './records'
import { keepVerified } from '../verification/verified'
import type { ArrivedBatch, Work } from './work'
import { keepWork, newWork } from './work'

/** What became of one item. */
export interface ItemOutcome {
  readonly item: ArrivedItem
  readonly outcome: Outcome
}

/**
 * Works through items in their order on one open book and writes what they did in one call. Each item happens as a whole
 * or not at all. Throws when the ledger refuses what the book let pass (see {@link ledgerRefused}): nothing is kept then,
 * and the caller goes {@link carryOutApart}.
 */
export async function carryOutTogether(
  centre: Centre,
  tx: Tx,
  items: readonly ArrivedItem[],
  batches: readonly ArrivedBatch[] = [],
): Promise<readonly ItemOutcome[]> {
  const book = await openBook(tx, askedFor(centre, items))
  const outcomes = carryOutOn(centre, book, items)
  await keepVerified(tx, items, book.at)
  await keepWork(tx, book.work, batches)
  return outcomes
}

/** The same on a book that was opened {@link askedFor} them; what they did is in its work and not yet kept. */
export function carryOutOn(
  centre: Centre,
  book: Book,
  items: readonly ArrivedItem[],
): readonly ItemOutcome[] {
  return items.map((item) => ({ item, outcome: workThrough(centre, book, item) }))
}

/** The same, each item in a savepoint of its own; what the ledger refuses is refused, and the others go on. */
export async function carryOutApart(
  centre: Centre,
  tx: Tx,
  items: readonly ArrivedItem[],
  batches: readonly ArrivedBatch[] = [],
): Promise<readonly ItemOutcome[]> {
  const outcomes: ItemOutcome[] = []
  const news: Work['news'] = []
  for (const item of items) {
    await sql`savepoint item`.execute(tx)
    const book = await openBook(tx, askedFor(centre, [item]))
    const known = book.operations.has(item.id)
    try {
      const outcome = workThrough(centre, book, item)
      await keepVerified(tx, [item], book.at)
      await keepWork(tx, { ...book.work, news: [] })
      news.push(...book.work.news)
      outcomes.push({ item, outcome })
      await sql`release savepoint item`.execute(tx)
    } catch (error) {
      if (!ledgerRefused(error)) throw error
      await sql`rollback to savepoint item`.execute(tx)
      const outcome = balanceShort(centre.clock.now())
      await keepWork(tx, { ...newWork(), ...keptAs(item, outcome, known) })
      outcomes.push({ item, outcome })
    }
  }
  await keepWork(tx, { ...newWork(), news }, batches)
  return outcomes
}

/**
 * One transaction of work on items: together, and when the ledger refuses one of them, again with every item apart.
 * `work` gets the way to carry out and may do more in the same transaction.
 */
export async function inWork<T>(
  centre: Centre,
  work: (tx: Tx, carryOut: typeof carryOutTogether) => Promise<T>,
): Promise<T> {
  try {
    return await inTransaction(centre.db, (tx) => work(tx, carryOutTogether))
  } catch (error) {
    if (!ledgerRefused(error)) throw error
    return inTransaction(centre.db, (tx) => work(tx, carryOutApart))
  }
}

/** The rules said there is enough; the ledger has the last word. */
export function ledgerRefused(error: unknown): boolean {
  return error instanceof BelowFloor || isBelowFloor(error)
}

/** What to open a book for that these items are carried out on. */
export function askedFor(centre: Centre, items: readonly ArrivedItem[]): Asked {
  const records = items.map(({ records, id, payloadHash }) => readRecords(records, id, payloadHash))
  return {
    payloads: items.flatMap(({ payload }) => (payload === null ? [] : [payload])),
    operations: items.map(({ id }) => id),
    clerks: records.flatMap(secondPersons),
    elsewhere: items.flatMap(({ payload, payloadHash }, place) =>
      payload === null
        ? []
        : (records[place]?.approvals ?? [])
            .filter(({ through }) => through !== undefined)
            .map((approval) => ({ payload, payloadHash, approval })),
    ),
    payersDays: centre.packs.current.guards.payeePayersDays,
    at: centre.clock.now(),
    lock: true,
  }
}

/**
 * One item on the book. The same id and content again has the outcome it had, unless that was not final and something new
 * comes with it: an operation that waits is looked at anew, a withdrawal cancels what was not carried out (design.md 5).
 */
function workThrough(centre: Centre, book: Book, item: ArrivedItem): Outcome {
  const { payload, id } = item
  const known = book.operations.get(id)
  const records = readRecords(item.records, id, item.payloadHash)
  const withdrawn = records.withdraw !== null || isWithdrawnElsewhere(book, item)
  if (known !== undefined) {
    if (known.payloadHash !== item.payloadHash) throw new Error('an item of other content was not stopped')
    if (standsFor(known.outcome, withdrawn || item.due === true)) return known.outcome
  }
  const outcome = ((): Outcome => {
    if (withdrawn) return { type: 'cancelled', at: book.at }
    if (payload === null) return parked(book, item)
    noteUnknownPack(centre, book, item)
    noteNotGiven(book, item, records)
    const it = caseOf(book, item, payload, records, centre)
    return judge(it) ?? perform(it)
  })()
  if (known === undefined) book.work.operations.push(operationRow(item, outcome, book.at))
  else book.work.outcomes.push({ id, outcome, opens_at: opensAt(outcome) })
  book.operations.set(id, { payloadHash: item.payloadHash, outcome })
  return outcome
}

/**
 * Taken back at another counter or at the office, perhaps before it came (ADR 37). With somebody else's card nothing is
 * taken back, and of content this version cannot read only the office's word counts.
 */
function isWithdrawnElsewhere({ withdrawals }: Book, { id, payload }: ArrivedItem): boolean {
  const members = withdrawals.get(id)
  if (members === undefined) return false
  return members.has(null) || (payload !== null && members.has(payload.member.idNumber))
}

/** Kept by the centre itself: coming again changes nothing, only a withdrawal does. Debited money is not withdrawn. */
function standsFor(outcome: Outcome, lookedAtNow: boolean): boolean {
  if (isFinal(outcome) || outcome.type === 'debited') return true
  return !lookedAtNow && (outcome.type === 'deferred' || outcome.type === 'parked')
}

/** A record names an approval from elsewhere that nobody gave: it counts for nothing, and who runs the centre hears of it. */
function noteNotGiven(book: Book, { id, station }: ArrivedItem, { approvals }: ItemRecords): void {
  for (const { operationId, payloadHash, by, through } of approvals) {
    if (through === undefined || book.given.has(givenKey(operationId, payloadHash, by, through))) continue
    const details = { by, through }
    book.work.incidents.push({ kind: 'approval-not-given', station, operation_id: id, details, at: book.at })
  }
}

function parked(book: Book, { id, station, kind, unknown }: ArrivedItem): Outcome {
  const code = unknown ?? 'operation.unknown-kind'
  book.work.incidents.push({
    kind: 'parked',
    station,
    operation_id: id,
    details: { kind, code },
    at: book.at,
  })
  return { type: 'parked', at: book.at, code }
}

function noteUnknownPack({ packs }: Centre, book: Book, { payload, id, station }: ArrivedItem): void {
  if (payload === null || packs.of(payload.pack) !== null) return
  const details = { pack: payload.pack, current: packs.current.number }
  book.work.incidents.push({ kind: 'unknown-pack', station, operation_id: id, details, at: book.at })
}

function operationRow(item: ArrivedItem, outcome: Outcome, at: number): Work['operations'][number] {
  const { id, station, epoch, dispatch, kind, text, payloadHash } = item
  return {
    id,
    station,
    epoch,
    dispatch,
    kind,
    payload: text,
    payload_hash: payloadHash,
    arrived_at: at,
    outcome,
    opens_at: opensAt(outcome),
  }
}

function balanceShort(at: number): Outcome {
  return { type: 'refused', at, refusals: [refusal('transfer.balance-short', { field: 'amountFen' })] }
}

function keptAs(item: ArrivedItem, outcome: Outcome, known: boolean): Partial<Work> {
  return known
    ? { outcomes: [{ id: item.id, outcome, opens_at: null }] }
    : { operations: [operationRow(item, outcome, outcome.at)] }
}
