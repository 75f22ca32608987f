import { sql } from 'kysely'
import { canonicalJson } from '../../shared/contract/canonical'
import { shanghaiDate } from '../../shared/domain/china-time'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { keepClerks } from '../clerks/clerks'
import { inTransaction } from '../database'
import { sha256 } from '../hash'
import { accountOf, fundingAccount, post } from '../ledger/ledger'
import type { PracticeResources } from '../resources'
import type { Db, Tx } from '../schema'
import { imageHash, seedPractice } from '../seed'
import { givePracticePasswords } from '../verification/practice-passwords'
import { institutionsOf, operatorsOf, staffOf } from './offices'
import type { Person } from './people'
import type { Town } from './town'
import { makeTown } from './town'

export interface TownOrder {
  readonly seed: number
  readonly members: number
  readonly resources: PracticeResources
  /** The centre's time. */
  readonly at: number
}

export interface Settled {
  /** The town was there already; nothing was done. */
  readonly again: boolean
  readonly town: Town
}

/**
 * Settles an invented town in a practice centre, in one transaction: members and their money by one ledger transaction,
 * wallets, the household register, premiums, institutions and staff. The same town again changes nothing; another one is
 * refused. Who has been seeded for practice before stays.
 */
export async function settleTown(db: Db, order: TownOrder): Promise<Result<Settled, 'other-town'>> {
  const { seed, members, resources, at } = order
  const mark = sha256(canonicalJson({ town: seed, members, image: imageHash(resources) }))
  await seedPractice(db, resources, at)
  const town = makeTown({ seed, members, relations: resources.pack.relations, at })
  return inTransaction(db, async (tx) => {
    const { seeded } = await tx.selectFrom('meta').select('seeded').forUpdate().executeTakeFirstOrThrow()
    if (seeded === mark) return ok({ again: true, town })
    const { count } = await tx
      .selectFrom('member')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('id', 'like', 'town-%')
      .executeTakeFirstOrThrow()
    if (count > 0) return fail('other-town')
    await keepPeople(tx, town.people, at)
    await givePracticePasswords(tx, true, at)
    await keepRegister(tx, town, at)
    await keepBindings(tx, town, at)
    await keepPremiums(tx, town.people, at)
    await tx
      .insertInto('institution')
      .values(institutionsOf(shanghaiDate(at)))
      .execute()
    await keepClerks(tx, staffOf(resources.clerks))
    await tx.insertInto('operator').values(operatorsOf(resources.clerks, at)).execute()
    await tx.updateTable('meta').set({ seeded: mark }).execute()
    return ok({ again: false, town })
  })
}

const dayMs = 86_400_000

/** One statement a table. */
async function keepPeople(tx: Tx, people: readonly Person[], at: number): Promise<void> {
  const rows = people.map((person) => ({
    id: person.id,
    number: person.idNumber,
    name: person.name,
    status: person.status,
    insurances: person.insurances,
    region: person.region,
    township: person.township,
  }))
  await sql`
    insert into member (id, id_number, name, status, insurances, insured_region, township)
      select m.id, m.number, m.name, m.status, m.insurances, m.region, m.township
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as m(id text, number text, name text, status text, insurances text[], region text, township text)`.execute(
    tx,
  )
  const accounts = people.flatMap(({ id, accountFen, wallet }) => [
    ...(accountFen === null ? [] : [accountRow('personal-account', id, accountFen)]),
    ...(wallet === null ? [] : [accountRow('wallet', id, wallet.balanceFen)]),
  ])
  await sql`
    insert into account (id, kind, member_id, floor_fen)
      select a.id, a.kind, a.member, 0
      from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as a(id text, kind text, member text)`.execute(
    tx,
  )
  await keepWallets(tx, people, at)
  const funded = accounts.filter(({ amountFen }) => amountFen > 0)
  const postings = funded.map(({ id, amountFen }) => ({ account: id, amountFen }))
  const total = funded.reduce((sum, { amountFen }) => sum + amountFen, 0)
  if (total > 0)
    await post(tx, {
      kind: 'seed',
      operationId: null,
      at,
      postings: [{ account: fundingAccount, amountFen: -total }, ...postings],
    })
}

function accountRow(kind: 'personal-account' | 'wallet', member: string, amountFen: number) {
  return { id: accountOf(kind, member), kind, member, amountFen }
}

async function keepWallets(tx: Tx, people: readonly Person[], at: number): Promise<void> {
  const rows = people.flatMap(({ id, region, wallet }) =>
    wallet === null
      ? []
      : [
          {
            member: id,
            account: accountOf('wallet', id),
            place: region,
            phone: wallet.phone,
            owner: wallet.phoneOwner,
            at: at - wallet.daysOpen * dayMs,
          },
        ],
  )
  await sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as w(member text, account text, place text, phone text, owner text, at bigint)
    ), places as (
      insert into wallet_place (member_id, place_of_use, since_at) select member, place, at from given
    )
    insert into wallet (member_id, account_id, place_of_use, phone, phone_owner, opened_at)
      select member, account, place, phone, owner, at from given`.execute(tx)
}

async function keepRegister(tx: Tx, { relations }: Town, at: number): Promise<void> {
  await sql`
    insert into relation (member_id, other_number, relation, at)
      select r.member, r."otherNumber", r.relation, ${at}::bigint
      from jsonb_to_recordset(${JSON.stringify(relations)}::jsonb)
        as r(member text, "otherNumber" text, relation text)`.execute(tx)
}

/** Every twelfth line of the household register is a family-binding too, a year old. */
async function keepBindings(tx: Tx, { relations }: Town, at: number): Promise<void> {
  const bound = relations.filter((_line, place) => place % 12 === 0)
  await sql`
    insert into family_binding (owner_number, owner_name, user_number, user_name, region, since, source)
      select o.id_number, o.name, u.id_number, u.name, o.insured_region, ${shanghaiDate(at - 365 * dayMs)}, ${townRegister}
      from jsonb_to_recordset(${JSON.stringify(bound)}::jsonb) as r(member text, "otherNumber" text)
      join member o on o.id = r.member
      join member u on u.id_number = r."otherNumber"
      where o.insured_region is not null
      on conflict do nothing`.execute(tx)
}

const townRegister = '练习登记簿'

/** The base of the 2025 collection, as test data (domain.md 3.5), payable from September to the end of the year before. */
const premiumFen = 40_000

async function keepPremiums(tx: Tx, people: readonly Person[], at: number): Promise<void> {
  const year = Number(shanghaiDate(at).slice(0, 4))
  const rows = people.flatMap(({ id, region, premium }) =>
    premium === null ? [] : [{ person: id, region, state: premium }],
  )
  await sql`
    insert into premium (person_id, year, region, due_fen, payable_from, payable_to, state, channel, changed_at)
      select p.person, ${year + 1}::integer, p.region, ${premiumFen}::bigint, ${`${year}-09-01`}, ${`${year}-12-31`},
        p.state, case p.state when 'paid' then 'tax' end, ${at}::bigint
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(person text, region text, state text)`.execute(
    tx,
  )
}
