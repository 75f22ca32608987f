import { sql } from 'kysely'
import type { OperationPayload } from '../../shared/domain/operation'
import { partiesOf } from '../../shared/domain/parties'
import { shanghaiDate, shanghaiMidnight } from '../../shared/domain/china-time'
import type { ClerkId, Fen, OperationId, RegionKey, StationId } from '../../shared/domain/ids'
import type { Outcome, TransferReceipt, TransferBody } from '../../shared/domain/operation'
import type { AccountId, Db, MemberId, Tx } from '../schema'
import type { ClaimedApproval } from '../approvals/given'
import { givenAmong } from '../approvals/given'
import { verifiedAmong } from '../verification/verified'
import type { Work } from './work'
import { newWork } from './work'

/**
 * What a list of operations looks at and changes, read in one call with its people locked (`open_book`). The operations
 * are judged and carried out on it one after the other in memory, each seeing what those before it did; what they did is
 * then written in one call (`keep_work`). Everything is under the people's locks, so nothing moves in between.
 */
export interface Book {
  readonly at: number
  readonly members: ReadonlyMap<string, Member>
  readonly accounts: Map<AccountId, Account>
  readonly wallets: Map<MemberId, Wallet>
  readonly transfers: Map<OperationId, Transfer>
  readonly operations: Map<OperationId, Known>
  readonly premiums: Map<string, Premium>
  readonly relations: RelationLine[]
  readonly related: ReadonlySet<string>
  /** Who of the second persons the centre knows, and as what. */
  readonly secondPersons: ReadonlyMap<ClerkId, 'clerk' | 'supervisor'>
  /** Approvals from elsewhere that the centre has itself, by `givenKey`. */
  readonly given: ReadonlySet<string>
  /** Operations that came before with their member's right password, with the hash of the bytes it was for. */
  readonly verified: ReadonlyMap<OperationId, string>
  /** Withdrawn by another way than their station: whose card was read there, null = the office was told. */
  readonly withdrawals: ReadonlyMap<OperationId, ReadonlySet<string | null>>
  /** By `bindingKey`: whose register says that the one may draw on the other's account; asked for only where one is to change. */
  readonly bindings: Map<string, 'ours' | 'other'>
  readonly payersOf: Map<MemberId, Set<MemberId>>
  readonly membersOf: Map<string, Set<MemberId>>
  readonly walletsOnPhone: Map<string, number>
  readonly creditedAtOnce: ReadonlySet<string>
  readonly work: Work
}

export interface Member {
  readonly id: MemberId
  readonly id_number: string
  readonly name: string
  readonly status: 'active' | 'suspended' | 'deceased'
  readonly insurances: readonly ('310' | '390')[]
  readonly insured_region: RegionKey | null
}

export interface Account {
  readonly balanceFen: Fen
  readonly floorFen: number
}

export interface Wallet {
  readonly placeOfUse: RegionKey
  readonly phone: string | null
}

/** A transfer as the table holds it. */
export interface Transfer {
  readonly id: OperationId
  readonly station: StationId
  readonly payer_id: MemberId
  readonly payee_id: MemberId | null
  readonly party: TransferBody['payee']['party']
  readonly source: TransferBody['source']
  readonly amount_fen: Fen
  readonly state: TransferReceipt
  readonly sent_at: number
  readonly deadline_at: number
  readonly settled_at: number | null
  readonly held_in: AccountId
  readonly payer_name: string
}

export interface Known {
  readonly payloadHash: string
  readonly outcome: Outcome
}

export interface Premium {
  readonly person_id: MemberId
  readonly year: number
  readonly region: RegionKey
  readonly due_fen: Fen
  readonly payable_from: string
  readonly payable_to: string
  readonly state: 'due' | 'debited' | 'paid'
  readonly channel: string | null
  readonly operation_id: OperationId | null
  readonly changed_at: number
}

export interface RelationLine {
  readonly memberId: MemberId
  readonly otherNumber: string
  readonly relation: string
  readonly commitment: string | null
}

const dayMs = 86_400_000

/** What to open a book for. */
export interface Asked {
  readonly payloads: readonly OperationPayload[]
  /** Ids to tell the outcomes of, besides those of `dependsOn`. */
  readonly operations: readonly OperationId[]
  /** Transfers to look at whoever's they are, besides those the payloads receive. */
  readonly transfers?: readonly OperationId[]
  /** The second persons. */
  readonly clerks?: readonly ClerkId[]
  /** Approvals that were given elsewhere, as records claim. */
  readonly elsewhere?: readonly ClaimedApproval[]
  /** ID numbers to look at besides those of the payloads. */
  readonly numbers?: readonly string[]
  /** How many days ago a payer still counts among those of one payee; absent = nobody looks. */
  readonly payersDays?: number
  readonly at: number
  readonly lock: boolean
}

/** Where a station's chain stands. */
export interface StationRow {
  readonly id: StationId
  readonly epoch: number
  readonly key_id: string
  readonly next_dispatch: number
  readonly link: string
}

interface Rows {
  readonly members: readonly Member[]
  readonly accounts: readonly (readonly [AccountId, Fen, number])[]
  readonly wallets: readonly (readonly [MemberId, RegionKey, string | null])[]
  readonly transfers: readonly Transfer[]
  readonly operations: readonly (readonly [OperationId, string, Outcome])[]
  readonly phones: readonly (readonly [string, number])[]
  readonly relations: readonly (readonly [MemberId, string, string, string | null])[]
  readonly clerks: readonly (readonly [string, string])[]
  readonly payers: readonly (readonly [MemberId, MemberId])[]
  readonly agents: readonly (readonly [string, MemberId])[]
  readonly premiums: readonly Premium[]
  readonly regions: readonly string[]
  readonly withdrawals: readonly (readonly [OperationId, string | null])[]
}

/** Locks the people of these operations (with `lock`) and reads everything they look at. */
export async function openBook(db: Tx | Db, asked: Asked): Promise<Book> {
  const question = JSON.stringify(questionOf(asked))
  const { rows } = await sql<{ book: Rows }>`select open_book(${question}::jsonb) as book`.execute(db)
  const book = rows[0]?.book
  if (book === undefined) throw new Error('the database opened no book')
  return bookOf(book, asked, await besides(db, asked, book))
}

/** The stations' numbers as they stand under their locks, and the book of their operations: one call for both. */
export async function openWork(
  tx: Tx,
  stations: readonly StationId[],
  asked: Asked,
): Promise<{ readonly stations: readonly StationRow[]; readonly book: Book }> {
  const question = JSON.stringify({ ...questionOf(asked), stations })
  const { rows } = await sql<{ work: { stations: readonly StationRow[]; book: Rows } }>`
    select open_work(${question}::jsonb) as work`.execute(tx)
  const work = rows[0]?.work
  if (work === undefined) throw new Error('the database opened no work')
  const book = bookOf(work.book, asked, await besides(tx, asked, work.book))
  return { stations: work.stations, book }
}

type Besides = Pick<Book, 'secondPersons' | 'verified' | 'given' | 'bindings'>

/** What only few batches need: second persons, family-bindings, and what was verified of operations that come again. */
async function besides(db: Tx | Db, asked: Asked, { operations }: Rows): Promise<Besides> {
  const known = new Set(operations.map(([id]) => id))
  return {
    secondPersons: await secondPersonsAmong(db, asked),
    given: await givenAmong(db, asked.elsewhere ?? []),
    verified: await verifiedAmong(
      db,
      asked.operations.filter((id) => known.has(id)),
    ),
    bindings: await bindingsAmong(db, asked),
  }
}

/** Whom these owners let draw on their accounts. @returns by {@link bindingKey}; empty where no payload is about it */
async function bindingsAmong(db: Tx | Db, { payloads }: Asked): Promise<Book['bindings']> {
  const owners = payloads.flatMap(({ member, body }) =>
    body.kind === 'family-binding' ? [member.idNumber] : [],
  )
  if (owners.length === 0) return new Map()
  const rows = await db
    .selectFrom('family_binding')
    .select(['owner_number', 'user_number', 'begun_by'])
    .where('owner_number', 'in', owners)
    .where('ended', 'is', null)
    // where two registers hold the same two people, ours is the one that can be ended here: it is put in last
    .orderBy((eb) => eb('begun_by', 'is not', null))
    .execute()
  return new Map(
    rows.map((row) => [
      bindingKey(row.owner_number, row.user_number),
      row.begun_by === null ? 'other' : 'ours',
    ]),
  )
}

const nobody: Book['secondPersons'] = new Map()

/**
 * Asked for only where a second person acted: most batches have none. Who has left since still counts for what he or she
 * looked at; a name the centre never had does not.
 */
async function secondPersonsAmong(db: Tx | Db, { clerks = [] }: Asked): Promise<Book['secondPersons']> {
  if (clerks.length === 0) return nobody
  const rows = await db.selectFrom('clerk').select(['id', 'role']).where('id', 'in', clerks).execute()
  return new Map(rows.map(({ id, role }) => [id, role]))
}

function bookOf(book: Rows, asked: Asked, { secondPersons, verified, given, bindings }: Besides): Book {
  return {
    at: asked.at,
    members: new Map(book.members.map((member) => [member.id_number, member])),
    accounts: new Map(book.accounts.map(([id, balanceFen, floorFen]) => [id, { balanceFen, floorFen }])),
    wallets: new Map(book.wallets.map(([id, placeOfUse, phone]) => [id, { placeOfUse, phone }])),
    transfers: new Map(book.transfers.map((transfer) => [transfer.id, transfer])),
    operations: new Map(book.operations.map(([id, payloadHash, outcome]) => [id, { payloadHash, outcome }])),
    premiums: new Map(book.premiums.map((premium) => [premiumKey(premium.person_id, premium.year), premium])),
    relations: book.relations.map(([memberId, otherNumber, relation, commitment]) => ({
      memberId,
      otherNumber,
      relation,
      commitment,
    })),
    related: new Set(book.clerks.map(([clerk, number]) => relatedKey(clerk, number))),
    secondPersons,
    given,
    verified,
    bindings,
    withdrawals: grouped(book.withdrawals),
    payersOf: grouped(book.payers),
    membersOf: grouped(book.agents),
    walletsOnPhone: new Map(book.phones),
    creditedAtOnce: new Set(book.regions),
    work: newWork(),
  }
}

export function premiumKey(person: MemberId, year: number): string {
  return `${year} ${person}`
}

export function bindingKey(owner: string, user: string): string {
  return `${owner} ${user}`
}

export function relatedKey(clerk: string, idNumber: string): string {
  return `${clerk} ${idNumber}`
}

/** The key under which an agent's members of a day are counted. */
export function agentDay(at: number): string {
  return shanghaiDate(at)
}

function questionOf({
  payloads,
  operations,
  transfers,
  clerks,
  numbers,
  payersDays,
  at,
  lock,
}: Asked): object {
  const known = payloads.flatMap(({ dependsOn }) => (dependsOn === undefined ? [] : [dependsOn]))
  const takenFrom = Math.min(...payloads.map(({ takenAt }) => takenAt))
  return {
    lock,
    numbers: [...new Set([...payloads.flatMap(partiesOf), ...(numbers ?? [])])],
    transfers: [
      ...(transfers ?? []),
      ...payloads.flatMap(({ body }) => (body.kind === 'receive' ? [body.transferId] : [])),
    ],
    operations: [...operations, ...known],
    clerks: [...new Set([...payloads.map(({ clerk }) => clerk), ...(clerks ?? [])])],
    phones: payloads.flatMap(({ body }) =>
      body.kind === 'wallet-opening' && body.phone !== null ? [body.phone] : [],
    ),
    years: payloads.flatMap(({ body }) => (body.kind === 'premium-payment' ? [body.year] : [])),
    agents: payloads.flatMap(({ agent }) => (agent === undefined ? [] : [agent.idNumber])),
    // the twin guard looks back to the taking, the day's count to midnight
    since: Math.min(shanghaiMidnight(at), takenFrom - clockErrorMs),
    payersSince: at - (payersDays ?? 0) * dayMs,
    day: agentDay(at),
  }
}

/**
 * A counter says when it took something by this centre's clock, as it measured it over the line (docs/sync.md): it may be
 * wrong by this much. Nobody wishes, agrees and takes the same once more within it.
 */
export const clockErrorMs = 2_000

function grouped<Key, Value>(pairs: readonly (readonly [Key, Value])[]): Map<Key, Set<Value>> {
  const groups = new Map<Key, Set<Value>>()
  for (const [key, value] of pairs) addTo(groups, key, value)
  return groups
}

/** Adds to the set under a key. */
export function addTo<Key, Value>(groups: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, new Set([value]))
  else group.add(value)
}
