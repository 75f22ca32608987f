import { join } from 'node:path'
import { keyRingName, openKeyRing, readFile } from '../journal/key-ring'
import type { KeyRing } from '../journal/key-ring'
import { readAnyMasterFile } from '../keys/master-file'
import type { MasterFile } from '../keys/master-file'
import { openFile } from '../keys/open-master'
import type { KeysAt, OpenedKeys } from '../keys/open-master'
import { changeProtectors } from '../keys/protect'
import { readRecoveryPublicKey } from '../keys/recovery-key'
import { finishRotation, rotateMaster } from '../keys/rotate'
import type { Protector, Unlock } from '../keys/ways'
import { askNewPassphrase, askPassphrase, folderOf, readText } from './call'
import type { Call } from './call'
import { dataFolder, lockedProblem, unlockFor } from './open-keys'
import { filled, Problem } from './problem'

type Ring = Pick<KeyRing, 'masterId' | 'rewrap'>

/** `protect DATA_FOLDER …`: adds or changes the ways to the master key, or makes a new one. */
export async function protect(call: Call): Promise<number> {
  const { files, options, say, words } = call
  const dataDir = dataFolder(files, folderOf(call))
  if (!asksForChange(call)) throw new Problem('protect.nothing-asked')
  const release = await call.lockFolder(dataDir)
  try {
    const file = readAnyMasterFile(files, dataDir)
    if (typeof file === 'string') throw new Problem('key.missing')
    const at: KeysAt = { files, dataDir, realm: file.realm }
    const unlock = await unlockFor(call, file)
    const first = await openFile(file, unlock)
    if (!first.ok) throw lockedProblem(first.error)
    const ring = ringIn(at, first.value)
    let opened = finishRotation(at, first.value, ring)
    const added = await protectorsAsked(call)
    if (added.length > 0) opened = await change(at, opened, added)
    if (options.rotate === true) {
      opened = await rotate(call, at, opened, ring, passphraseOf(added) ?? unlock.passphrase)
      say(filled(words.rotated, { id: opened.masters[0].id.slice(0, 8) }))
    }
    tell(call, opened)
    return 0
  } finally {
    release()
  }
}

function asksForChange({ options }: Call): boolean {
  return (
    options['new-passphrase'] === true ||
    options['new-passphrase-file'] !== undefined ||
    options['add-recovery-key'] !== undefined ||
    options.keychain === true ||
    options.rotate === true
  )
}

async function protectorsAsked(call: Call): Promise<readonly Protector[]> {
  const { options } = call
  const protectors: Protector[] = []
  const keyPath = options['add-recovery-key']
  if (keyPath !== undefined) {
    const publicKey = await readRecoveryPublicKey(readText(call, keyPath, 'recovery-key.unreadable'))
    if (publicKey === null) throw new Problem('recovery-key.unreadable', { path: keyPath })
    protectors.push({ by: 'recovery', publicKey })
  }
  if (options['new-passphrase'] === true || options['new-passphrase-file'] !== undefined)
    protectors.push({ by: 'passphrase', passphrase: await askNewPassphrase(call) })
  // a command line has no keychain of the counter's own: the next start seals it
  if (options.keychain === true) protectors.push({ by: 'keychain', keychain: null })
  return protectors
}

async function change(at: KeysAt, opened: OpenedKeys, added: readonly Protector[]): Promise<OpenedKeys> {
  const changed = await changeProtectors(at, opened, added, [])
  if (changed.ok) return changed.value
  if (changed.error === 'no-way-left') throw new Problem('protect.no-way-left')
  throw new Error(`protect: ${changed.error}`)
}

async function rotate(
  call: Call,
  at: KeysAt,
  opened: OpenedKeys,
  ring: Ring,
  known: string | null,
): Promise<OpenedKeys> {
  // opened by the recovery key, a new master key still has to be wrapped by the passphrase people know
  const passphrase =
    known === null && hasPassphrase(opened.file)
      ? await askPassphrase(call, call.words.ask.passphrase)
      : known
  const rotated = await rotateMaster(at, opened, ring, call.now(), { keychain: null, passphrase })
  if (!rotated.ok) throw lockedProblem({ code: rotated.error })
  return rotated.value
}

const hasPassphrase = ({ masters }: MasterFile): boolean =>
  masters.some(({ wraps }) => wraps.some(({ by }) => by === 'passphrase'))

function passphraseOf(protectors: readonly Protector[]): Unlock['passphrase'] {
  const [found] = protectors.flatMap((one) => (one.by === 'passphrase' ? [one.passphrase] : []))
  return found ?? null
}

/** The folder's key ring; where nothing was ever written there is none to wrap anew. */
function ringIn({ files, dataDir, realm }: KeysAt, { masters }: OpenedKeys): Ring {
  const folder = join(dataDir, 'journal')
  const path = join(folder, keyRingName)
  if (files.kind(path) === null && files.list(join(folder, 'segments')).length === 0)
    return { masterId: () => masters[0].id, rewrap: () => undefined }
  return openKeyRing(files, folder, realm, readFile(files, path).station, masters)
}

function tell({ say, words }: Call, { file }: OpenedKeys): void {
  const wraps = file.masters.flatMap((entry) => entry.wraps)
  const ways = [...new Set(wraps.map(({ by }) => words.ways[by]))]
  say(filled(words.protectedBy, { ways: ways.join(words.between) }))
  if (wraps.some((wrap) => wrap.by === 'keychain' && wrap.sealed === null)) say(words.sealLater)
}
