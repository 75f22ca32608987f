import { describe, expect, it } from 'vitest'
import { keychainAnswerSchema } from '../../shared/contract/shell'
import { keychainOver } from './keychain'
import type { Storage } from './keychain'

/** A keychain that adds its letters and its name; `changes` say what is amiss with it. */
function storage(changes: Partial<Record<'available' | 'backend' | 'mark' | 'name', string>> = {}): Storage {
  const { backend = 'gnome_libsecret', mark = 'v11', name = 'here' } = changes
  return {
    isEncryptionAvailable: () => changes.available !== 'no',
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => Buffer.from(`${mark}${name}:${text}`),
    decryptString: (sealed) => {
      const text = sealed.toString()
      if (!text.startsWith(`${mark}${name}:`)) throw new Error('Error while decrypting the ciphertext')
      return text.slice(mark.length + name.length + 1)
    },
  }
}

const linux = (changes = {}) => keychainOver(storage(changes), 'linux')
const gone = { answer: 'failed', code: 'key.keychain-gone' }
const changed = { answer: 'failed', code: 'key.keychain-changed' }

function sealedBy(keychain: ReturnType<typeof linux>): { backend: string; sealed: string } {
  const answer = keychainAnswerSchema.parse(keychain.seal('a secret'))
  if (answer.answer !== 'sealed') throw new Error('was not sealed')
  return answer
}

describe('the keychain', () => {
  it('opens what it sealed, also in the next run', () => {
    const { backend, sealed } = sealedBy(linux())
    expect(Buffer.from(sealed, 'base64').toString()).not.toBe('a secret')
    expect(linux().open(backend, sealed)).toEqual({ answer: 'opened', text: 'a secret' })
  })

  it.each([
    ['is not there', { available: 'no' }],
    ['would keep the key in the clear', { backend: 'basic_text' }],
    ['is not known yet', { backend: 'unknown' }],
    ['calls itself one and keeps in the clear all the same', { mark: 'v10' }],
  ])('that %s seals nothing', (_what, changes) => {
    expect(linux(changes).seal('a secret')).toEqual(gone)
  })

  it.each([{ available: 'no' }, { backend: 'basic_text' }])('that is gone says so: %j', (changes) => {
    const { backend, sealed } = sealedBy(linux())
    expect(linux(changes).open(backend, sealed)).toEqual(gone)
  })

  it.each([{ backend: 'kwallet5' }, { name: 'new' }])('that is another one says so: %j', (changes) => {
    const { backend, sealed } = sealedBy(linux())
    expect(linux(changes).open(backend, sealed)).toEqual(changed)
  })

  it('elsewhere is named by the system, and its letters mean something else', () => {
    const windows = keychainOver(storage({ mark: 'v10', backend: 'basic_text' }), 'win32')
    const { backend, sealed } = sealedBy(windows)
    expect(backend).toBe('win32')
    expect(windows.open(backend, sealed)).toEqual({ answer: 'opened', text: 'a secret' })
    expect(windows.open('darwin', sealed)).toEqual(changed)
  })
})
