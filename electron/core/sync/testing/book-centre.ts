import type { Batch } from '../../../../shared/contract/central'
import { firstLink } from '../../../../shared/contract/central'
import type { Fen, OperationId } from '../../../../shared/domain/ids'
import type { Outcome } from '../../../../shared/domain/operation'
import { clockFrom } from '../../../../central/clock'
import type { Centre } from '../../../../central/centre'
import { accountOf } from '../../../../central/ledger/ledger'
import type { Account, Book, Member, Wallet } from '../../../../central/operations/book'
import { carryOutOn } from '../../../../central/operations/carry-out'
import { newWork } from '../../../../central/operations/work'
import { emptyBook } from '../../../../central/testing/empty-book'
import { claimedHead, itemsOf, linksOf, signatureHolds } from '../../../../central/stations/batch-head'
import type { SignedItem } from '../../../../central/stations/batch-head'
import { keptLog, resources } from '../../../../central/testing/harness'
import { idNumberOf, places } from '../../../../central/testing/people'
import type { AccountId, MemberId } from '../../../../central/schema'
import type { Central, CentralAnswer } from '../../ports'
import type { TestStation } from '../../testing/practice-counter'
import { answerAbout } from './scripted-centre'

/** Somebody with money and an empty wallet. */
export interface Payer {
  readonly name: string
  readonly idNumber: string
}

const startFen = 1_000_000 as Fen

/**
 * The centre's own functions for the head, the signature, the items, the links and the carrying out, on a book in memory
 * instead of one that PostgreSQL opens: a million operations in minutes. What it adds is the order of the numbers. It keeps
 * every posting, and compares the balances with their sums.
 */
export class BookCentre {
  /** How often money moved for an operation. */
  readonly effects = new Map<OperationId, number>()
  /** What was said of the counter, that is never right. */
  readonly complaints: string[] = []
  private next = 1
  private link = firstLink
  private readonly book: Book
  private readonly centre: Centre
  private readonly sums = new Map<string, number>()
  private readonly links = new Map<number, string>()

  constructor(
    private readonly station: TestStation,
    readonly payers: readonly Payer[],
    at: number,
  ) {
    const packs = { current: resources.pack, of: () => resources.pack, refresh: async () => undefined }
    this.centre = {
      db: undefined as never,
      clock: clockFrom(at, () => 0),
      log: keptLog(),
      realm: 'practice',
      packs,
    }
    this.book = bookOf(payers, at)
  }

  async batch(batch: Batch): Promise<CentralAnswer<readonly { id: OperationId; outcome: Outcome }[]>> {
    const { keyId } = this.station.start.station
    const head = claimedHead(batch.jws)
    if (head === null || !(await signatureHolds(batch.jws, head, keyId, this.station.publicKeyJwk)))
      return this.refused('sync.bad-signature')
    const items = itemsOf(batch, head)
    if (items === null) return this.refused('message.malformed')
    if (head.first > this.next || (head.first < this.next && head.last >= this.next))
      return { ok: false, failure: { kind: 'untouched', code: 'sync.expected', expected: this.next } }
    const links = linksOf(head.linkBefore, items)
    if (links.at(-1) !== head.linkAfter) return this.refused('sync.bad-link')
    if (head.first === this.next) {
      if (head.linkBefore !== this.link) return this.refused('sync.two-writers')
      for (const [n, { dispatch }] of items.entries()) this.links.set(dispatch, links[n] ?? '')
      this.next = head.last + 1
      this.link = head.linkAfter
    } else if (items.some(({ dispatch }, n) => this.links.get(dispatch) !== links[n])) {
      return this.refused('sync.two-writers')
    }
    return { ok: true, value: this.carryOut(items) }
  }

  operations(ids: readonly OperationId[]): Awaited<ReturnType<Central['operations']>> {
    return { ok: true, value: ids.map((id) => answerAbout(this.book.operations.get(id))) }
  }

  /** What is wrong with the books: money made or lost, a balance that is not the sum of its postings. */
  wrongs(): readonly string[] {
    const wrongs: string[] = []
    for (const [id, { balanceFen }] of this.book.accounts) {
      const kept = (id.startsWith('personal-account/') ? startFen : 0) + (this.sums.get(id) ?? 0)
      if (kept !== balanceFen) wrongs.push(`${id}: ${String(balanceFen)} is not ${String(kept)}`)
    }
    const all = [...this.sums.values()].reduce((sum, fen) => sum + fen, 0)
    if (all !== 0) wrongs.push(`all postings together: ${String(all)}`)
    return wrongs
  }

  private refused(code: 'sync.bad-signature' | 'message.malformed' | 'sync.bad-link' | 'sync.two-writers'): {
    ok: false
    failure: { kind: 'untouched'; code: typeof code; expected: null }
  } {
    this.complaints.push(code)
    return { ok: false, failure: { kind: 'untouched', code, expected: null } }
  }

  private carryOut(items: readonly SignedItem[]): readonly { id: OperationId; outcome: Outcome }[] {
    for (const { id, payloadHash } of items)
      if ((this.book.operations.get(id)?.payloadHash ?? payloadHash) !== payloadHash)
        this.complaints.push(`other content: ${id}`)
    const book = { ...this.book, work: newWork() }
    const outcomes = carryOutOn(this.centre, book, items)
    for (const { operationId, postings } of book.work.entries) {
      if (operationId !== null) this.effects.set(operationId, (this.effects.get(operationId) ?? 0) + 1)
      for (const { account, amountFen } of postings)
        this.sums.set(account, (this.sums.get(account) ?? 0) + amountFen)
    }
    return outcomes.map(({ item, outcome }) => ({ id: item.id, outcome }))
  }
}

/** So many people of nobody's region. */
export function payersOf(count: number): readonly Payer[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `试${String(n)}`,
    idNumber: idNumberOf(String(19_600_101 + Math.floor(n / 900)), n % 900),
  }))
}

function bookOf(payers: readonly Payer[], at: number): Book {
  const members = payers.map(({ name, idNumber }, n): Member => ({
    id: `book-${String(n)}`,
    id_number: idNumber,
    name,
    status: 'active',
    insurances: ['310'],
    insured_region: places.open,
  }))
  const accounts = new Map<AccountId, Account>()
  const wallets = new Map<MemberId, Wallet>()
  for (const { id } of members) {
    accounts.set(accountOf('personal-account', id), { balanceFen: startFen, floorFen: 0 })
    accounts.set(accountOf('wallet', id), { balanceFen: 0 as Fen, floorFen: 0 })
    wallets.set(id, { placeOfUse: places.open, phone: null })
  }
  return {
    ...emptyBook(at),
    members: new Map(members.map((member) => [member.id_number, member])),
    accounts,
    wallets,
  }
}
