import type { Realm } from '../../../shared/domain/ids'
import type { Result } from '../../../shared/domain/result'
import { fail, ok } from '../../../shared/domain/result'
import { openSealed, sealTo } from '../crypto'
import type { Master } from '../journal/key-ring'
import type { Keychain, KeychainFailure } from '../ports'
import { keyText, masterIn, masterOf } from './master-file'
import type { MasterEntry, Way, Wrap } from './master-file'
import { openWithPassphrase, wrapWithPassphrase } from './passphrase'
import type { RecoveryKey, RecoveryPublicKey } from './recovery-key'

/** One way to the master key, with what it takes to make it. */
export type Protector =
  | { readonly by: 'practice' }
  /** null = sealed at the next start of a counter, which has a keychain. */
  | { readonly by: 'keychain'; readonly keychain: Keychain | null }
  | { readonly by: 'passphrase'; readonly passphrase: string }
  | { readonly by: 'recovery'; readonly publicKey: Pick<RecoveryPublicKey, 'keyId' | 'publicKeyJwk'> }

/** What is at hand to open with. */
export interface Unlock {
  /** null = there is none where this runs. */
  readonly keychain: Keychain | null
  readonly passphrase: string | null
  readonly recovery: RecoveryKey | null
}

export const nothingAtHand: Unlock = { keychain: null, passphrase: null, recovery: null }

/** Why the master key does not open. Nothing is ever made anew because of one of these. */
export type KeyFailure =
  | 'key.missing'
  | 'key.passphrase-needed'
  | 'key.wrong-passphrase'
  | 'key.wrong-recovery-key'
  | KeychainFailure

export async function wrapMaster(
  realm: Realm,
  master: Master,
  protector: Protector,
): Promise<Result<Wrap, KeychainFailure>> {
  const text = keyText(realm, master)
  switch (protector.by) {
    case 'practice':
      return ok({ by: 'practice', key: Buffer.from(master.key).toString('base64') })
    case 'keychain':
      return sealedByKeychain(protector.keychain, text)
    case 'passphrase': {
      const wrap = await wrapWithPassphrase(text, protector.passphrase, passphraseAad(realm, master.id))
      return ok({ by: 'passphrase', ...wrap })
    }
    case 'recovery': {
      const { keyId, publicKeyJwk } = protector.publicKey
      return ok({ by: 'recovery', keyId, publicKeyJwk, jwe: await sealTo(publicKeyJwk, keyId, text) })
    }
  }
}

async function sealedByKeychain(
  keychain: Keychain | null,
  text: string,
): Promise<Result<Wrap, KeychainFailure>> {
  if (keychain === null) return ok({ by: 'keychain', backend: null, sealed: null })
  const answer = await keychain.seal(text)
  return answer.ok ? ok({ by: 'keychain', ...answer.value }) : answer
}

/** The other ways that would open the key where this one did not. */
export interface Locked {
  readonly code: KeyFailure
  readonly ways: readonly Way[]
}

/**
 * Opens one master key by whatever is at hand, the ways that ask nobody first. Of several failures the one the person
 * in front of the screen can do something about is told: a passphrase that was typed wins over the keychain.
 */
export async function openEntry(
  realm: Realm,
  entry: MasterEntry,
  unlock: Unlock,
): Promise<Result<{ readonly master: Master; readonly by: Way }, Locked>> {
  const ways = [...new Set(entry.wraps.map(({ by }) => by))]
  let failure: KeyFailure = 'key.missing'
  for (const by of ['practice', 'recovery', 'keychain', 'passphrase'] as const) {
    for (const wrap of entry.wraps) {
      if (wrap.by !== by) continue
      const opened = await openWrap(realm, entry.id, wrap, unlock)
      if (opened.ok) return ok({ master: opened.value, by })
      failure = worse(failure, opened.error)
    }
  }
  return fail({ code: failure, ways })
}

async function openWrap(
  realm: Realm,
  id: string,
  wrap: Wrap,
  unlock: Unlock,
): Promise<Result<Master, KeyFailure>> {
  switch (wrap.by) {
    case 'practice':
      return orFail(masterOf(wrap.key, id), 'key.missing')
    case 'keychain': {
      if (unlock.keychain === null) return fail('key.keychain-gone')
      const { backend, sealed } = wrap
      // not sealed yet: the passphrase opens it once, then this keychain seals it
      if (backend === null || sealed === null) return fail('key.passphrase-needed')
      const answer = await unlock.keychain.open({ backend, sealed })
      return answer.ok ? orFail(masterIn(answer.value, realm, id), 'key.keychain-changed') : answer
    }
    case 'passphrase': {
      if (unlock.passphrase === null) return fail('key.passphrase-needed')
      const text = await openWithPassphrase(wrap, unlock.passphrase, passphraseAad(realm, id))
      return orFail(text === null ? null : masterIn(text, realm, id), 'key.wrong-passphrase')
    }
    case 'recovery': {
      if (unlock.recovery === null) return fail('key.missing')
      if (unlock.recovery.keyId !== wrap.keyId) return fail('key.wrong-recovery-key')
      const text = await openSealed(unlock.recovery.privateJwk, wrap.jwe)
      return orFail(text === null ? null : masterIn(text, realm, id), 'key.wrong-recovery-key')
    }
  }
}

function orFail(master: Master | null, code: KeyFailure): Result<Master, KeyFailure> {
  return master === null ? fail(code) : ok(master)
}

/** From what can be done nothing about to what was just tried by hand. */
const rank: readonly KeyFailure[] = [
  'key.missing',
  'key.passphrase-needed',
  'key.keychain-gone',
  'key.keychain-changed',
  'key.wrong-recovery-key',
  'key.wrong-passphrase',
]

function worse(one: KeyFailure, other: KeyFailure): KeyFailure {
  return rank.indexOf(other) > rank.indexOf(one) ? other : one
}

function passphraseAad(realm: Realm, id: string): string {
  return `passphrase/${realm}/${id}`
}
