import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** What is wrong with the ledger; ids and amounts in fen, no person. */
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
  | { readonly type: 'transit-differs'; readonly postedFen: number; readonly pendingFen: number }

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
 * Recomputes the ledger from its postings alone and compares. It shares no code with the ledger it checks, on purpose:
 * plain SQL over the tables, trusting neither triggers nor kept balances.
 */
export async function verifyLedger<T>(db: Kysely<T>): Promise<LedgerReport> {
  const { rows: accounts } = await sql<AccountLine>`
    select a.id, a.kind, a.balance_fen as kept, a.floor_fen as floor,
      coalesce((select sum(p.amount_fen) from posting p where p.account_id = a.id), 0)::bigint as posted
    from account a order by a.id`.execute(db)
  const { rows: unbalanced } = await sql<{ transaction: number; sum: number }>`
    select t.id as transaction, coalesce(sum(p.amount_fen), 0)::bigint as sum
    from ledger_transaction t left join posting p on p.transaction_id = t.id
    group by t.id having coalesce(sum(p.amount_fen), 0) <> 0 or count(p.account_id) < 2 order by t.id`.execute(
    db,
  )
  const pendingFen = await pendingSum(db)
  const transitFen = accounts.reduce((sum, { kind, posted }) => sum + (kind === 'transit' ? posted : 0), 0)
  const findings: readonly LedgerFinding[] = [
    ...unbalanced.map(
      ({ transaction, sum }) => ({ type: 'not-balanced', transaction, sumFen: sum }) as const,
    ),
    ...accounts.flatMap(findingsOf),
    ...(transitFen === pendingFen
      ? []
      : [{ type: 'transit-differs', postedFen: transitFen, pendingFen } as const]),
  ]
  const sum = accounts.reduce((total, { posted }) => total + posted, 0)
  return {
    ok: findings.length === 0 && sum === 0,
    sum,
    accounts: accounts.map(({ id, kind, posted }) => ({ id, kind, balanceFen: posted })),
    findings,
  }
}

async function pendingSum<T>(db: Kysely<T>): Promise<number> {
  const { rows } = await sql<{ sum: number }>`
    select coalesce(sum(amount_fen), 0)::bigint as sum from transfer where state = 'pending'`.execute(db)
  return rows[0]?.sum ?? 0
}

function findingsOf({ id, kept, floor, posted }: AccountLine): readonly LedgerFinding[] {
  const findings: LedgerFinding[] = []
  if (kept !== posted)
    findings.push({ type: 'balance-differs', account: id, postedFen: posted, keptFen: kept })
  if (posted < floor) findings.push({ type: 'below-floor', account: id, postedFen: posted, floorFen: floor })
  return findings
}
