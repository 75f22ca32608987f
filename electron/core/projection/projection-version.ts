import { sha256 } from '../crypto'
import { schema } from './schema'

/**
 * SHA-256 over the sources that say how a journal becomes rows. A test compares it with the files themselves and prints
 * the new one: whoever changes a fold changes this line, and every snapshot is folded anew.
 */
export const foldSourcesHash = '601fbbf4b2f951f0644624e75875d2fc585bf7799dcc5e227567726a15e656e5'

export const foldSources = [
  'electron/core/projection/fold-frame.ts',
  'electron/core/projection/purge-rows.ts',
  'electron/core/projection/search.ts',
  'electron/core/projection/station-row.ts',
  'shared/domain/fold.ts',
  'shared/domain/operation-states.ts',
]

/** What a snapshot is bound to: another version is folded anew from the journal. 64 hex digits. */
export const projectionVersion = sha256(schema, foldSourcesHash)
