import { canonicalJson } from '../../../shared/contract/canonical'
import type { JournalEvent, KnownEpoch } from '../../../shared/domain/events'
import type { ShownRemoteAct } from '../../../shared/domain/centre-events'
import { foldEpochStart } from '../../../shared/domain/fold'
import type { Operation } from '../../../shared/domain/operation'
import { integer, text } from './tables'
import type { Tables } from './tables'

/** What the centre gave the station: epochs, clerks, rule packs. */
export type StationEvent = Extract<
  JournalEvent,
  {
    type:
      | 'epoch-started'
      | 'epochs-restated'
      | 'clerks-received'
      | 'clerks-confirmed'
      | 'pack-received'
      | 'pack-noted'
      | 'centre-keys-noted'
      | 'change-parked'
      | 'change-taken-up'
      | 'remote-act'
      | 'acted-elsewhere'
      | 'corrected-by-centre'
      | 'remote-acts-seen'
      | 'operations-fetched'
      | 'sending-stopped'
      | 'sending-resumed'
  }
>

/** @param day business day of the event, YYYY-MM-DD */
export function foldStation(tables: Tables, event: StationEvent, day: string): void {
  switch (event.type) {
    case 'epoch-started':
      beginNumbers(tables)
      keepEpoch(tables, event)
      // what the centre has of earlier epochs is fetched back before anything is sent; a first epoch has none
      tables.run('UPDATE station SET stopped = NULL, fetched = ?', [event.before === null ? null : 0])
      return
    case 'epochs-restated':
      for (const epoch of event.epochs) keepEpoch(tables, epoch)
      return
    case 'clerks-received':
      tables.run('UPDATE station SET clerks = ?', [canonicalJson(event.clerks)])
      return
    case 'pack-received':
      tables.run('INSERT OR REPLACE INTO rule_pack VALUES (?, ?, ?, ?)', [
        event.number,
        event.validFrom,
        event.content,
        event.jws,
      ])
      dropOldPacks(tables, day)
      return
    case 'clerks-confirmed':
      tables.run('UPDATE station SET clerks_at = ?', [event.centreAt])
      return
    case 'pack-noted':
      tables.run('UPDATE station SET pack_noted = ?, pack_noted_by = ?', [event.number, event.clerk])
      return
    case 'centre-keys-noted':
      tables.run('INSERT OR REPLACE INTO centre_keys VALUES (?, ?, ?)', [
        event.jws,
        event.number,
        event.stage === 'in-use' ? 1 : 0,
      ])
      return
    case 'change-parked':
      tables.run('INSERT OR REPLACE INTO parked_change VALUES (?, ?)', [event.number, event.change])
      return
    case 'change-taken-up':
      tables.run('DELETE FROM parked_change WHERE number = ?', [event.number])
      return
    case 'remote-act':
      keepRemoteAct(tables, { ...event, by: null })
      return
    case 'acted-elsewhere':
      keepRemoteAct(tables, { ...event, actor: 'bureau' })
      return
    case 'corrected-by-centre': {
      const { operationId, by, at } = event
      const named = by.length === 0 ? null : by.join('、')
      keepRemoteAct(tables, { operationId, act: 'correction', actor: 'bureau', at, by: named })
      return
    }
    case 'remote-acts-seen':
      tables.run('UPDATE remote_act SET seen = 1', [])
      return
    case 'operations-fetched':
      tables.run('UPDATE station SET fetched = ?', [event.done ? null : event.upTo])
      return
    case 'sending-stopped':
      tables.run('UPDATE station SET stopped = ?', [event.code])
      return
    case 'sending-resumed':
      tables.run('UPDATE station SET stopped = NULL', [])
  }
}

/**
 * Dispatch numbers start at 1 again; those of the epoch before stay with the centre. What left and has no answer lost its
 * number with the epoch: it is asked for by its id and goes out, if it must, under a new one. Done by the clear header of
 * a purged frame too.
 */
export function beginNumbers(tables: Tables): void {
  const unanswered = tables.all(
    "SELECT operation, id FROM operation WHERE dispatch IS NOT NULL AND state IN ('queued', 'in-flight', 'unknown')",
    [],
  )
  for (const row of unanswered) {
    const operation = foldEpochStart(JSON.parse(text(row, 'operation')) as Operation)
    tables.run('UPDATE operation SET operation = ?, state = ? WHERE id = ?', [
      canonicalJson(operation),
      operation.state,
      operation.id,
    ])
  }
  for (const table of ['operation', 'purged_operation'])
    tables.run(`UPDATE ${table} SET dispatch = NULL, link = NULL WHERE dispatch IS NOT NULL`, [])
  for (const table of ['earlier_number', 'withdrawal']) tables.run(`DELETE FROM ${table}`, [])
  tables.run('UPDATE station SET dispatch = 0, link = NULL', [])
}

function keepRemoteAct(tables: Tables, { operationId, act, actor, at, by }: ShownRemoteAct): void {
  tables.run('INSERT INTO remote_act VALUES (NULL, ?, ?, ?, ?, 0, ?)', [operationId, act, actor, at, by])
}

function keepEpoch(tables: Tables, { epoch, prefix, firstLink, firstTaken }: KnownEpoch): void {
  tables.run('INSERT OR REPLACE INTO epoch VALUES (?, ?, ?, ?)', [epoch, prefix, firstLink, firstTaken])
}

/** The pack in force, the one before it, which the words of a difference need, and those to come. */
function dropOldPacks(tables: Tables, day: string): void {
  const inForce = tables.all(
    'SELECT number FROM rule_pack WHERE valid_from <= ? ORDER BY number DESC LIMIT 2',
    [day],
  )
  const before = inForce.at(-1)
  if (before !== undefined) tables.run('DELETE FROM rule_pack WHERE number < ?', [integer(before, 'number')])
}
