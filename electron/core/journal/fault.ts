import type { ErrorCode } from '../../../shared/domain/errors'

/** What was found and how far the journal is good; frame numbers and file names only, never content. */
export interface Damage {
  readonly kind: 'segment-header' | 'batch' | 'gap' | 'fork' | 'foreign' | 'key' | 'behind'
  /** Name of the segment file. */
  readonly file: string | null
  readonly segment: number | null
  /** The first frame that cannot be had. */
  readonly firstFrame: number
  /** The last one, null where nobody can tell. */
  readonly lastFrame: number | null
  /** Everything up to this frame is good. */
  readonly goodFrame: number
  /** Its time, ms since 1970; null before the first frame. */
  readonly goodAt: number | null
}

export type StoreCode = Extract<
  ErrorCode,
  `journal.${string}` | `key.${string}` | `key-ring.${string}` | `disk.${string}`
>

/** The journal cannot be read or written. The one throw core expects: services stop, the screen says why. */
export class JournalFault extends Error {
  constructor(
    readonly code: StoreCode,
    detail: string,
    readonly damage: Damage | null = null,
  ) {
    super(`${code}: ${detail}`)
    this.name = 'JournalFault'
  }
}

const damageCodes: Readonly<Record<Damage['kind'], StoreCode>> = {
  'segment-header': 'journal.damaged',
  batch: 'journal.damaged',
  gap: 'journal.damaged',
  fork: 'journal.forked',
  foreign: 'journal.foreign',
  key: 'key-ring.damaged',
  behind: 'journal.behind',
}

export function damaged(damage: Damage): JournalFault {
  const { kind, file, firstFrame, lastFrame } = damage
  const frames = `frames ${String(firstFrame)} to ${lastFrame === null ? '?' : String(lastFrame)}`
  return new JournalFault(damageCodes[kind], `${kind} in ${file ?? 'the folder'}, ${frames}`, damage)
}

/** The code for what the operating system said when a write or a sync failed. */
export function writeFault(error: unknown): JournalFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const detail = error instanceof Error ? error.message : 'write failed'
  if (code === 'ENOSPC' || code === 'EDQUOT') return new JournalFault('disk.full', detail)
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM')
    return new JournalFault('journal.read-only', detail)
  return new JournalFault('journal.cannot-write', detail)
}
