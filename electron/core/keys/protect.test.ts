import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { files } from '../../files/files'
import { createMaster } from './master-keys'
import { masterFilePath } from './master-file'
import { openMaster } from './open-master'
import type { OpenedKeys } from './open-master'
import { changeProtectors } from './protect'
import { makeRecoveryKey } from './recovery-key'
import { TestKeychain } from './testing/test-keychain'
import { nothingAtHand } from './ways'
import type { Protector } from './ways'

const at = 1_700_000_000_000
const passphrase = 'correct horse battery'
let dataDir = ''
beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'protect-'))))
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const practice = () => ({ files, dataDir, realm: 'practice' }) as const
const fileText = (): string => readFileSync(masterFilePath(dataDir), 'utf8')

async function created(...protectors: Protector[]): Promise<OpenedKeys> {
  const made = await createMaster(practice(), at, protectors)
  if (!made.ok) throw new Error(made.error)
  return made.value
}

async function changed(opened: OpenedKeys, add: readonly Protector[], drop: readonly never[] = []) {
  const answer = await changeProtectors(practice(), opened, add, drop)
  if (!answer.ok) throw new Error(answer.error)
  return answer.value
}

const waysOf = ({ file }: OpenedKeys) => file.masters[0]?.wraps.map(({ by }) => by)

it('a passphrase takes the practice key out of the file, and the key stays the same', async () => {
  const before = await created({ by: 'practice' })
  const clear = Buffer.from(before.masters[0].key).toString('base64')
  expect(fileText()).toContain(clear)
  const after = await changed(before, [{ by: 'passphrase', passphrase }])
  expect(waysOf(after)).toEqual(['passphrase'])
  expect(fileText()).not.toContain(clear)
  const opened = await openMaster(practice(), { ...nothingAtHand, passphrase })
  expect(opened).toMatchObject({ ok: true, value: { masters: before.masters } })
})

it('a new passphrase takes the place of the old one', async () => {
  const before = await created({ by: 'passphrase', passphrase })
  await changed(before, [{ by: 'passphrase', passphrase: 'another horse battery' }])
  const old = await openMaster(practice(), { ...nothingAtHand, passphrase })
  expect(old).toMatchObject({ ok: false, error: { code: 'key.wrong-passphrase' } })
})

it('a recovery key comes beside what there is; a new one takes its place', async () => {
  const [one, other] = [await makeRecoveryKey(passphrase, at), await makeRecoveryKey(passphrase, at)]
  const before = await created({ by: 'practice' })
  const first = await changed(before, [{ by: 'recovery', publicKey: one.publicFile }])
  expect(waysOf(first)).toEqual(['practice', 'recovery'])
  const second = await changed(first, [{ by: 'recovery', publicKey: other.publicFile }])
  expect(waysOf(second)).toEqual(['practice', 'recovery'])
  expect(fileText()).toContain(other.publicFile.keyId)
  expect(fileText()).not.toContain(one.publicFile.keyId)
})

it('a keychain that is sealed later needs a passphrase beside it', async () => {
  const before = await created({ by: 'practice' })
  const later: Protector = { by: 'keychain', keychain: null }
  expect(await changeProtectors(practice(), before, [later], [])).toEqual({ ok: false, error: 'no-way-left' })
  const after = await changed(before, [later, { by: 'passphrase', passphrase }])
  expect(waysOf(after)).toEqual(['keychain', 'passphrase'])
})

it('the last way that opens every day stays, whatever is asked', async () => {
  const recovery = await makeRecoveryKey(passphrase, at)
  const before = await created(
    { by: 'passphrase', passphrase },
    { by: 'recovery', publicKey: recovery.publicFile },
  )
  const text = fileText()
  expect(await changeProtectors(practice(), before, [], ['passphrase'])).toEqual({
    ok: false,
    error: 'no-way-left',
  })
  expect(fileText()).toBe(text)
})

it('where the keychain refuses nothing is changed', async () => {
  const keychain = new TestKeychain()
  keychain.gone = true
  const before = await created({ by: 'practice' })
  const text = fileText()
  expect(await changeProtectors(practice(), before, [{ by: 'keychain', keychain }], [])).toEqual({
    ok: false,
    error: 'key.keychain-gone',
  })
  expect(fileText()).toBe(text)
})

it('nothing is changed while a rotation is open', async () => {
  const before = await created({ by: 'practice' })
  const [entry] = before.file.masters
  if (entry === undefined) throw new Error('no entry')
  const both = { ...before, file: { ...before.file, masters: [entry, entry] } }
  expect(await changeProtectors(practice(), both, [{ by: 'passphrase', passphrase }], [])).toEqual({
    ok: false,
    error: 'rotation-open',
  })
})
