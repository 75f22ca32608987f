import { sql } from 'kysely'
import type { Insertable } from 'kysely'
import type { Json } from '../../shared/contract/canonical'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { Outcome, TransferReceipt } from '../../shared/domain/operation'
import type { LedgerEntry } from '../ledger/ledger'
import { entryRow } from '../ledger/ledger'
import type { IncidentKind, Tables, Tx } from '../schema'

type Row<Name extends keyof Tables> = { readonly [Column in keyof Tables[Name]]?: unknown }

/** What operations of a book have done, in the order in which they did it; written by `keep_work` in one call. */
export interface Work {
  readonly operations: Row<'operation'>[]
  readonly outcomes: {
    readonly id: OperationId
    readonly outcome: Outcome
    readonly opens_at: number | null
  }[]
  readonly accounts: Row<'account'>[]
  readonly wallets: Row<'wallet'>[]
  readonly places: object[]
  readonly transfers: object[]
  readonly settled: { readonly id: OperationId; readonly state: TransferReceipt; readonly at: number }[]
  readonly premiums: object[]
  readonly relations: object[]
  readonly agents: object[]
  readonly bindings: BindingChange[]
  readonly incidents: Incident[]
  readonly entries: LedgerEntry[]
  readonly news: NewsRow[]
}

/** A family-binding that begins, or one of this centre that ends (YYYY-MM-DD, by which operation). */
export type BindingChange =
  | { readonly change: 'bind'; readonly row: Insertable<Tables['family_binding']> }
  | {
      readonly change: 'end'
      readonly row: { readonly owner_number: string; readonly user_number: string }
      readonly ended: string
      readonly by: OperationId
    }

export interface Incident {
  readonly kind: IncidentKind
  readonly station: StationId
  readonly operation_id: OperationId | null
  readonly details: Json
  readonly at: number
}

/** A line of a station's change log before it has its number. */
export interface NewsRow {
  readonly station: StationId
  readonly operation_id: OperationId
  readonly type: 'receipt' | 'outcome' | 'correction'
  readonly receipt: TransferReceipt | null
  readonly outcome: Outcome | null
  readonly at: number
}

/** A batch as it is kept for ever; it moves its station on to the number after its last and to its link. */
export interface ArrivedBatch {
  readonly station: StationId
  readonly epoch: number
  readonly first: number
  readonly last: number
  readonly jws: string
  readonly arrived_at: number
  readonly link: string
  readonly items: readonly object[]
}

export function newWork(): Work {
  return {
    operations: [],
    outcomes: [],
    accounts: [],
    wallets: [],
    places: [],
    transfers: [],
    settled: [],
    premiums: [],
    relations: [],
    agents: [],
    bindings: [],
    incidents: [],
    entries: [],
    news: [],
  }
}

/**
 * Writes what was done, with the batches it came in, at most one a station. The stations' rows come last, in id order; a
 * station that moved on meanwhile sets the transaction back (40001). Throws when the ledger refuses (see `isBelowFloor`).
 */
export async function keepWork(tx: Tx, work: Work, batches: readonly ArrivedBatch[] = []): Promise<void> {
  const { entries, bindings, ...rest } = work
  const full = Object.entries({ ...rest, entries: entries.map(entryRow), batches }).filter(
    ([, rows]) => rows.length > 0,
  )
  if (full.length > 0)
    await sql`select keep_work(${JSON.stringify(Object.fromEntries(full))}::jsonb)`.execute(tx)
  for (const change of bindings) await keepBinding(tx, change)
}

/** Few batches hold any; each names the operation that was just kept. */
async function keepBinding(tx: Tx, it: BindingChange): Promise<void> {
  if (it.change === 'bind') {
    await tx.insertInto('family_binding').values(it.row).execute()
    return
  }
  await tx
    .updateTable('family_binding')
    .set({ ended: it.ended, ended_by: it.by })
    .where('owner_number', '=', it.row.owner_number)
    .where('user_number', '=', it.row.user_number)
    .where('begun_by', 'is not', null)
    .where('ended', 'is', null)
    .execute()
}
