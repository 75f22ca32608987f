import type { OperationRow, StoryAnswer, StoryStep } from '../../shared/contract/console'
import { outcomeSchema } from '../../shared/contract/operation'
import type { Fen, OperationId } from '../../shared/domain/ids'
import { hallName } from '../../shared/domain/masks'
import type { Outcome } from '../../shared/domain/operation'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { ItemRecord } from '../../shared/contract/record'
import { correctable } from '../corrections/correct-transfer'
import { holdOf } from '../operations/hold-operation'
import { mayBeWithdrawn } from '../operations/withdraw-elsewhere'
import { readPayload } from '../operations/operations'
import { readRecords } from '../operations/records'
import type { Db, Tables } from '../schema'
import { operationRows } from './queries'

export interface Story {
  readonly operation: OperationRow
  readonly steps: readonly StoryStep[]
  readonly correction: StoryAnswer['correction']
  readonly hold: StoryAnswer['hold']
  readonly withdrawal: StoryAnswer['withdrawal']
}

const system: StoryStep['actor'] = { kind: 'system', name: '' }
const nothing: Pick<StoryStep, 'detail' | 'amountFen' | 'refusals'> = {
  detail: '',
  amountFen: null,
  refusals: [],
}

/**
 * Everything the centre knows of one operation, in order, each step with who did it (domain.md 5: every remote act
 * visible). Null for an id the centre never saw.
 */
export async function storyOf(db: Db, id: OperationId): Promise<Story | null> {
  const [operation] = await operationRows(db, [id])
  if (operation === undefined) return null
  const row = await db
    .selectFrom('operation')
    .select(['payload', 'arrived_at', 'outcome', 'dispatch', 'station'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const outcome = outcomeSchema.parse(row.outcome)
  const arrival: StoryStep =
    row.dispatch === null
      ? { at: row.arrived_at, actor: { kind: 'remote', name: '' }, what: 'imported', ...nothing }
      : {
          at: row.arrived_at,
          actor: { kind: 'system', name: row.station },
          what: 'arrived',
          ...nothing,
          detail: String(row.dispatch),
        }
  const news = await changes(db, id)
  const asked = await db
    .selectFrom('correction')
    .selectAll()
    .where('operation_id', '=', id)
    .executeTakeFirst()
  const told = news.some(({ what, at }) => what === 'outcome' && at === outcome.at)
  // of one instant the cause stands before what followed from it
  const steps: StoryStep[] = [
    ...atTheCounter(row.payload),
    ...(await recordsOf(db, id)),
    arrival,
    ...(await postings(db, id)),
    ...(told ? [] : outcomeOf(outcome)),
    ...news,
    ...(await partnerSteps(db, id)),
    ...corrections(asked),
    ...(await operatorActs(db, id)),
    ...(await withdrawals(db, id)),
    ...(await incidents(db, id)),
  ]
  return {
    operation,
    steps: steps.sort((a, b) => a.at - b.at),
    hold: outcome.type !== 'deferred' ? 'none' : (await holdOf(db, id)) ? 'held' : 'possible',
    withdrawal: mayBeWithdrawn({ outcome }) ? 'possible' : 'none',
    correction: asked === undefined ? await possible(db, id) : asked.approved_by === null ? 'asked' : 'done',
  }
}

function outcomeOf(outcome: Outcome): readonly StoryStep[] {
  const refusals = outcome.type === 'refused' ? outcome.refusals.map(({ code }) => code) : []
  return [{ at: outcome.at, actor: system, what: 'outcome', ...nothing, detail: outcome.type, refusals }]
}

/** What the frozen content says; nothing when a newer counter wrote it. */
function atTheCounter(payload: string): readonly StoryStep[] {
  const content = readPayload(payload)
  if (content === null) return []
  const { takenAt, clerk, assent, member, station, identity } = content
  const what = identity.way === 'typed' ? 'taken-typed' : 'taken'
  return [
    { at: assent.at, actor: { kind: 'member', name: hallName(member.name) }, what: 'assented', ...nothing },
    { at: takenAt, actor: { kind: 'clerk', name: clerk }, what, ...nothing, detail: station },
  ]
}

/** 复核, 还要再转一次, 撤回: what came beside the operation, by whom. */
async function recordsOf(db: Db, id: OperationId): Promise<readonly StoryStep[]> {
  const rows = await db
    .selectFrom('batch_item')
    .select(['records', 'payload_hash'])
    .where('operation_id', '=', id)
    .orderBy('dispatch')
    .execute()
  const supervisors = await supervisorsOf(db)
  const seen = new Set<string>()
  return rows.flatMap(({ records, payload_hash: hash }) =>
    Object.values(readRecords(textsSchema.parse(records), id, hash))
      .flat()
      .flatMap((record: ItemRecord | null) => {
        // an item that is sent again brings its records again
        const text = JSON.stringify(record)
        if (record === null || seen.has(text)) return []
        seen.add(text)
        const kind = supervisors.has(record.by) ? ('supervisor' as const) : ('clerk' as const)
        const second = record.record === 'attestation' ? ` ${record.second}` : ''
        const actor = { kind, name: `${record.by}${second}` }
        return [{ at: record.at, actor, what: 'record' as const, ...nothing, detail: record.record }]
      }),
  )
}

async function supervisorsOf(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('clerk').select('id').where('role', '=', 'supervisor').execute()
  return new Set(rows.map(({ id }) => id))
}

const textsSchema = z.array(z.string())

/** What an institution or the tax side signed about this operation. */
async function partnerSteps(db: Db, id: OperationId): Promise<readonly StoryStep[]> {
  const rows = await db
    .selectFrom('partner_message')
    .select(['partner', 'purpose', 'at'])
    .where('operation_id', '=', id)
    .orderBy('id')
    .execute()
  return rows.map(({ partner, purpose, at }) => ({
    at,
    actor: { kind: 'partner', name: partner },
    what: 'partner',
    ...nothing,
    detail: purpose,
  }))
}

/** Two operators, each with his or her own step. */
function corrections(asked: Selectable<Tables['correction']> | undefined): readonly StoryStep[] {
  if (asked === undefined) return []
  const { reason, requested_by: by, requested_at: at, approved_by: second, approved_at: approvedAt } = asked
  const request: StoryStep = {
    at,
    actor: { kind: 'operator', name: by },
    what: 'correction-asked',
    ...nothing,
    detail: reason,
  }
  if (second === null || approvedAt === null) return [request]
  const actor = { kind: 'operator', name: second } as const
  return [request, { at: approvedAt, actor, what: 'correction-approved', ...nothing }]
}

/** Held on somebody's word, and let go on. */
async function operatorActs(db: Db, id: OperationId): Promise<readonly StoryStep[]> {
  const rows = await db
    .selectFrom('operation_act')
    .selectAll()
    .where('operation_id', '=', id)
    .orderBy('number')
    .execute()
  return rows.map(({ at, act, reason, by_operator: name }) => ({
    at,
    actor: { kind: 'operator', name },
    what: act,
    ...nothing,
    detail: reason,
  }))
}

/** Taken back at another counter, by its clerk, or at the office. */
async function withdrawals(db: Db, id: OperationId): Promise<readonly StoryStep[]> {
  const rows = await db
    .selectFrom('withdrawal')
    .selectAll()
    .where('operation_id', '=', id)
    .orderBy('number')
    .execute()
  return rows.map(({ at, at_station: station, by_name: name, by_who: id, reason }) => ({
    at,
    actor: station === null ? { kind: 'operator', name: id } : { kind: 'clerk', name },
    what: 'withdrawn',
    ...nothing,
    detail: reason,
  }))
}

/** Whether the bureau's own error could be mended here (domain.md 4.3). */
async function possible(db: Db, id: OperationId): Promise<'none' | 'possible'> {
  const transfer = await db
    .selectFrom('transfer')
    .select(['state', 'party'])
    .where('id', '=', id)
    .executeTakeFirst()
  return transfer !== undefined && correctable(transfer) ? 'possible' : 'none'
}

/** Money: what moved for this operation, by the ledger. */
async function postings(db: Db, id: OperationId): Promise<readonly StoryStep[]> {
  const rows = await db
    .selectFrom('ledger_transaction as t')
    .innerJoin('posting as p', 'p.transaction_id', 't.id')
    .select(['t.id', 't.kind', 't.at'])
    .select((eb) => eb.fn.max('p.amount_fen').as('amount'))
    .where('t.operation_id', '=', id)
    .groupBy(['t.id', 't.kind', 't.at'])
    .orderBy('t.id')
    .execute()
  return rows.map(({ kind, at, amount }) => ({
    at,
    actor: system,
    what: 'posted',
    ...nothing,
    detail: kind,
    amountFen: amount as Fen,
  }))
}

async function changes(db: Db, id: OperationId): Promise<readonly StoryStep[]> {
  const rows = await db
    .selectFrom('change')
    .selectAll()
    .where('operation_id', '=', id)
    .where('type', 'in', ['receipt', 'outcome'])
    .orderBy('number')
    .execute()
  return rows.map(({ at, type, receipt, outcome }): StoryStep => {
    const step = {
      at,
      actor: type === 'receipt' ? ({ kind: 'remote', name: '' } as const) : system,
      ...nothing,
    }
    return receipt === null
      ? { ...step, what: 'outcome', detail: outcome?.type ?? '' }
      : { ...step, what: 'receipt', detail: receipt }
  })
}

async function incidents(db: Db, id: OperationId): Promise<readonly StoryStep[]> {
  const rows = await db
    .selectFrom('incident')
    .select(['at', 'kind', 'station'])
    .where('operation_id', '=', id)
    .orderBy('id')
    .execute()
  return rows.map(({ at, kind, station }) => ({
    at,
    actor: { kind: 'system', name: station ?? '' },
    what: 'incident',
    ...nothing,
    detail: kind,
  }))
}
