import type { JournalEvent } from '../../../../shared/domain/events'
import type { StationId } from '../../../../shared/domain/ids'
import { filesOn } from '../../../files/files'
import type { Disk } from '../../../files/disk'
import type { Files } from '../../../files/files'
import { openJournal } from '../journal'
import type { JournalParts, OpenedJournal } from '../journal'
import type { JournalFrame } from '../journal-frame'
import { openKeyRing } from '../key-ring'
import type { KeyRing } from '../key-ring'

/** One small journal over a disk in memory, for scenarios that open it thousands of times. */
export const station = 'practice-1' as StationId
export const master = { id: 'm1', key: Buffer.alloc(32, 7) }
export const folder = '/journal'
export const dayMs = 24 * 3_600_000
/** 09:30 in Shanghai. */
export const firstMorning = Date.UTC(2026, 10, 23, 1, 30)

/** The names in a batch's events. */
export type Batch = readonly string[]

export interface OpenedSimulated extends OpenedJournal {
  readonly ring: KeyRing
  /** What the opening hands out. */
  readonly batches: Batch[]
}

/** Opens the journal as core does: folder, key ring, journal, everything read. */
export function openSimulated(
  disk: Disk,
  change: Partial<JournalParts> = {},
  watched: (files: Files) => Files = (files) => files,
): OpenedSimulated {
  const files = watched(filesOn(disk))
  files.makeFolder(`${folder}/segments`)
  const ring = change.ring ?? openKeyRing(files, folder, 'practice', station, [master])
  const opened = openJournal(
    {
      files,
      folder,
      realm: 'practice',
      station,
      epoch: 1,
      ring,
      clock: { now: () => firstMorning },
      preallocateBytes: 2048,
      witnesses: [],
      synced: () => undefined,
      ...change,
    },
    null,
  )
  return { ...opened, ring, batches: [...opened.read()].map((frames) => frames.map(nameOf)) }
}

export const event = (clerk: string): JournalEvent => ({ type: 'sign-in-failed', clerk })

export function nameOf({ event: read, frame }: JournalFrame): string {
  if (read?.type !== 'sign-in-failed') throw new Error(`frame ${String(frame)} holds another event`)
  return read.clerk
}

export function same(one: Batch, other: Batch | undefined): boolean {
  return (
    other !== undefined && one.length === other.length && one.every((name, index) => name === other[index])
  )
}
