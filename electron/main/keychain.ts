import type { KeychainAnswer } from '../../shared/contract/shell'

/**
 * What is used of Electron's `safeStorage`: the calls that the shipped runtime and the older one both have, so the
 * newer, asynchronous ones are not among them.
 */
export interface Storage {
  isEncryptionAvailable(): boolean
  /** Linux only. */
  getSelectedStorageBackend(): string
  encryptString(text: string): Buffer
  decryptString(sealed: Buffer): string
}

/** The operating system's keychain, for core's one key. Every call answers; none keeps anything. */
export interface Keychain {
  seal(text: string): KeychainAnswer
  open(backend: string, sealed: string): KeychainAnswer
}

const gone: KeychainAnswer = { answer: 'failed', code: 'key.keychain-gone' }
const changed: KeychainAnswer = { answer: 'failed', code: 'key.keychain-changed' }

/** On Linux these letters say that the key was a constant that stands in Chromium's source. */
const plainMark = 'v10'

/**
 * @param storage Electron's `safeStorage`; asked only after the app is ready
 * @param platform Node's name of the operating system
 */
export function keychainOver(storage: Storage, platform: NodeJS.Platform): Keychain {
  const linux = platform === 'linux'
  /** Its name, null when there is none, or one that would keep the key in the clear. */
  const backendHere = (): string | null => {
    if (!storage.isEncryptionAvailable()) return null
    if (!linux) return platform
    const backend = storage.getSelectedStorageBackend()
    return backend === 'basic_text' || backend === 'unknown' ? null : backend
  }
  const isPlain = (sealed: Buffer): boolean =>
    linux && sealed.subarray(0, plainMark.length).toString('latin1') === plainMark
  return {
    seal(text) {
      const backend = backendHere()
      if (backend === null) return gone
      const sealed = encrypted(storage, text)
      return sealed === null || isPlain(sealed)
        ? gone
        : { answer: 'sealed', backend, sealed: sealed.toString('base64') }
    },
    open(backend, sealed) {
      const here = backendHere()
      if (here === null) return gone
      if (here !== backend) return changed
      const text = decrypted(storage, Buffer.from(sealed, 'base64'))
      return text === null || text === '' ? changed : { answer: 'opened', text }
    },
  }
}

/** A keychain that is locked, or was taken away just now, throws. */
function encrypted(storage: Storage, text: string): Buffer | null {
  try {
    return storage.encryptString(text)
  } catch {
    return null
  }
}

/** The library throws one error for everything: this keychain did not seal it. */
function decrypted(storage: Storage, sealed: Buffer): string | null {
  try {
    return storage.decryptString(sealed)
  } catch {
    return null
  }
}
