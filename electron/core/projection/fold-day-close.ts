import { canonicalJson } from '../../../shared/contract/canonical'
import type { DayCloseEvent } from '../../../shared/domain/day-close'
import type { Tables } from './tables'

/**
 * How a business day was compared and closed. `first_day` is the day it is about, `last_day` the day it was done on: that
 * one holds the frame, and the row goes with it ({@link forgetDayCloses}).
 */
export function foldDayClose(tables: Tables, event: DayCloseEvent, at: number, day: string): void {
  switch (event.type) {
    case 'day-compared': {
      const { comparisonId, day: about, clerk, number, centreAt, tallies, differences } = event
      tables.run('INSERT OR IGNORE INTO day_comparison VALUES (?, ?, ?, ?, ?)', [
        comparisonId,
        at,
        canonicalJson({ clerk, number, centreAt, tallies, differences }),
        about,
        day,
      ])
      return
    }
    case 'day-closed': {
      const { closeId, day: about, clerk, operations, tallies, looseEnds, parkedChanges, comparison } = event
      tables.run('INSERT OR IGNORE INTO day_close VALUES (?, ?, ?, ?, ?)', [
        closeId,
        at,
        canonicalJson({ clerk, operations, tallies, looseEnds, parkedChanges, comparison }),
        about,
        day,
      ])
    }
  }
}

/** @param places `?, ?` for as many days */
export function forgetDayCloses(tables: Tables, places: string, days: readonly string[]): void {
  for (const table of ['day_comparison', 'day_close'])
    tables.run(`DELETE FROM ${table} WHERE last_day IN (${places})`, [...days])
}
