import { describe, expect, it } from 'vitest'
import { openWithPassphrase, passphraseWrapSchema, weakness, wrapWithPassphrase } from './passphrase'
import {
  makeRecoveryKey,
  openRecoveryKey,
  readRecoveryPrivateFile,
  readRecoveryPublicKey,
} from './recovery-key'

describe('a passphrase that is set', () => {
  it.each([
    'correct horse',
    'twelve chars',
    '春天 花园 小鸟 唱歌',
    '今天天气很好我们去河边散步',
    'a-b-c-d-e-f-g',
  ])('%j is strong enough', (typed) => {
    expect(weakness(typed)).toBeNull()
  })
  it.each(['', 'short', 'eleven char', '春天花园小鸟唱歌', 'a b c d', '   padded    '])(
    '%j is too short',
    (typed) => {
      expect(weakness(typed)).toBe('too-short')
    },
  )
  it.each(['aaaaaaaaaaaa', '123412341234', 'abababab abab'])('%j is too simple', (typed) => {
    expect(weakness(typed)).toBe('too-simple')
  })
})

describe('a wrapped text', () => {
  it('opens by its passphrase, in its place, and is new each time', async () => {
    const wrap = await wrapWithPassphrase('text', 'correct horse', 'here')
    expect(passphraseWrapSchema.parse(wrap)).toMatchObject({ kdf: 'scrypt', N: 131072, r: 8, p: 1 })
    expect(await openWithPassphrase(wrap, 'correct horse', 'here')).toBe('text')
    expect(await openWithPassphrase(wrap, 'correct horsE', 'here')).toBeNull()
    expect(await openWithPassphrase(wrap, 'correct horse', 'there')).toBeNull()
    expect((await wrapWithPassphrase('text', 'correct horse', 'here')).wrapped).not.toBe(wrap.wrapped)
  })

  it('that would cost too little or too much is refused', async () => {
    const wrap = await wrapWithPassphrase('text', 'correct horse', 'here')
    for (const change of [{ N: 2 ** 14 }, { N: 2 ** 30 }, { N: 100_000 }, { r: 64 }, { p: 64 }, { kdf: '' }])
      expect(passphraseWrapSchema.safeParse({ ...wrap, ...change }).success, JSON.stringify(change)).toBe(
        false,
      )
  })
})

describe('a recovery key', () => {
  it('opens by its passphrase only; its two halves and its name belong together', async () => {
    const { publicFile, privateFile } = await makeRecoveryKey('correct horse', 1)
    expect(await readRecoveryPublicKey(JSON.stringify(publicFile))).toEqual(publicFile)
    const file = readRecoveryPrivateFile(JSON.stringify(privateFile))
    expect(file).toEqual(privateFile)
    expect(await openRecoveryKey(privateFile, 'correct horse')).toMatchObject({ keyId: publicFile.keyId })
    expect(await openRecoveryKey(privateFile, 'another horse')).toBeNull()
    expect(JSON.stringify(privateFile)).not.toContain('"d"')
  })

  it('that was changed, or is another file, is none', async () => {
    const { publicFile, privateFile } = await makeRecoveryKey('correct horse', 1)
    const other = await makeRecoveryKey('correct horse', 1)
    const swapped = { ...publicFile, publicKeyJwk: other.publicFile.publicKeyJwk }
    expect(await readRecoveryPublicKey(JSON.stringify(swapped))).toBeNull()
    for (const text of ['', '{', '{}', JSON.stringify(privateFile)])
      expect(await readRecoveryPublicKey(text)).toBeNull()
    for (const text of ['', '[]', JSON.stringify(publicFile)])
      expect(readRecoveryPrivateFile(text)).toBeNull()
    expect(
      await openRecoveryKey({ ...privateFile, keyId: other.publicFile.keyId }, 'correct horse'),
    ).toBeNull()
  })
})
