import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { Journal, JournalPosition } from '../journal/journal'
import type { KeyRing } from '../journal/key-ring'
import type { JournalFolder } from '../journal/walk'
import type { SnapshotMade, SnapshotRequest } from './make-snapshot'
import { forgetOlder } from './snapshots'

/** Frames after which a start would take too long without a new snapshot. */
const framesBetween = 10_000

const madeSchema = z.object({ frame: z.number(), bytes: z.number(), folded: z.number() })

/** Sees to it that there is a snapshot not far behind: core never makes one itself while it is open for work. */
export interface SnapshotKeeper {
  /** Something was appended. */
  appended(): void
  /** Every snapshot was dropped with the days it held: the next one is due. */
  dropped(): void
  /** One last snapshot of everything, when the app quits; gives up after the time limit. Never throws. */
  last(limitMs: number): Promise<void>
}

export interface KeeperParts {
  readonly journal: Pick<Journal, 'position'>
  readonly folder: JournalFolder
  readonly ring: KeyRing
  readonly now: () => number
  /** Where the newest snapshot stands, 0 for none, and its day. */
  readonly newest: { readonly frame: number; readonly day: string | null }
  readonly request: Omit<SnapshotRequest, 'position' | 'at'>
  /** Makes a snapshot somewhere else. Rejects when that fails. */
  readonly make: (request: SnapshotRequest) => Promise<SnapshotMade>
  readonly log: (
    level: 'info' | 'warn',
    code: string,
    data: Readonly<Record<string, string | number>>,
  ) => void
}

export function snapshotKeeper(parts: KeeperParts): SnapshotKeeper {
  let { frame, day } = parts.newest
  let running: Promise<void> | null = null
  /** A worker that fails is not asked again before as much has been appended once more. */
  let notBefore = 0
  let droppedMeanwhile = false

  const isDue = ({ frame: head }: JournalPosition): boolean =>
    head > 0 &&
    head >= notBefore &&
    (head - frame >= framesBetween || (head > frame && shanghaiDate(parts.now()) !== day))

  function start(): Promise<void> {
    const position = parts.journal.position()
    const at = parts.now()
    running ??= makeOne(position, at).finally(() => {
      running = null
      if (droppedMeanwhile) void start()
      droppedMeanwhile = false
    })
    return running
  }

  async function makeOne(position: JournalPosition, at: number): Promise<void> {
    try {
      // the ring knows what any snapshot knows, so that one which is passed over later is no knowledge lost
      parts.ring.noteHead({ frame: position.frame, hash: position.hash })
      parts.ring.createSnapshotKey(position.frame)
      const made = await parts.make({ ...parts.request, position, at })
      forgetOlder(parts.folder, parts.ring)
      day = shanghaiDate(at)
      // a purge in between has dropped the key: what was made cannot be opened and is gone again
      if (parts.ring.snapshotKey(position.frame) !== null) frame = made.frame
      parts.log('info', 'snapshot.made', { ...made })
    } catch (error) {
      notBefore = position.frame + framesBetween
      day = shanghaiDate(at)
      const reason = error instanceof Error ? error.message.slice(0, 160) : 'unknown'
      parts.log('warn', 'snapshot.failed', { frame: position.frame, reason })
    }
  }

  return {
    appended() {
      if (running === null && isDue(parts.journal.position())) void start()
    },
    dropped() {
      frame = 0
      notBefore = 0
      droppedMeanwhile = running !== null
      if (running === null) void start()
    },
    async last(limitMs) {
      const limit = new Promise<void>((resolve) => setTimeout(resolve, limitMs).unref())
      const all = (async (): Promise<void> => {
        await running
        if (parts.journal.position().frame > frame) await start()
      })()
      await Promise.race([all, limit])
    },
  }
}

/** In a worker thread of its own. @param workerFile its built main file */
export function inWorker(workerFile: string): KeeperParts['make'] {
  return (request) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(workerFile, { workerData: request })
      worker.once('message', (value: unknown) => {
        const made = madeSchema.safeParse(value)
        if (made.success) resolve(made.data)
        else reject(new Error('the worker answered rubbish'))
      })
      worker.once('error', reject)
      worker.once('exit', (code) => {
        reject(new Error(`the worker ended with ${String(code)}`))
      })
    })
}
