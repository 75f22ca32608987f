import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atShanghai } from '../../../../shared/domain/china-time'
import type { JournalEvent } from '../../../../shared/domain/events'
import type { StationId } from '../../../../shared/domain/ids'
import { files } from '../../../files/files'
import { JournalFault } from '../../journal/fault'
import { openJournal } from '../../journal/journal'
import type { JournalFrame, JournalParts, OpenedJournal } from '../../journal/journal'
import { openKeyRing } from '../../journal/key-ring'
import type { KeyRing } from '../../journal/key-ring'

/** A data folder with a real journal, and other folders beside it; removed together. */

export const station = 'practice-1' as StationId
export const master = { id: 'm1', key: Buffer.alloc(32, 7) }
export const morning = atShanghai('2026-11-23', '09:30')

const made: string[] = []

export function freshFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  made.push(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export function ringOf(dataDir: string): KeyRing {
  return openKeyRing(files, join(dataDir, 'journal'), 'practice', station, [master])
}

export function openFolder(
  dataDir: string,
  change: Partial<JournalParts> = {},
): OpenedJournal & { ring: KeyRing } {
  const folder = join(dataDir, 'journal')
  files.makeFolder(join(folder, 'segments'))
  files.makeFolder(join(dataDir, 'keys'))
  files.writeAtomic(join(dataDir, 'keys', 'master-key.json'), Buffer.from('{"practice":"key file"}'))
  const ring = ringOf(dataDir)
  const opened = openJournal(
    {
      files,
      folder,
      realm: 'practice',
      station,
      epoch: 1,
      ring,
      clock: { now: () => morning },
      preallocateBytes: 8192,
      witnesses: [],
      synced: () => undefined,
      ...change,
    },
    null,
  )
  return { ...opened, ring }
}

export const failedSignIn = (clerk: string): JournalEvent => ({ type: 'sign-in-failed', clerk })

/** Opens, appends one batch per list, and ends as a killed process does. */
export function write(dataDir: string, ...batches: readonly (readonly string[])[]): void {
  const { journal } = openFolder(dataDir)
  for (const batch of batches) journal.append(batch.map(failedSignIn))
}

export function namesIn(dataDir: string, change: Partial<JournalParts> = {}): string {
  return [...openFolder(dataDir, change).read()].flat().map(clerkOf).join(' ')
}

function clerkOf({ event, type }: JournalFrame): string {
  return event?.type === 'sign-in-failed' ? event.clerk : type
}

export function faultOf(work: () => unknown): JournalFault {
  try {
    work()
  } catch (error) {
    if (error instanceof JournalFault) return error
    throw error
  }
  throw new Error('no fault')
}

export function segmentsOf(root: string): string[] {
  const folder = join(root, 'journal', 'segments')
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
}

export function lastSegment(root: string): string {
  return segmentsOf(root).at(-1) ?? ''
}

/** Offset just behind the last byte in use. */
export function usedBytes(path: string): number {
  const bytes = readFileSync(path)
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return end
}

/** Every file below a folder with its content, by its path there. */
export function contentOf(root: string, below = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = join(below, entry.name)
    if (entry.isDirectory()) for (const [name, text] of contentOf(root, path)) found.set(name, text)
    else found.set(path, readFileSync(join(root, path)).toString('hex'))
  }
  return found
}
