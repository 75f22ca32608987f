import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** What is wrong with the ledger or the chains; ids and amounts in fen, no person's name or number. */
export type LedgerFinding =
  | { readonly type: 'not-balanced'; readonly transaction: number; readonly sumFen: number }
  | {
      readonly type: 'balance-differs'
      readonly account: string
      readonly postedFen: number
      readonly keptFen: number
    }
  | {
      readonly type: 'below-floor'
      readonly account: string
      readonly postedFen: number
      readonly floorFen: number
    }
  /** An account that holds money for others holds another sum than those others wait for. */
  | {
      readonly type: 'held-differs'
      readonly account: string
      readonly postedFen: number
      readonly heldFen: number
    }
  /** A station's head, a link, a number or a hash is not what the stored items say. */
  | { readonly type: 'chain-differs'; readonly what: string; readonly where: string }
  /** An operation moved money another number of times than its outcome says. */
  | {
      readonly type: 'effect-differs'
      readonly operation: string
      readonly effects: number
      readonly expected: number
    }

export interface LedgerReport {
  readonly ok: boolean
  /** The sum of all postings in fen; zero. */
  readonly sum: number
  /** Balances as the postings say, not as the accounts keep them. */
  readonly accounts: readonly { readonly id: string; readonly kind: string; readonly balanceFen: number }[]
  readonly findings: readonly LedgerFinding[]
}

interface AccountLine {
  readonly id: string
  readonly kind: string
  readonly kept: number
  readonly floor: number
  readonly posted: number
}

/**
 * Recomputes ledger and chains from what is stored and compares. It shares no code with what it checks, on purpose:
 * plain SQL over the tables, trusting neither triggers nor kept balances nor functions of the database. Read in one
 * snapshot, so it may run beside a working centre.
 */
export async function verifyLedger<T>(db: Kysely<T>): Promise<LedgerReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((snapshot) => verifySnapshot(snapshot))
}

async function verifySnapshot<T>(db: Kysely<T>): Promise<LedgerReport> {
  const accounts = await accountLines(db)
  const findings: readonly LedgerFinding[] = [
    ...(await unbalanced(db)),
    ...accounts.flatMap(findingsOf),
    ...(await heldFindings(db)),
    ...(await chainFindings(db)),
    ...(await effectFindings(db)),
  ]
  const sum = accounts.reduce((total, { posted }) => total + posted, 0)
  return {
    ok: findings.length === 0 && sum === 0,
    sum,
    accounts: accounts.map(({ id, kind, posted }) => ({ id, kind, balanceFen: posted })),
    findings,
  }
}

async function accountLines<T>(db: Kysely<T>): Promise<readonly AccountLine[]> {
  const { rows } = await sql<AccountLine>`
    select a.id, a.kind, a.balance_fen as kept, a.floor_fen as floor, coalesce(p.posted, 0)::bigint as posted
    from account a
    left join (select account_id, sum(amount_fen) as posted from posting group by account_id) p on p.account_id = a.id
    order by a.id`.execute(db)
  return rows
}

async function unbalanced<T>(db: Kysely<T>): Promise<readonly LedgerFinding[]> {
  const { rows } = await sql<{ transaction: number; sum: number }>`
    select t.id as transaction, coalesce(sum(p.amount_fen), 0)::bigint as sum
    from ledger_transaction t left join posting p on p.transaction_id = t.id
    group by t.id having coalesce(sum(p.amount_fen), 0) <> 0 or count(p.account_id) < 2 order by t.id`.execute(
    db,
  )
  return rows.map(({ transaction, sum }) => ({ type: 'not-balanced', transaction, sumFen: sum }))
}

function findingsOf({ id, kept, floor, posted }: AccountLine): readonly LedgerFinding[] {
  const findings: LedgerFinding[] = []
  if (kept !== posted)
    findings.push({ type: 'balance-differs', account: id, postedFen: posted, keptFen: kept })
  if (posted < floor) findings.push({ type: 'below-floor', account: id, postedFen: posted, floorFen: floor })
  return findings
}

/** Reservations and clearing hold what is pending, tax accounts what is debited or paid, institutions what they settled. */
async function heldFindings<T>(db: Kysely<T>): Promise<readonly LedgerFinding[]> {
  const { rows } = await sql<{ account: string; posted: number; held: number }>`
    with held as (
      select held_in as account, sum(amount_fen) as amount from transfer where state = 'pending' group by held_in
      union all
      select 'outside', sum(amount_fen) from transfer where party = 'elsewhere' and state = 'received'
      union all
      select case state when 'debited' then 'tax-waiting/' else 'tax/' end || region, sum(due_fen)
        from premium where state in ('debited', 'paid') and operation_id is not null group by 1
      union all
      select 'institution/' || institution, sum(amount_fen) from settlement group by institution
      union all
      select 'institution/' || s.institution, -sum(r.amount_fen)
        from settlement_reversal r join settlement s on s.id = r.settlement_id group by s.institution
    ), wanted as (select account, coalesce(sum(amount), 0) as amount from held group by account),
    posted as (
      select a.id as account, coalesce(sum(p.amount_fen), 0) as amount
      from account a left join posting p on p.account_id = a.id
      where a.kind in ('transit', 'reservation', 'clearing', 'outside', 'tax', 'institution') group by a.id
    )
    select coalesce(p.account, w.account) as account, coalesce(p.amount, 0)::bigint as posted,
      coalesce(w.amount, 0)::bigint as held
    from posted p full join wanted w on w.account = p.account
    where coalesce(p.amount, 0) <> coalesce(w.amount, 0) order by 1`.execute(db)
  return rows.map(({ account, posted, held }) => ({
    type: 'held-differs',
    account,
    postedFen: posted,
    heldFen: held,
  }))
}

/** The station's head is the last stored link, numbers have no gap, and every link and hash is recomputed. */
async function chainFindings<T>(db: Kysely<T>): Promise<readonly LedgerFinding[]> {
  const { rows } = await sql<{ what: string; where: string }>`
    with item as (
      select i.*, lag(link) over chain as before, lag(dispatch) over chain as dispatch_before
      from batch_item i window chain as (partition by station, epoch order by dispatch)
    )
    select 'number' as what, station || ' ' || epoch || ' ' || dispatch as "where" from item
      where dispatch_before is not null and dispatch <> dispatch_before + 1
    union all
    select 'link', station || ' ' || epoch || ' ' || dispatch from item
      where (before is not null or (epoch = 1 and dispatch = 1))
        and link <> encode(sha256(decode(coalesce(before, repeat('0', 64)), 'hex') || int8send(dispatch)
          || decode(payload_hash, 'hex') || decode(records_hash, 'hex')), 'hex')
    union all
    select 'head', s.id from station s
      join lateral (select dispatch, link from batch_item i where i.station = s.id and i.epoch = s.epoch
        order by dispatch desc limit 1) last on true
      where s.next_dispatch <> last.dispatch + 1 or s.link <> last.link
    union all
    select 'changes', s.id from station s
      left join (select station, count(*) as lines, max(number) as newest from change group by station) c
        on c.station = s.id
      where s.change_number <> coalesce(c.newest, 0) or coalesce(c.lines, 0) <> coalesce(c.newest, 0)
    union all
    select 'payload', o.id::text from operation o
      where o.payload_hash <> encode(sha256(convert_to(o.payload, 'UTF8')), 'hex')`.execute(db)
  return rows.map(({ what, where }) => ({ type: 'chain-differs', what, where }))
}

/** A transfer or premium that was carried out took its money once; one that was not took none. */
async function effectFindings<T>(db: Kysely<T>): Promise<readonly LedgerFinding[]> {
  const { rows } = await sql<{ operation: string; effects: number; expected: number }>`
    select o.id::text as operation, coalesce(e.effects, 0)::bigint as effects, o.expected::bigint as expected
    from (select id, case
        when kind not in ('transfer', 'premium-payment') then 0
        when outcome ->> 'type' in ('done', 'debited') then 1
        when outcome -> 'refusals' -> 0 ->> 'code' = 'premium.not-confirmed' then 1
        else 0 end as expected from operation) o
    left join (select operation_id, count(*) as effects from ledger_transaction
      where kind in ('transfer-sent', 'premium-debited') group by operation_id) e on e.operation_id = o.id
    where coalesce(e.effects, 0) <> o.expected order by 1`.execute(db)
  return rows.map(({ operation, effects, expected }) => ({
    type: 'effect-differs',
    operation,
    effects,
    expected,
  }))
}
