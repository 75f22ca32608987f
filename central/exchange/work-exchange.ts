import { shanghaiDate, shanghaiMidnight } from '../../shared/domain/china-time'
import type { OperationId } from '../../shared/domain/ids'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import { outsideAccount } from '../ledger/ledger'
import { logFault } from '../log'
import { openBook } from '../operations/book'
import { settle, sourceAccount } from '../operations/money'
import { keepWork } from '../operations/work'
import type { Exchange, ExchangeAnswer } from './exchange'

/** How long to wait before a message is asked after again; doubled up to an hour. */
const firstWaitMs = 10_000
const longestWaitMs = 3_600_000
const chunk = 50
const dayMs = 86_400_000

/**
 * Sends what waits for the exchange and asks after what was sent. Sending comes before the note that it was sent, and the
 * other side carries out each id once, so a centre that dies in between sends it again and nothing is doubled.
 */
export async function workExchange(centre: Centre): Promise<number> {
  const { exchange } = centre
  if (exchange === undefined) return 0
  const due = await centre.db
    .selectFrom('exchange_message')
    .innerJoin('transfer', 'transfer.id', 'exchange_message.transfer_id')
    .select(['transfer.id', 'transfer.amount_fen', 'exchange_message.attempts'])
    .where('exchange_message.state', 'in', ['to-send', 'sent'])
    .where('exchange_message.next_at', '<=', centre.clock.now())
    .orderBy('exchange_message.next_at')
    .limit(chunk)
    .execute()
  let settled = 0
  for (const { id, amount_fen, attempts } of due) {
    try {
      const answer = await exchange.ask(id)
      if (answer === 'unknown') await exchange.send({ id, amountFen: amount_fen })
      if (answer === 'received' || answer === 'returned') settled += await keepAnswer(centre, id, answer)
      else await later(centre, id, attempts)
    } catch (error) {
      logFault(centre.log, 'exchange.failed', error)
    }
  }
  return settled
}

async function later({ db, clock }: Centre, id: OperationId, attempts: number): Promise<void> {
  const waitMs = Math.min(firstWaitMs * 2 ** attempts, longestWaitMs)
  await db
    .updateTable('exchange_message')
    .set({ state: 'sent', attempts: attempts + 1, next_at: clock.now() + waitMs })
    .where('transfer_id', '=', id)
    .where('state', 'in', ['to-send', 'sent'])
    .execute()
}

/** The money leaves clearing: taken over by the other centre, or back to its payer. */
async function keepAnswer(
  centre: Centre,
  id: OperationId,
  answer: Extract<ExchangeAnswer, 'received' | 'returned'>,
): Promise<number> {
  return inTransaction(centre.db, async (tx) => {
    const book = await openBook(tx, {
      payloads: [],
      operations: [],
      transfers: [id],
      at: centre.clock.now(),
      lock: true,
    })
    const transfer = book.transfers.get(id)
    // another instance was quicker
    if (transfer?.state !== 'pending') return 0
    const to = answer === 'received' ? outsideAccount : sourceAccount(transfer.source, transfer.payer_id)
    settle(book, transfer, { kind: `exchange-${answer}`, receipt: answer, to, by: id })
    await tx.updateTable('exchange_message').set({ state: answer }).where('transfer_id', '=', id).execute()
    await keepWork(tx, book.work)
    return 1
  })
}

export interface Differences {
  readonly missingHere: readonly OperationId[]
  readonly missingThere: readonly OperationId[]
  readonly otherAnswer: readonly OperationId[]
}

/**
 * Compares a day's answers with the other side's, writes the comparison down and names every difference; an incident when
 * there is one. Messages we still wait for are no difference on the day itself.
 */
export async function reconcileExchange(
  centre: Pick<Centre, 'db' | 'clock'>,
  exchange: Pick<Exchange, 'settledOn'>,
  day: string,
): Promise<Differences> {
  const fromAt = shanghaiMidnight(Date.parse(`${day}T12:00:00+08:00`))
  const ours = await centre.db
    .selectFrom('exchange_message')
    .innerJoin('transfer', 'transfer.id', 'exchange_message.transfer_id')
    .select(['transfer.id', 'exchange_message.state', 'transfer.settled_at'])
    .where('exchange_message.state', 'in', ['received', 'returned'])
    .where('transfer.settled_at', '>=', fromAt - dayMs)
    .execute()
  const theirs = await exchange.settledOn(day)
  const here = new Map(ours.map(({ id, state }) => [id, state]))
  const there = new Map(theirs.map(({ id, answer }) => [id, answer]))
  const differences: Differences = {
    missingHere: theirs.flatMap(({ id }) => (here.has(id) ? [] : [id])),
    missingThere: ours.flatMap(({ id, settled_at }) =>
      settled_at !== null && shanghaiDate(settled_at) === day && !there.has(id) ? [id] : [],
    ),
    otherAnswer: theirs.flatMap(({ id, answer }) => {
      const state = here.get(id)
      return state === undefined || state === answer ? [] : [id]
    }),
  }
  await keepComparison(centre, day, { ours: here.size, theirs: there.size, differences })
  return differences
}

async function keepComparison(
  { db, clock }: Pick<Centre, 'db' | 'clock'>,
  day: string,
  compared: { readonly ours: number; readonly theirs: number; readonly differences: Differences },
): Promise<void> {
  const at = clock.now()
  const differences = JSON.stringify(compared.differences)
  await inTransaction(db, async (tx) => {
    await tx
      .insertInto('reconciliation')
      .values({
        with_whom: 'exchange',
        day,
        ours: JSON.stringify(compared.ours),
        theirs: JSON.stringify(compared.theirs),
        differences,
        at,
      })
      .execute()
    const { missingHere, missingThere, otherAnswer } = compared.differences
    const differ = [missingHere, missingThere, otherAnswer].some((ids) => ids.length > 0)
    if (!differ) return
    await tx
      .insertInto('incident')
      .values({ kind: 'exchange-differs', station: null, operation_id: null, details: differences, at })
      .execute()
  })
}
