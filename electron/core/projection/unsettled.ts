import type { Operation, OperationState } from '../../../shared/domain/operation'
import type { Row, Tables } from './tables'
import { text } from './tables'

const isUnsettled = `taken IS NOT NULL AND (state NOT IN ('done', 'cancelled') OR operation ->> '$.corrected' IS NOT NULL
   OR operation ->> '$.receipt' IN ('pending', 'returned', 'tax-pending', 'tax-returned'))`

/**
 * Everything taken that is not at a good end, the newest first. After weeks without a line that is thousands, and every
 * view of the counter counts them: they are read once, and afterwards only those whose row was written since. SQLite itself
 * notes which, whatever event wrote it.
 */
export function unsettledOf<R extends { readonly operation: Operation }>(
  tables: Tables,
  columns: string,
  recordOf: (row: Row) => R,
): () => readonly R[] {
  const known = new Map<string, R>()
  let list: readonly R[] | null = null

  function read(where: string): void {
    for (const row of tables.all(`SELECT id, ${columns} FROM operation WHERE ${where}`, []))
      known.set(text(row, 'id'), recordOf(row))
  }

  return () => {
    if (list === null) {
      noteTouched(tables)
      read(isUnsettled)
    } else {
      const touched = tables.all('SELECT id FROM touched', [])
      if (touched.length === 0) return list
      for (const row of touched) known.delete(text(row, 'id'))
      read(`id IN (SELECT id FROM touched) AND ${isUnsettled}`)
      tables.run('DELETE FROM touched', [])
    }
    list = [...known.values()].sort((a, b) => numberOf(b) - numberOf(a))
    return list
  }
}

/** How much has no answer yet, and since when (ms since 1970) the oldest waits. */
export interface Waiting {
  readonly count: number
  readonly oldestAt: number | null
}

const withoutAnswer: ReadonlySet<OperationState> = new Set(['queued', 'unknown', 'in-flight'])

/** Counted once for each list there is: every view of the counter shows it. */
export function waitingOf(unsettled: () => readonly { readonly operation: Operation }[]): () => Waiting {
  let counted: readonly unknown[] | null = null
  let waiting: Waiting = { count: 0, oldestAt: null }
  return () => {
    const list = unsettled()
    if (list === counted) return waiting
    counted = list
    const since = list.flatMap(({ operation: { state, taken } }) =>
      taken !== null && withoutAnswer.has(state) ? [taken.at] : [],
    )
    waiting = { count: since.length, oldestAt: since.length === 0 ? null : Math.min(...since) }
    return waiting
  }
}

/** Of this connection only: no image holds it. */
function noteTouched(tables: Tables): void {
  tables.run('CREATE TEMP TABLE touched (id TEXT PRIMARY KEY)', [])
  for (const [event, row] of [
    ['INSERT', 'new'],
    ['UPDATE', 'new'],
    ['DELETE', 'old'],
  ])
    tables.run(
      `CREATE TEMP TRIGGER touched_by_${String(event)} AFTER ${String(event)} ON operation
       BEGIN INSERT OR IGNORE INTO touched VALUES (${String(row)}.id); END`,
      [],
    )
}

function numberOf({ operation }: { readonly operation: Operation }): number {
  return operation.taken?.number ?? 0
}
