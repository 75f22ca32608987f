import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../database'
import { inTransaction } from '../database'
import type { Tx } from '../schema'
import { openTestDatabase, setUpMs } from '../testing/harness'
import { newMember } from '../testing/people'
import { accountOf, balanceOf, fundingAccount, isBelowFloor, post } from './ledger'
import { verifyLedger } from './verify'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
}, setUpMs)
afterAll(() => database.close())

const inTx = (work: (tx: Tx) => Promise<unknown>): Promise<unknown> => inTransaction(database.db, work)
const entry = { kind: 'seed', operationId: null, at: 0 } as const
const sqlState = (code: string): unknown => expect.objectContaining({ code })

describe('the ledger refuses', () => {
  it('a transaction that does not sum to zero', async () => {
    const { id } = await newMember(database.db)
    const unbalanced = inTx((tx) =>
      post(tx, {
        ...entry,
        postings: [
          { account: fundingAccount, amountFen: -100 },
          { account: accountOf('wallet', id), amountFen: 99 },
        ],
      }),
    )
    await expect(unbalanced).rejects.toEqual(sqlState('WL002'))
    expect(await balanceOf(database.db, accountOf('wallet', id))).toBe(0)
  })

  it('an unbalanced transaction written past our own code, at commit', async () => {
    const raw = inTx(async (tx) => {
      await sql`insert into ledger_transaction (kind, at) values ('seed', 0)`.execute(tx)
      await sql`insert into posting values (currval('ledger_transaction_id_seq'), 'funding', -5)`.execute(tx)
    })
    await expect(raw).rejects.toEqual(sqlState('WL002'))
    const empty = inTx((tx) => sql`insert into ledger_transaction (kind, at) values ('seed', 0)`.execute(tx))
    await expect(empty).rejects.toEqual(sqlState('WL002'))
  })

  it.each([
    'update posting set amount_fen = amount_fen + 1',
    'delete from posting',
    'truncate posting cascade',
    'update ledger_transaction set at = 1',
    'delete from ledger_transaction',
    "update account set balance_fen = 1 where id = 'transit'",
    "insert into account (id, kind, balance_fen) values ('more', 'transit', 1)",
    'update change set number = 9',
    'delete from batch',
    'delete from operation',
  ])('%s', async (statement) => {
    await expect(sql.raw(statement).execute(database.db)).rejects.toEqual(sqlState('WL001'))
  })

  it('a posting to a transaction that is closed', async () => {
    const late = inTx((tx) =>
      sql`insert into posting select max(id), 'transit', 1 from ledger_transaction`.execute(tx),
    )
    await expect(late).rejects.toEqual(sqlState('WL003'))
  })

  it('a balance below its floor', async () => {
    const { id } = await newMember(database.db)
    const broke = inTx((tx) =>
      post(tx, {
        ...entry,
        postings: [
          { account: accountOf('wallet', id), amountFen: -1 },
          { account: fundingAccount, amountFen: 1 },
        ],
      }),
    )
    await expect(broke).rejects.toSatisfy(isBelowFloor)
  })
})

describe('the verifier', () => {
  it('finds the seeded ledger sound and tells every balance', async () => {
    const report = await verifyLedger(database.db)
    expect(report).toMatchObject({ ok: true, sum: 0, findings: [] })
    expect(report.accounts).toContainEqual({
      id: 'personal-account/wang-xiuying',
      kind: 'personal-account',
      balanceFen: 328_640,
    })
    expect(report.accounts).toContainEqual({ id: 'wallet/li-xiaomei', kind: 'wallet', balanceFen: 12_000 })
  })

  // last: these go past the triggers, as a broken disk or a hand in the database would
  it('finds an injected difference of every kind', async () => {
    const { db } = database
    const { id } = await newMember(db)
    await sql`set session_replication_role = replica`.execute(db)
    await sql`update account set balance_fen = 7 where id = ${`wallet/${id}`}`.execute(db)
    expect((await verifyLedger(db)).findings).toEqual([
      { type: 'balance-differs', account: `wallet/${id}`, postedFen: 0, keptFen: 7 },
    ])
    await sql`update account set balance_fen = 0 where id = ${`wallet/${id}`}`.execute(db)
    await sql`insert into ledger_transaction (kind, at) values ('seed', 0)`.execute(db)
    await sql`insert into posting select max(id), 'transit', 3 from ledger_transaction`.execute(db)
    await sql`insert into posting select max(id), ${`wallet/${id}`}, -5 from ledger_transaction`.execute(db)
    await sql`set session_replication_role = origin`.execute(db)
    const report = await verifyLedger(db)
    expect(report).toMatchObject({ ok: false, sum: -2 })
    expect(report.findings.map(({ type }) => type).sort()).toEqual([
      'balance-differs',
      'balance-differs',
      'below-floor',
      'held-differs',
      'not-balanced',
    ])
  })
})
