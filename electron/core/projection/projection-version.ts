import { sha256 } from '../crypto'
import { schema } from './schema'

/**
 * SHA-256 over the sources that say how a journal becomes rows. A test compares it with the files themselves and prints
 * the new one: whoever changes a fold changes this line, and every snapshot is folded anew.
 */
export const foldSourcesHash = '0805706e2b3ba950982ca1b4715d1ffe2746a32289de3855675d93ee556f5e36'

export const foldSources = [
  'electron/core/projection/after-care.ts',
  'electron/core/projection/fold-day-close.ts',
  'electron/core/projection/fold-frame.ts',
  'electron/core/projection/fold-help.ts',
  'electron/core/projection/fold-look-ups.ts',
  'electron/core/projection/fold-records.ts',
  'electron/core/projection/fold-station.ts',
  'electron/core/projection/purge-rows.ts',
  'electron/core/projection/search.ts',
  'electron/core/projection/station-row.ts',
  'shared/domain/fold.ts',
  'shared/domain/operation-states.ts',
  'shared/domain/china-time.ts',
  'shared/contract/canonical.ts',
  // another version of it may read a name differently
  'node_modules/pinyin-pro/package.json',
]

/** What a snapshot is bound to: another version is folded anew from the journal. 64 hex digits. */
export const projectionVersion = sha256(schema, foldSourcesHash)
