import { sql } from 'kysely'
import type { Movement } from '../../shared/contract/movements'
import { mostMovements } from '../../shared/contract/movements'
import type { Fen, OperationId } from '../../shared/domain/ids'
import { confirmName } from '../../shared/domain/masks'
import type { MovementKind } from '../../shared/domain/movements'
import type { OperationPayload } from '../../shared/domain/operation'
import { regionName } from '../../shared/domain/regions'
import { accountOf } from '../ledger/ledger'
import type { Member } from '../operations/book'
import { readPayload } from '../operations/operations'
import type { Db, Tables } from '../schema'

type LedgerKind = Tables['ledger_transaction']['kind']

/** Confirmations move nothing of the member's; money that goes on to other centres has left already. */
const kindOf: Readonly<Record<LedgerKind, MovementKind | null>> = {
  seed: 'account-begun',
  'transfer-sent': 'transfer-sent',
  'transfer-received': 'transfer-received',
  'transfer-returned': 'transfer-returned',
  'premium-debited': 'premium-debited',
  'premium-confirmed': null,
  'premium-returned': 'premium-returned',
  settlement: 'settlement',
  'settlement-reversed': 'settlement-reversed',
  'exchange-received': null,
  'exchange-returned': 'transfer-returned',
  reversal: 'correction',
}

export interface OwnMovements {
  readonly balances: { readonly personalAccountFen: Fen | null; readonly walletFen: Fen | null }
  readonly movements: readonly Movement[]
  readonly more: boolean
}

/** Balances, and everything that moved them or changed the wallet, the newest first; others' names under the confirm mask. */
export async function movementsOf(db: Db, member: Member): Promise<OwnMovements> {
  const accounts = {
    personal: accountOf('personal-account', member.id),
    wallet: accountOf('wallet', member.id),
  }
  const rows = await db
    .selectFrom('posting as p')
    .innerJoin('ledger_transaction as t', 't.id', 'p.transaction_id')
    .leftJoin('posting as other', (on) =>
      on
        .onRef('other.transaction_id', '=', 'p.transaction_id')
        .on('other.account_id', 'like', 'institution/%'),
    )
    .leftJoin('institution as i', (on) => on.on(sql<boolean>`other.account_id = 'institution/' || i.code`))
    .select(['t.kind', 't.at', 't.operation_id', 'p.account_id', 'p.amount_fen', 'i.name'])
    .where('p.account_id', 'in', [accounts.personal, accounts.wallet])
    .orderBy('t.id', 'desc')
    .limit(mostMovements + 1)
    .execute()
  const changes = await walletChanges(db, member)
  const payloads = await payloadsOf(db, [...rows, ...changes])
  const money = rows.flatMap((row): Movement[] => {
    const what = kindOf[row.kind]
    if (what === null) return []
    const { payload, person } =
      row.operation_id === null ? nothingKnown : about(payloads, row.operation_id, member)
    return [
      {
        at: row.at,
        // credited at once: the sending is the receiving
        what: what === 'transfer-sent' && row.amount_fen > 0 ? 'transfer-received' : what,
        account: row.account_id === accounts.wallet ? 'wallet' : 'personal-account',
        amountFen: row.amount_fen as Fen,
        who: person === null ? null : confirmName(person),
        where: row.name,
        year: payload?.body.kind === 'premium-payment' ? payload.body.year : null,
        agent: agentOf(payload, member),
      },
    ]
  })
  const other = changes.map(({ what, at, where, operation_id: id }): Movement => {
    const { payload } = id === null ? nothingKnown : about(payloads, id, member)
    const relative = payload !== null && 'other' in payload.body ? payload.body.other.name : null
    return {
      at,
      what,
      account: null,
      amountFen: null,
      who: relative === null ? null : confirmName(relative),
      where: where === null ? null : regionName(where),
      year: null,
      agent: agentOf(payload, member),
    }
  })
  const all = [...money, ...other].sort((a, b) => b.at - a.at)
  return {
    balances: await balancesOf(db, accounts),
    movements: all.slice(0, mostMovements),
    more: all.length > mostMovements,
  }
}

async function balancesOf(
  db: Db,
  accounts: { readonly personal: string; readonly wallet: string },
): Promise<OwnMovements['balances']> {
  const rows = await db
    .selectFrom('account')
    .select(['id', 'balance_fen'])
    .where('id', 'in', [accounts.personal, accounts.wallet])
    .execute()
  const of = (id: string): Fen | null => rows.find((row) => row.id === id)?.balance_fen ?? null
  return { personalAccountFen: of(accounts.personal), walletFen: of(accounts.wallet) }
}

interface WalletChange {
  readonly what: MovementKind
  readonly at: number
  readonly where: Tables['wallet_place']['place_of_use'] | null
  readonly operation_id: OperationId | null
}

/**
 * The opening is the first place of use; each further one is a change. Relations as the member declared them, and
 * family-bindings as they were begun and ended at counters.
 */
async function walletChanges(db: Db, { id, id_number: idNumber }: Member): Promise<readonly WalletChange[]> {
  const places = await db
    .selectFrom('wallet_place')
    .select(['since_at', 'place_of_use', 'operation_id'])
    .where('member_id', '=', id)
    .orderBy('since_at')
    .execute()
  const relations = await db
    .selectFrom('relation as r')
    .innerJoin('operation as o', 'o.id', 'r.operation_id')
    .select(['r.at', 'r.operation_id'])
    .where('r.member_id', '=', id)
    .where('o.kind', '=', 'relation-declaration')
    .execute()
  const bindings = await db
    .selectFrom('family_binding as b')
    .innerJoin('operation as o', (on) =>
      on.on((eb) => eb.or([eb('o.id', '=', eb.ref('b.begun_by')), eb('o.id', '=', eb.ref('b.ended_by'))])),
    )
    .select(['o.id', 'o.outcome', 'b.ended_by'])
    .where('b.owner_number', '=', idNumber)
    .execute()
  return [
    ...bindings.map(({ id: operation_id, outcome, ended_by: endedBy }): WalletChange => ({
      what: endedBy === operation_id ? 'family-unbound' : 'family-bound',
      at: outcome.at,
      where: null,
      operation_id,
    })),
    ...places.map(({ since_at: at, place_of_use: where, operation_id }, n): WalletChange => ({
      what: n === 0 ? 'wallet-opened' : 'place-changed',
      at,
      where,
      operation_id,
    })),
    ...relations.map(({ at, operation_id }): WalletChange => ({
      what: 'relation-declared',
      at,
      where: null,
      operation_id,
    })),
  ]
}

type Payloads = ReadonlyMap<OperationId, OperationPayload>

/** The frozen contents of what the rows name, and of the transfers that were received. */
async function payloadsOf(
  db: Db,
  rows: readonly { readonly operation_id: OperationId | null }[],
): Promise<Payloads> {
  const found = new Map<OperationId, OperationPayload>()
  const read = async (ids: readonly OperationId[]): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !found.has(id))
    if (missing.length === 0) return
    const kept = await db
      .selectFrom('operation')
      .select(['id', 'payload'])
      .where('id', 'in', missing)
      .execute()
    for (const { id, payload } of kept) {
      const content = readPayload(payload)
      if (content !== null) found.set(id, content)
    }
  }
  await read(rows.flatMap(({ operation_id: id }) => id ?? []))
  await read([...found.values()].flatMap(({ body }) => (body.kind === 'receive' ? [body.transferId] : [])))
  return found
}

const nothingKnown = { payload: null, person: null }

/** The operation behind a line, and the name of the person on its other side. */
function about(
  payloads: Payloads,
  id: OperationId,
  member: Member,
): { readonly payload: OperationPayload | null; readonly person: string | null } {
  const payload = payloads.get(id) ?? null
  if (payload === null) return nothingKnown
  const { body } = payload
  const transfer = body.kind === 'receive' ? payloads.get(body.transferId) : payload
  if (transfer?.body.kind === 'transfer') {
    const isPayer = transfer.member.idNumber === member.id_number
    return { payload, person: isPayer ? transfer.body.payee.name : transfer.member.name }
  }
  return { payload, person: body.kind === 'premium-payment' ? body.person.name : null }
}

/** Who acted for this member; another one's agent is nobody's business here. */
function agentOf(payload: OperationPayload | null, member: Member): string | null {
  if (payload?.agent === undefined || payload.member.idNumber !== member.id_number) return null
  return confirmName(payload.agent.name)
}
