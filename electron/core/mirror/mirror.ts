import { join } from 'node:path'
import type { OtherDisk } from '../../files/other-disk'
import { attachmentsFolder, isPaperName } from '../attachments/attachments'
import { readHeader } from '../journal/frame'
import { keyRingName } from '../journal/key-ring'
import { segmentName } from '../journal/walk'
import { compareSegment, isSound } from './compare-segment'
import { isMarked, mirrorMarkName } from './mirror-place'
import type { MirrorPlace } from './mirror-place'

/** What the counter shows of its mirror. */
export interface MirrorState {
  /** Frames that are durable here and not there yet. */
  readonly lagFrames: number
  readonly lagBytes: number
  /** When the mirror was last complete, ms since 1970; null = not since this opening. */
  readonly lastAt: number | null
  /** Why nothing can be written there; it is tried again by itself. */
  readonly code: 'mirror.cannot-write' | null
}

export interface Mirror {
  /** The journal's source (`JournalParts.synced`): notes what became durable, and returns at once. */
  synced(segment: number, offset: number, bytes: Uint8Array): void
  /** The journal is open and this history is the one to go on with: copying begins. */
  begin(): void
  /** The key ring or the master key file changed: they are copied without waiting for the next batch. */
  keysChanged(): void
  state(): MirrorState
  /** Resolves when what was under way is done; nothing is copied afterwards. */
  stop(): Promise<void>
}

export interface MirrorParts {
  readonly disk: OtherDisk
  readonly dataDir: string
  readonly place: MirrorPlace
  /** The newest frame the mirror held at the opening, 0 for none. */
  readonly heldFrame: number
  readonly now: () => number
  /** Runs a function after so many milliseconds; gives back what cancels it. */
  readonly schedule: (run: () => void, delayMs: number) => () => void
  /** Something that is shown changed. */
  readonly changed: () => void
  readonly log: (
    level: 'info' | 'warn' | 'error',
    code: string,
    data?: Readonly<Record<string, string | number>>,
  ) => void
}

const idleMs = 60_000
const backOffMs = { first: 1_000, longest: 60_000 }
const copyBytes = 1024 * 1024

/**
 * Copies the journal, and papers, to another disk after each sync: never awaited by anybody, and read from the journal's own files,
 * so that a disk that is away for days costs no memory. Keys go before the frames they open. What the mirror holds of
 * another history is kept apart there, never overwritten.
 */
export function startMirror(parts: MirrorParts): Mirror {
  const { disk, dataDir, place, now, schedule, changed, log } = parts
  const journal = join(dataDir, 'journal')
  const ends = new Map<number, number>()
  const copied = new Map<number, number>()
  const keyMarks = new Map<string, string>()
  /** Names of papers that lie there. */
  let papers: Set<string> | null = null
  let newestFrame = parts.heldFrame
  let heldFrame = parts.heldFrame
  let caughtUp = false
  let failures = 0
  let code: MirrorState['code'] = null
  let lastAt: number | null = null
  let running: Promise<void> | null = null
  let again = false
  let phase: 'waiting' | 'running' | 'stopped' = 'waiting'
  let cancel = (): void => undefined

  function wake(delayMs = 0): void {
    if (phase !== 'running') return
    if (running !== null) {
      again = true
      return
    }
    cancel()
    cancel = schedule(() => {
      running = turn().finally(() => {
        running = null
        const next = failures > 0 ? backOff(failures) : again ? 0 : idleMs
        again = false
        wake(next)
      })
    }, delayMs)
  }

  async function turn(): Promise<void> {
    const before = code
    const frame = newestFrame
    try {
      const some = await copyAll()
      failures = 0
      code = null
      heldFrame = Math.max(heldFrame, frame)
      lastAt = now()
      if (some || before !== null) changed()
    } catch (error) {
      failures += 1
      code = 'mirror.cannot-write'
      if (before === null) {
        log('warn', code, { cause: causeOf(error) })
        changed()
      }
    }
  }

  /** True when something was copied. */
  async function copyAll(): Promise<boolean> {
    const mark = await disk.readPart(join(place.root, mirrorMarkName), 0, 4096)
    if (!isMarked(mark, place)) throw Object.assign(new Error('not the chosen mirror'), { code: 'OTHER' })
    let some = await copyKeys()
    if (!caughtUp) {
      await disk.makeFolder(join(place.root, 'journal', 'segments'))
      await catchUp()
      caughtUp = true
      some = true
    }
    for (const [segment, end] of [...ends]) {
      const from = copied.get(segment) ?? 0
      if (from >= end) continue
      await copyRange(segment, from, end)
      some = true
    }
    return (await copyPapers()) || some
  }

  /** Sealed papers, each whole. One whose day was purged stays there: its key is gone with the day's (ADR 25). */
  async function copyPapers(): Promise<boolean> {
    const there = join(place.root, attachmentsFolder)
    papers ??= new Set(await disk.list(there))
    let some = false
    for (const name of (await disk.list(join(dataDir, attachmentsFolder))).filter(isPaperName)) {
      const source = join(dataDir, attachmentsFolder, name)
      const found = papers.has(name) ? null : await disk.look(source)
      if (found === null) continue
      await disk.makeFolder(there)
      await disk.writeAtomic(join(there, name), await disk.readPart(source, 0, found.bytes))
      papers.add(name)
      some = true
    }
    return some
  }

  async function copyKeys(): Promise<boolean> {
    let some = false
    for (const name of [join('keys', 'master-key.json'), join('journal', keyRingName)]) {
      const found = await disk.look(join(dataDir, name))
      if (found === null || keyMarks.get(name) === found.mark) continue
      const bytes = await disk.readPart(join(dataDir, name), 0, found.bytes)
      await disk.makeFolder(join(place.root, name, '..'))
      await disk.writeAtomic(join(place.root, name), bytes)
      keyMarks.set(name, found.mark)
      some = true
    }
    return some
  }

  async function catchUp(): Promise<void> {
    const ours = (await disk.list(join(journal, 'segments'))).filter(isSegment)
    for (const name of ours) {
      const segment = Number(name.slice(0, 8))
      const source = join(journal, 'segments', name)
      const end = ends.get(segment) ?? (await disk.look(source))?.bytes ?? 0
      const compared = await compareSegment(disk, source, mirrored(name), end)
      if (compared.kind === 'other') await replace(name, segment, end)
      else if (compared.kind === 'behind') await copyRange(segment, compared.from, end)
      else if (compared.kind === 'absent') await copyRange(segment, 0, end)
      copied.set(segment, Math.max(copied.get(segment) ?? 0, end))
    }
    const known = new Set(ours)
    const theirs = (await disk.list(join(place.root, 'journal', 'segments'))).filter(isSegment)
    for (const name of theirs.filter((one) => !known.has(one))) await keepApart(name)
  }

  /** The mirror's copy of this segment is another one. Ours replaces it only if it verifies. */
  async function replace(name: string, segment: number, end: number): Promise<void> {
    const source = join(journal, 'segments', name)
    const whole = await disk.readPart(source, 0, (await disk.look(source))?.bytes ?? 0)
    if (!isSound(whole)) {
      log('error', 'journal.damaged', { segment })
      return
    }
    await keepApart(name)
    await copyRange(segment, 0, end)
  }

  async function keepApart(name: string): Promise<void> {
    const folder = join(place.root, 'journal', 'quarantine')
    await disk.makeFolder(folder)
    await disk.move(mirrored(name), join(folder, `${String(now())}-${name}`))
    log('warn', 'mirror.kept-apart', { segment: Number(name.slice(0, 8)) })
  }

  async function copyRange(segment: number, from: number, end: number): Promise<void> {
    const name = segmentName(segment)
    const source = join(journal, 'segments', name)
    const size = (await disk.look(source))?.bytes ?? 0
    for (let offset = from; offset < end; offset += copyBytes) {
      const bytes = await disk.readPart(source, offset, Math.min(copyBytes, end - offset))
      await disk.writePart(mirrored(name), size, offset, bytes)
    }
    copied.set(segment, Math.max(copied.get(segment) ?? 0, end))
  }

  const mirrored = (name: string): string => join(place.root, 'journal', 'segments', name)

  return {
    synced(segment, offset, bytes) {
      ends.set(segment, offset + bytes.length)
      newestFrame = Math.max(newestFrame, lastFrameIn(bytes))
      // a disk that refuses is tried again at its own pace
      if (failures === 0) wake()
    },
    begin() {
      if (phase === 'waiting') phase = 'running'
      wake()
    },
    keysChanged() {
      wake()
    },
    state: () => ({
      lagFrames: newestFrame - heldFrame,
      lagBytes: [...ends].reduce((sum, [segment, end]) => sum + end - (copied.get(segment) ?? 0), 0),
      lastAt,
      code,
    }),
    async stop() {
      phase = 'stopped'
      cancel()
      await running
    },
  }
}

/** The last frame of a batch; 0 for a segment's header. */
function lastFrameIn(batch: Uint8Array): number {
  const header = readHeader(Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength), 0)
  return header === null ? 0 : header.number + header.batchFrames - 1
}

function isSegment(name: string): boolean {
  return /^\d{8}\.segment$/.test(name)
}

function backOff(failures: number): number {
  return Math.min(backOffMs.longest, backOffMs.first * 2 ** (failures - 1))
}

function causeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
