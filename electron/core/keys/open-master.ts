import { join } from 'node:path'
import type { Realm } from '../../../shared/domain/ids'
import type { Result } from '../../../shared/domain/result'
import { fail, ok } from '../../../shared/domain/result'
import type { Files } from '../../files/files'
import { keyRingName } from '../journal/key-ring'
import type { Master } from '../journal/key-ring'
import { isProven, readMasterFile } from './master-file'
import type { MasterEntry, MasterFile, Way } from './master-file'
import { openEntry } from './ways'
import type { Locked, Unlock } from './ways'

export interface KeysAt {
  readonly files: Files
  /** The realm's data folder. */
  readonly dataDir: string
  readonly realm: Realm
}

/** A key file whose current master key was opened. */
export interface OpenedKeys {
  readonly file: MasterFile
  /** The current one first, then the one before it where a rotation was cut and it opens. */
  readonly masters: readonly [Master, ...Master[]]
  /** How the current one was opened. */
  readonly by: Way
}

/** Whether anything lies in the folder that only the master key it was written with can read. */
export function holdsJournal({ files, dataDir }: KeysAt): boolean {
  const journal = join(dataDir, 'journal')
  return (
    files.kind(join(journal, keyRingName)) !== null ||
    ['segments', 'snapshots'].some((name) => files.list(join(journal, name)).length > 0)
  )
}

/**
 * Opens the master key file. A keychain that is gone or another one, a passphrase that is needed or wrong, a file that
 * is gone or unreadable: each is said by its code with the ways that are left, and nothing is made anew.
 */
export async function openMaster(at: KeysAt, unlock: Unlock): Promise<Result<OpenedKeys, Locked>> {
  const file = readMasterFile(at.files, at.dataDir, at.realm)
  if (file === 'absent' || file === 'unreadable') return fail({ code: 'key.missing', ways: [] })
  return openFile(file, unlock)
}

/** The same for a file that was read already, e.g. of a backup. */
export async function openFile(file: MasterFile, unlock: Unlock): Promise<Result<OpenedKeys, Locked>> {
  const { realm } = file
  const isCurrent = ({ id }: MasterEntry): boolean => id === file.current
  const current = file.masters.find(isCurrent)
  if (current === undefined) return fail({ code: 'key.missing', ways: [] })
  const opened = await openProven(realm, current, unlock)
  if (!opened.ok) return opened
  const before: Master[] = []
  for (const entry of file.masters.filter((one) => !isCurrent(one))) {
    const other = await openProven(realm, entry, unlock)
    if (other.ok) before.push(other.value.master)
  }
  return ok({ file, masters: [opened.value.master, ...before], by: opened.value.by })
}

/** Somebody who changed a way, or added one, did not have the key: then nothing in the entry is believed. */
async function openProven(realm: Realm, entry: MasterEntry, unlock: Unlock): ReturnType<typeof openEntry> {
  const opened = await openEntry(realm, entry, unlock)
  if (opened.ok && !isProven(realm, opened.value.master, entry))
    return fail({ code: 'key.missing', ways: [] })
  return opened
}
