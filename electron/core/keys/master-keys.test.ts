import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StationId } from '../../../shared/domain/ids'
import { nodeDisk } from '../../files/disk'
import { files, filesOn } from '../../files/files'
import { openKeyRing } from '../journal/key-ring'
import type { Master } from '../journal/key-ring'
import { createMaster, KeyLocked, masterKeys } from './master-keys'
import { masterFilePath, parseMasterFile } from './master-file'
import type { MasterFile } from './master-file'
import { openMaster } from './open-master'
import { makeRecoveryKey, openRecoveryKey } from './recovery-key'
import { cutDisk } from './testing/cut-disk'
import { TestKeychain } from './testing/test-keychain'
import { nothingAtHand } from './ways'
import type { Protector } from './ways'

const passphrase = '春天 花园 小鸟 唱歌'
const at = 1_700_000_000_000
let dataDir = ''
let keychain = new TestKeychain()
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'master-'))
  keychain = new TestKeychain()
})
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true })
})

const place = (realm: 'practice' | 'live' = 'practice') => ({ files, dataDir, realm })
const keys = (realm: 'practice' | 'live' = 'practice') => masterKeys(place(realm), keychain, () => at)
const fileText = (): string => readFileSync(masterFilePath(dataDir), 'utf8')

function file(): MasterFile {
  const read = parseMasterFile(fileText())
  if (read === null) throw new Error('no master key file')
  return read
}

async function create(realm: 'practice' | 'live', ...protectors: Protector[]): Promise<Master> {
  const made = await createMaster(place(realm), at, protectors)
  if (!made.ok) throw new Error(made.error)
  return made.value.masters[0]
}

/** A journal that only this key can read. */
function writeJournal(master: Master, realm: 'practice' | 'live' = 'practice'): void {
  const folder = join(dataDir, 'journal')
  mkdirSync(folder, { recursive: true })
  openKeyRing(files, folder, realm, 'practice-1' as StationId, [master]).createSegmentKey(1, {
    frame: 0,
    hash: '0'.repeat(64),
  })
}

async function locked(work: Promise<unknown>): Promise<{ code: string; ways: readonly string[] }> {
  try {
    await work
  } catch (error) {
    if (error instanceof KeyLocked) return { code: error.code, ways: error.ways }
    throw error
  }
  throw new Error('it opened')
}

describe('practice', () => {
  it('gets its key at the first start, marked, for its owner only, and the same one ever after', async () => {
    const [first] = await keys().masters(null)
    expect(file().masters).toMatchObject([{ id: first?.id, madeAt: at, wraps: [{ by: 'practice' }] }])
    expect(statSync(masterFilePath(dataDir)).mode & 0o777).toBe(0o600)
    expect(await keys().masters(null)).toEqual([first])
  })

  it('finishes a first start that was cut at any moment', async () => {
    for (let cut = 1; ; cut++) {
      const folder = join(dataDir, String(cut))
      const disk = cutDisk(cut, true)
      try {
        await masterKeys(
          { files: filesOn(disk), dataDir: folder, realm: 'practice' },
          keychain,
          () => at,
        ).masters(null)
        expect(cut).toBeGreaterThan(5)
        return
      } catch (error) {
        expect(String(error)).toContain('journal.cannot-write')
      }
      const again = masterKeys({ files, dataDir: folder, realm: 'practice' }, keychain, () => at)
      expect(await again.masters(null)).toHaveLength(1)
    }
  })

  it('never makes a key anew once there is a journal', async () => {
    const [master] = await keys().masters(null)
    writeJournal(master as Master)
    rmSync(masterFilePath(dataDir))
    expect(await locked(keys().masters(null))).toEqual({ code: 'key.missing', ways: [] })
    expect(files.kind(masterFilePath(dataDir))).toBeNull()
  })

  it.each([
    ['cut short', (text: string) => text.slice(0, -30)],
    ['of another suite', (text: string) => text.replace('intl-1', 'intl-2')],
    ['of another realm', (text: string) => text.replace('"practice",', '"live",')],
    ['with another key', (text: string) => text.replace(/"key": "...../, '"key": "AAAAA')],
    ['with another time', (text: string) => text.replace(String(at), String(at + 1))],
  ])('keeps a file that is %s, and opens nothing', async (_what, change) => {
    await keys().masters(null)
    const changed = change(fileText())
    expect(changed).not.toBe(fileText())
    writeFileSync(masterFilePath(dataDir), changed)
    expect((await locked(keys().masters(null))).code).toBe('key.missing')
    expect(fileText()).toBe(changed)
  })
})

describe('live', () => {
  it('gets no key by starting', async () => {
    expect(await locked(keys('live').masters(null))).toEqual({ code: 'key.missing', ways: [] })
    expect(files.kind(masterFilePath(dataDir))).toBeNull()
  })

  it('never takes a key that lies in the clear', async () => {
    await expect(createMaster(place('live'), at, [{ by: 'practice' }])).rejects.toThrow('clear')
    await create('practice', { by: 'practice' })
    writeFileSync(masterFilePath(dataDir), fileText().replace('"realm": "practice"', '"realm": "live"'))
    expect((await locked(keys('live').masters(null))).code).toBe('key.missing')
  })

  it('has its key behind the keychain, and in no file in the clear', async () => {
    const master = await create('live', { by: 'keychain', keychain })
    expect(await keys('live').masters(null)).toEqual([master])
    expect(fileText()).not.toContain(Buffer.from(master.key).toString('base64'))
  })

  it('is not made where the keychain is gone', async () => {
    keychain.gone = true
    expect(await createMaster(place('live'), at, [{ by: 'keychain', keychain }])).toEqual({
      ok: false,
      error: 'key.keychain-gone',
    })
    expect(files.kind(masterFilePath(dataDir))).toBeNull()
  })

  it('is made once', async () => {
    await create('live', { by: 'keychain', keychain })
    await expect(create('live', { by: 'keychain', keychain })).rejects.toMatchObject({ code: 'EEXIST' })
  })
})

describe('a passphrase', () => {
  it('is asked for, wrong, or right; wide letters and a stray space make no difference', async () => {
    const master = await create('live', { by: 'passphrase', passphrase: 'correct horse battery' })
    const before = fileText()
    expect(await locked(keys('live').masters(null))).toEqual({
      code: 'key.passphrase-needed',
      ways: ['passphrase'],
    })
    expect((await locked(keys('live').masters('correct horse batterY'))).code).toBe('key.wrong-passphrase')
    expect(await keys('live').masters(' correct horse ｂattery')).toEqual([master])
    expect(fileText()).toBe(before)
  })

  it('opens no wrap that was taken from another key file', async () => {
    await create('live', { by: 'passphrase', passphrase })
    const other = file()
    rmSync(masterFilePath(dataDir))
    await create('live', { by: 'passphrase', passphrase })
    const mixed = {
      ...file(),
      masters: file().masters.map((one) => ({ ...one, wraps: other.masters[0]?.wraps })),
    }
    writeFileSync(masterFilePath(dataDir), JSON.stringify(mixed))
    expect((await locked(keys('live').masters(passphrase))).code).toBe('key.wrong-passphrase')
  })
})

describe('a keychain that is gone or another one', () => {
  const both = () => create('live', { by: 'keychain', keychain }, { by: 'passphrase', passphrase })

  it.each([
    ['key.keychain-gone', () => (keychain.gone = true)],
    [
      'key.keychain-changed',
      () => {
        keychain.setUpAnew()
      },
    ],
    ['key.keychain-changed', () => (keychain.backend = 'kwallet5')],
  ])('is %s, with the other ways, and nothing is written', async (code, change) => {
    const master = await both()
    const before = fileText()
    change()
    expect(await locked(keys('live').masters(null))).toEqual({ code, ways: ['keychain', 'passphrase'] })
    expect((await locked(keys('live').masters('not this one, no'))).code).toBe('key.wrong-passphrase')
    expect(fileText()).toBe(before)
    expect(await keys('live').masters(passphrase)).toEqual([master])
  })

  it('seals the same key again once the passphrase opened it', async () => {
    const master = await both()
    writeJournal(master, 'live')
    keychain.setUpAnew()
    const opening = keys('live')
    await opening.masters(passphrase)
    await opening.settle({ masterId: () => master.id, rewrap: () => undefined })
    expect(await keys('live').masters(null)).toEqual([master])
  })

  it('and stays gone: the passphrase opens every time, the file stays', async () => {
    const master = await both()
    const before = fileText()
    keychain.gone = true
    const opening = keys('live')
    await opening.masters(passphrase)
    await opening.settle({ masterId: () => master.id, rewrap: () => undefined })
    expect(fileText()).toBe(before)
  })

  it('that a tool left to be sealed asks for the passphrase once', async () => {
    const master = await create('live', { by: 'keychain', keychain: null }, { by: 'passphrase', passphrase })
    expect((await locked(keys('live').masters(null))).code).toBe('key.passphrase-needed')
    const opening = keys('live')
    await opening.masters(passphrase)
    await opening.settle({ masterId: () => master.id, rewrap: () => undefined })
    expect(await keys('live').masters(null)).toEqual([master])
  })
})

describe('the recovery key', () => {
  it('opens alone, and only its own', async () => {
    const { publicFile, privateFile } = await makeRecoveryKey(passphrase, at)
    const other = await makeRecoveryKey(passphrase, at)
    const master = await create(
      'live',
      { by: 'keychain', keychain },
      { by: 'recovery', publicKey: publicFile },
    )
    const mine = await openRecoveryKey(privateFile, passphrase)
    const theirs = await openRecoveryKey(other.privateFile, passphrase)
    const opened = await openMaster(place('live'), { ...nothingAtHand, recovery: mine })
    expect(opened).toMatchObject({ ok: true, value: { masters: [master], by: 'recovery' } })
    expect(await openMaster(place('live'), { ...nothingAtHand, recovery: theirs })).toEqual({
      ok: false,
      error: { code: 'key.wrong-recovery-key', ways: ['keychain', 'recovery'] },
    })
  })

  it('of somebody else, put into the file by hand, opens nothing and is never wrapped to', async () => {
    const master = await create('live', { by: 'keychain', keychain })
    const { publicFile } = await makeRecoveryKey(passphrase, at)
    const [entry] = file().masters
    const added = {
      by: 'recovery',
      keyId: publicFile.keyId,
      publicKeyJwk: publicFile.publicKeyJwk,
      jwe: 'x'.repeat(40),
    }
    const changed = { ...file(), masters: [{ ...entry, wraps: [...(entry?.wraps ?? []), added] }] }
    writeFileSync(masterFilePath(dataDir), JSON.stringify(changed))
    expect((await locked(keys('live').masters(null))).code).toBe('key.missing')
    expect(master.id).toBe(entry?.id)
  })
})

it.each([
  ['ENOSPC', 'disk.full'],
  ['EROFS', 'journal.read-only'],
  ['EACCES', 'journal.read-only'],
  ['EIO', 'journal.cannot-write'],
])('a disk that answers %s is named %s', async (code, named) => {
  const refusing = filesOn({
    ...nodeDisk,
    open: () => {
      throw Object.assign(new Error('refused'), { code })
    },
  })
  const opening = masterKeys({ files: refusing, dataDir, realm: 'practice' }, keychain, () => at)
  await expect(opening.masters(null)).rejects.toMatchObject({ code: named })
})
