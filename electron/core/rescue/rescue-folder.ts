import { join } from 'node:path'
import type { RescueFile } from '../../../shared/contract/rescue'
import { rescueText } from '../../../shared/contract/rescue'
import type { Result } from '../../../shared/domain/result'
import { fail, ok } from '../../../shared/domain/result'
import type { OperationState } from '../../../shared/domain/operation'
import type { Files } from '../../files/files'
import { sha256 } from '../crypto'
import { damaged, JournalFault } from '../journal/fault'
import type { Damage, StoreCode } from '../journal/fault'
import type { JournalHead } from '../journal/journal-frame'
import { keyRingName, openKeyRing, readFile } from '../journal/key-ring'
import type { KeyRing } from '../journal/key-ring'
import { readJournal } from '../journal/read-journal'
import type { JournalFolder, Tail } from '../journal/walk'
import { readAnyMasterFile } from '../keys/master-file'
import { openFile } from '../keys/open-master'
import type { KeyFailure, Unlock } from '../keys/ways'
import type { Way } from '../keys/master-file'
import { foldUnsent } from './unsent'
import type { Unsent } from './unsent'

export type RescueFailure =
  /** No key opened it; `ways` are those that would. */
  | { readonly code: KeyFailure; readonly ways: readonly Way[] }
  | { readonly code: StoreCode; readonly damage: Damage | null }

export interface Rescued {
  readonly file: RescueFile
  /** Taken operations the centre has already, and waits with. */
  readonly left: Readonly<Partial<Record<OperationState, number>>>
}

/**
 * Reads a dead counter's folder, its data folder or the mirror's, and says what the centre has to carry out. Nothing in
 * the folder is changed (`files` only reads), and nothing but one key is needed.
 * @param despiteDamage whether what stands before a damaged place is enough; else damage is a failure
 * @param madeAt milliseconds since 1970
 */
export async function rescueFolder(
  files: Files,
  dataDir: string,
  unlock: Unlock,
  despiteDamage: boolean,
  madeAt: number,
): Promise<Result<Rescued, RescueFailure>> {
  const keys = readAnyMasterFile(files, dataDir)
  if (keys === 'absent' || keys === 'unreadable') return fail({ code: 'key.missing', ways: [] })
  const opened = await openFile(keys, unlock)
  if (!opened.ok) return opened
  const folder = join(dataDir, 'journal')
  try {
    const { station } = readFile(files, join(folder, keyRingName))
    const ring = openKeyRing(files, folder, keys.realm, station, opened.value.masters)
    const unsent = foldUnsent()
    const journal: JournalFolder = { files, folder, realm: keys.realm, station }
    const { head, damage } = readAll(journal, ring, unsent)
    if (damage !== null && !despiteDamage) return fail({ code: damaged(damage).code, damage })
    return ok({ file: fileOf(journal, unsent, head, damage, madeAt), left: unsent.left() })
  } catch (error) {
    if (error instanceof JournalFault) return fail({ code: error.code, damage: error.damage })
    throw error
  }
}

/** Folds everything that can be read. What is damaged ends the reading; what somebody knows of later frames is damage. */
function readAll(
  journal: JournalFolder,
  ring: KeyRing,
  unsent: Unsent,
): { readonly head: JournalHead | null; readonly damage: Damage | null } {
  try {
    const tail = tailAfter(journal, ring, unsent)
    const head: JournalHead = { frame: tail.frame, hash: tail.hash.toString('hex') }
    return { head, damage: missingBehind(tail, ring.head()) }
  } catch (error) {
    if (error instanceof JournalFault && error.damage !== null) return { head: null, damage: error.damage }
    throw error
  }
}

function tailAfter(journal: JournalFolder, ring: KeyRing, unsent: Unsent): Tail {
  const batches = readJournal(journal, ring, null, null)
  for (;;) {
    const next = batches.next()
    if (next.done !== true) unsent.add(next.value)
    else if (next.value !== null) return next.value
    else throw new Error('a journal that is read to its end has an end')
  }
}

function missingBehind(tail: Tail, known: JournalHead | null): Damage | null {
  if (known === null || known.frame <= tail.frame) return null
  return {
    kind: 'behind',
    file: null,
    segment: tail.segment,
    firstFrame: tail.frame + 1,
    lastFrame: known.frame,
    goodFrame: tail.frame,
    goodAt: tail.at,
  }
}

function fileOf(
  { realm, station }: JournalFolder,
  unsent: Unsent,
  head: JournalHead | null,
  damage: Damage | null,
  madeAt: number,
): RescueFile {
  const last = unsent.last()
  const content = {
    format: 'wallet-counter/rescue' as const,
    version: 1 as const,
    suite: 'intl-1' as const,
    realm,
    station,
    epoch: unsent.epoch() ?? 1,
    madeAt,
    journal: { frame: last.frame, hash: head?.hash ?? null, at: last.at },
    dispatch: unsent.dispatch(),
    damage:
      damage === null
        ? null
        : {
            kind: damage.kind,
            file: damage.file,
            firstFrame: damage.firstFrame,
            lastFrame: damage.lastFrame,
          },
    operations: [...unsent.items()].sort((a, b) => a.taken - b.taken),
  }
  return { ...content, contentHash: sha256(rescueText(content)) }
}
