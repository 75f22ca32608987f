import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Json } from '../../shared/contract/canonical'
import { canonicalJson } from '../../shared/contract/canonical'
import type { Outcome } from '../../shared/domain/operation'
import { sha256 } from '../hash'
import type { Db, Tables, Tx } from '../schema'

export interface ExportOrder {
  /** Must not be there yet. */
  readonly folder: string
  /** Whether contents and ids of people are written. */
  readonly personal: boolean
  readonly at: number
}

/** Beside the files; whoever gets them can check that nothing is missing or changed. */
export interface Manifest {
  readonly format: 'wallet-counter/export'
  readonly version: 1
  readonly at: number
  readonly personalData: boolean
  readonly files: readonly { readonly name: string; readonly lines: number; readonly sha256: string }[]
}

const pageSize = 2000

/** Writes the export, null when its folder is there already. All of it is of one instant, beside a working centre. */
export async function exportLedger(db: Db, order: ExportOrder): Promise<Manifest | null> {
  if (existsSync(order.folder)) return null
  mkdirSync(order.folder, { recursive: true, mode: 0o700 })
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const files = [
        await writeLines(order, 'operations.jsonl', operations(tx, order)),
        await writeLines(order, 'postings.jsonl', postings(tx, order)),
        await writeLines(order, 'changes.jsonl', changes(tx, order)),
      ]
      const manifest: Manifest = {
        format: 'wallet-counter/export',
        version: 1,
        at: order.at,
        personalData: order.personal,
        files,
      }
      const text = `${JSON.stringify(manifest, null, 2)}\n`
      writeFileSync(path.join(order.folder, 'manifest.json'), text, { mode: 0o600 })
      return manifest
    })
}

/** What is listed: rows in order behind one of them, and the line of each. */
interface Listing<Row> {
  readonly after: (last: Row | null) => Promise<readonly Row[]>
  readonly line: (row: Row) => Json
}

async function writeLines<Row>(
  { folder }: ExportOrder,
  name: string,
  { after, line }: Listing<Row>,
): Promise<Manifest['files'][number]> {
  const file = path.join(folder, name)
  const hash = createHash('sha256')
  writeFileSync(file, '', { mode: 0o600 })
  let lines = 0
  for (let last: Row | null = null; ;) {
    const rows = await after(last)
    const text = rows.map((row) => `${canonicalJson(line(row))}\n`).join('')
    appendFileSync(file, text)
    hash.update(text)
    lines += rows.length
    last = rows.at(-1) ?? null
    if (last === null || rows.length < pageSize) return { name, lines, sha256: hash.digest('hex') }
  }
}

function operations(tx: Tx, { personal }: ExportOrder): Listing<Selectable<Tables['operation']>> {
  return {
    after: (last) =>
      tx
        .selectFrom('operation')
        .selectAll()
        .where('sequence', '>', last?.sequence ?? 0)
        .orderBy('sequence')
        .limit(pageSize)
        .execute(),
    line: (row) => ({
      id: row.id,
      sequence: row.sequence,
      station: row.station,
      epoch: row.epoch,
      dispatch: row.dispatch,
      kind: row.kind,
      arrivedAt: row.arrived_at,
      payloadHash: row.payload_hash,
      outcome: outcomeOf(row.outcome, personal),
      ...(personal ? { payload: row.payload } : {}),
    }),
  }
}

interface PostingLine {
  readonly id: number
  readonly kind: string
  readonly operation_id: string | null
  readonly at: number
  readonly account_id: string
  readonly amount_fen: number
  readonly member_id: string | null
  readonly account_kind: string
}

function postings(tx: Tx, { personal }: ExportOrder): Listing<PostingLine> {
  return {
    after: (last) =>
      tx
        .selectFrom('posting as p')
        .innerJoin('ledger_transaction as t', 't.id', 'p.transaction_id')
        .innerJoin('account as a', 'a.id', 'p.account_id')
        .select(['t.id', 't.kind', 't.operation_id', 't.at', 'p.account_id', 'p.amount_fen', 'a.member_id'])
        .select('a.kind as account_kind')
        .where(sql<boolean>`(p.transaction_id, p.account_id) > (${last?.id ?? 0}, ${last?.account_id ?? ''})`)
        .orderBy('p.transaction_id')
        .orderBy('p.account_id')
        .limit(pageSize)
        .execute(),
    line: (row) => ({
      transaction: row.id,
      kind: row.kind,
      operation: row.operation_id,
      at: row.at,
      account: personal || row.member_id === null ? row.account_id : hidden(row),
      amountFen: row.amount_fen,
    }),
  }
}

/** The same account under the same name everywhere, nobody's own. */
function hidden({ account_kind: kind, account_id: id }: PostingLine): string {
  return `${kind}/${sha256(id).slice(0, 16)}`
}

function changes(tx: Tx, { personal }: ExportOrder): Listing<Selectable<Tables['change']>> {
  return {
    after: (last) =>
      tx
        .selectFrom('change')
        .selectAll()
        .where(sql<boolean>`(station, number) > (${last?.station ?? ''}, ${last?.number ?? 0})`)
        .orderBy('station')
        .orderBy('number')
        .limit(pageSize)
        .execute(),
    line: (row) => ({
      station: row.station,
      number: row.number,
      operation: row.operation_id,
      type: row.type,
      receipt: row.receipt,
      outcome: row.outcome === null ? null : outcomeOf(row.outcome, personal),
      list: row.list ?? null,
      at: row.at,
    }),
  }
}

/** What a refusal says may quote what was typed: without personal data only the codes are told. */
function outcomeOf(outcome: Outcome, personal: boolean): Json {
  const { type, at } = outcome
  const refusals = 'refusals' in outcome ? outcome.refusals : []
  const told = refusals.map(({ code, data }): Json => (personal ? { code, data: { ...data } } : { code }))
  return { type, at, receipt: outcome.type === 'done' ? outcome.receipt : null, refusals: told }
}
