import type { JournalEvent, KnownClerk, KnownEpoch } from '../../../shared/domain/events'
import type { ShownRemoteAct } from '../../../shared/domain/centre-events'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { ClerkId, OperationId } from '../../../shared/domain/ids'
import { integer, integerOrNull, text, textOrNull } from './tables'
import type { Row, Tables } from './tables'

/** The newest dispatch number and the chain's link after it outlive the operation that carried them. */
export function noteDispatch(tables: Tables, dispatch: number, link: string | null): void {
  tables.run('UPDATE station SET dispatch = ?, link = ? WHERE dispatch < ?', [dispatch, link, dispatch])
}

export function newestEpoch(tables: Tables): KnownEpoch | null {
  const row = tables.one('SELECT * FROM epoch ORDER BY epoch DESC LIMIT 1', [])
  return row === null ? null : knownEpoch(row)
}

export function clerksOf(tables: Tables): readonly KnownClerk[] | null {
  const clerks = tables.one('SELECT clerks FROM station', [])?.['clerks']
  return typeof clerks === 'string' ? (JSON.parse(clerks) as readonly KnownClerk[]) : null
}

export function remoteActsOf(tables: Tables): readonly ShownRemoteAct[] {
  return tables
    .all('SELECT operation_id, act, at, by_name FROM remote_act WHERE seen = 0 ORDER BY place', [])
    .map((row) => ({
      operationId: text(row, 'operation_id') as OperationId,
      act: text(row, 'act') as ShownRemoteAct['act'],
      actor: 'bureau',
      at: integer(row, 'at'),
      by: textOrNull(row, 'by_name'),
    }))
}

function remoteActEvent({ operationId, act, at, by }: ShownRemoteAct): JournalEvent {
  return act === 'correction'
    ? // of an operation that is still known the whole is told there
      { type: 'corrected-by-centre', operationId, reason: '', by: by === null ? [] : [by], at }
    : { type: 'acted-elsewhere', operationId, act, by: by ?? '', at }
}

/** An announced change of the centre's keys (compact JWS), and whether the centre was met with them. */
export interface NotedKeys {
  readonly number: number
  readonly jws: string
  readonly inUse: boolean
}

export function centreKeysOf(tables: Tables): readonly NotedKeys[] {
  return tables.all('SELECT * FROM centre_keys ORDER BY number, jws', []).map((row) => ({
    number: integer(row, 'number'),
    jws: text(row, 'jws'),
    inUse: integer(row, 'in_use') === 1,
  }))
}

/** A change as it came, kept until this version knows what to do with it. */
export interface ParkedChange {
  readonly number: number
  readonly change: string
}

export function parkedChangesOf(tables: Tables): readonly ParkedChange[] {
  return tables
    .all('SELECT number, change FROM parked_change ORDER BY number', [])
    .map((row) => ({ number: integer(row, 'number'), change: text(row, 'change') }))
}

/**
 * A purge takes whole days, and what the centre gave the station may have come on one of them: the purge forgets all of it,
 * and the events beside it tell it anew, so that a rebuild gives the same rows.
 */
export function forgetStation(tables: Tables, toldDay: string): void {
  for (const table of ['epoch', 'rule_pack', 'centre_keys', 'parked_change', 'remote_act'])
    tables.run(`DELETE FROM ${table}`, [])
  tables.run('DELETE FROM sign_in WHERE day < ?', [toldDay])
  tables.run(
    'UPDATE station SET clerks = NULL, clerks_at = NULL, pack_noted = 0, pack_noted_by = NULL, fetched = NULL, stopped = NULL',
    [],
  )
}

/** Everything {@link forgetStation} forgets, as events that make the same rows again. */
export function restatedOf(tables: Tables): readonly JournalEvent[] {
  const row = tables.one('SELECT * FROM station', []) ?? {}
  const epochs = tables.all('SELECT * FROM epoch ORDER BY epoch', []).map(knownEpoch)
  const clerks = clerksOf(tables)
  const centreAt = integerOrNull(row, 'clerks_at')
  const notedBy = textOrNull(row, 'pack_noted_by')
  const fetched = integerOrNull(row, 'fetched')
  const stopped = textOrNull(row, 'stopped')
  const told: readonly (JournalEvent | null)[] = [
    epochs.length === 0 ? null : { type: 'epochs-restated', epochs },
    clerks === null ? null : { type: 'clerks-received', clerks },
    centreAt === null ? null : { type: 'clerks-confirmed', centreAt },
    ...tables.all('SELECT * FROM rule_pack ORDER BY number', []).map(packEvent),
    notedBy === null
      ? null
      : { type: 'pack-noted', number: integer(row, 'pack_noted'), clerk: notedBy as ClerkId },
    ...centreKeysOf(tables).map(({ number, jws, inUse }) => {
      const stage = inUse ? 'in-use' : 'announced'
      return { type: 'centre-keys-noted', number, stage, jws } as const
    }),
    ...parkedChangesOf(tables).map((parked) => ({ type: 'change-parked', ...parked }) as const),
    ...remoteActsOf(tables).map(remoteActEvent),
    fetched === null ? null : { type: 'operations-fetched', upTo: fetched, done: false },
    stopped === null ? null : { type: 'sending-stopped', code: stopped as ErrorCode },
  ]
  return told.filter((event) => event !== null)
}

function packEvent(row: Row): JournalEvent {
  return {
    type: 'pack-received',
    number: integer(row, 'number'),
    validFrom: text(row, 'valid_from'),
    content: text(row, 'content'),
    jws: text(row, 'jws'),
  }
}

function knownEpoch(row: Row): KnownEpoch {
  return {
    epoch: integer(row, 'epoch'),
    prefix: text(row, 'prefix'),
    firstLink: text(row, 'first_link'),
    firstTaken: integer(row, 'first_taken'),
  }
}
