import { z } from 'zod'
import type {
  ExchangeAnswer,
  IncidentRow,
  OperationRow,
  PackRow,
  Search,
  StationRow,
} from '../../shared/contract/console'
import { operationIdSchema } from '../../shared/contract/operation'
import { rulePackSchema } from '../../shared/contract/rule-pack'
import { atShanghai } from '../../shared/domain/china-time'
import type { Fen, OperationId, StationId } from '../../shared/domain/ids'
import { hallName } from '../../shared/domain/masks'
import type { Outcome } from '../../shared/domain/operation'
import { makeOperationNumber, readOperationNumber } from '../../shared/domain/operation-number'
import { packSentences } from '../../shared/text/pack-sentences'
import { messages } from '../../shared/text/zh-CN'
import { balanceOf, clearingAccount } from '../ledger/ledger'
import { readPayload } from '../operations/operations'
import { operationsOfNumber } from '../operations/operations-of-number'
import type { Db } from '../schema'

const dayMs = 86_400_000
/** One page; a console is for looking at single cases, not for counting. */
const pageSize = 200

export interface Page<T> {
  readonly rows: readonly T[]
  /** There are more than fit; the list says so. */
  readonly more: boolean
}

/** Every station with what it last said of itself. */
export async function listStations(db: Db): Promise<StationRow[]> {
  const rows = await db
    .selectFrom('station')
    .leftJoin('station_contact as contact', 'contact.station', 'station.id')
    .select(['station.id', 'station.prefix', 'station.epoch', 'station.next_dispatch'])
    .select(['contact.seen_at', 'contact.version', 'contact.clock_difference_ms'])
    .select(['contact.waiting', 'contact.oldest_at', 'contact.told_at'])
    .orderBy('station.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    prefix: row.prefix,
    epoch: row.epoch,
    operations: row.next_dispatch - 1,
    seenAt: row.seen_at,
    version: row.version,
    clockDifferenceMs: row.clock_difference_ms,
    waiting: row.waiting,
    oldestAt: row.oldest_at,
    toldAt: row.told_at,
  }))
}

/** The operations that are looked for, newest first; none for a text that is no number or id. */
export async function searchOperations(db: Db, search: Search): Promise<Page<OperationRow>> {
  const ids = await idsOf(db, search)
  const rows = await operationRows(db, ids.slice(0, pageSize))
  return { rows, more: ids.length > pageSize }
}

async function idsOf(db: Db, search: Search): Promise<readonly OperationId[]> {
  switch (search.by) {
    case 'id': {
      const id = operationIdSchema.safeParse(search.text.trim().toLowerCase())
      return id.success ? [id.data] : []
    }
    case 'number': {
      const number = readOperationNumber(search.text)
      return number.ok ? operationsOfNumber(db, number.value, pageSize + 1) : []
    }
    case 'day': {
      const from = atShanghai(search.text, '00:00')
      const rows = await db
        .selectFrom('operation')
        .select('id')
        .where('arrived_at', '>=', from)
        .where('arrived_at', '<', from + dayMs)
        .orderBy('arrived_at', 'desc')
        .limit(pageSize + 1)
        .execute()
      return rows.map(({ id }) => id)
    }
  }
}

/** Rows of these operations, newest first. */
export async function operationRows(db: Db, ids: readonly OperationId[]): Promise<OperationRow[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('operation')
    .innerJoin('station_epoch as epoch', (join) =>
      join.onRef('epoch.station', '=', 'operation.station').onRef('epoch.epoch', '=', 'operation.epoch'),
    )
    .select([
      'operation.id',
      'operation.kind',
      'operation.payload',
      'operation.station',
      'operation.arrived_at',
    ])
    .select(['operation.outcome', 'epoch.prefix'])
    .where('operation.id', 'in', [...ids])
    .orderBy('operation.sequence', 'desc')
    .execute()
  return rows.map(({ id, kind, payload, station, arrived_at: arrivedAt, outcome, prefix }) => {
    const content = readPayload(payload)
    return {
      id,
      number: content === null ? null : makeOperationNumber(prefix, content.taken),
      kind,
      station,
      member: content === null ? null : hallName(content.member.name),
      typed: content?.identity.way === 'typed',
      amountFen: content !== null && 'amountFen' in content.body ? content.body.amountFen : null,
      outcome: outcome.type,
      receipt: receiptOf(outcome),
      takenAt: content?.takenAt ?? null,
      arrivedAt,
    }
  })
}

function receiptOf(outcome: Outcome): OperationRow['receipt'] {
  return outcome.type === 'done' ? outcome.receipt : null
}

/** What is on its way to other centres, the oldest first, and the newest comparisons with them. */
export async function exchangeState(db: Db): Promise<Omit<ExchangeAnswer, 'at'>> {
  const open = await db
    .selectFrom('exchange_message as m')
    .innerJoin('transfer as t', 't.id', 'm.transfer_id')
    .select(['t.id as operationId', 't.amount_fen as amountFen', 't.sent_at as sentAt', 'm.attempts'])
    .where('m.state', 'in', ['to-send', 'sent'])
    .orderBy('t.sent_at')
    .limit(pageSize + 1)
    .execute()
  const comparisons = await db
    .selectFrom('reconciliation')
    .select(['day', 'at', 'differences'])
    .where('with_whom', '=', 'exchange')
    .orderBy('id', 'desc')
    .limit(30)
    .execute()
  const clearingFen = await balanceOf(db, clearingAccount)
  return {
    clearingFen: clearingFen ?? noFen,
    open: open.slice(0, pageSize),
    more: open.length > pageSize,
    comparisons: comparisons.map(({ day, at, differences }) => ({
      day,
      at,
      differences: Object.values(differencesSchema.parse(differences)).flat().length,
    })),
  }
}

const noFen = 0 as Fen
const differencesSchema = z.record(z.string(), z.array(operationIdSchema))

/** What must not happen and did, newest first. */
export async function listIncidents(db: Db): Promise<Page<IncidentRow>> {
  const rows = await db
    .selectFrom('incident')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(pageSize + 1)
    .execute()
  return { rows: rows.slice(0, pageSize).map(incidentOf), more: rows.length > pageSize }
}

function incidentOf(row: {
  readonly id: number
  readonly at: number
  readonly station: StationId | null
  readonly kind: string
  readonly operation_id: OperationId | null
  readonly details: unknown
}): IncidentRow {
  const { id, at, station, kind, operation_id: operationId, details } = row
  return { id, at, station, kind, operationId, details: JSON.stringify(details) }
}

/** Every pack, the newest number first, each with what it changed; `current` is the number in force. */
export async function listPacks(db: Db, current: number): Promise<PackRow[]> {
  const rows = await db.selectFrom('rule_pack').selectAll().orderBy('number').execute()
  const packs = rows.map(({ content }) => rulePackSchema.parse(content))
  return rows
    .map((row, index): PackRow => {
      const pack = packs[index]
      const before = packs[index - 1]
      return {
        number: row.number,
        title: pack?.title ?? '',
        validFrom: row.valid_from,
        state: row.number === current ? 'now' : row.number > current ? 'later' : 'earlier',
        keyId: row.key_id,
        publishedAt: row.published_at,
        publishedBy: row.published_by,
        source: pack?.source ?? '',
        changes:
          pack === undefined || before === undefined
            ? null
            : [...packSentences(messages.packs, before, pack)],
      }
    })
    .reverse()
}
