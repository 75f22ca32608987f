import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import { files, filesOn } from '../../files/files'
import { openKeyRing } from '../journal/key-ring'
import type { KeyRing, Master } from '../journal/key-ring'
import { createMaster, masterKeys } from './master-keys'
import { masterFilePath, parseMasterFile } from './master-file'
import { openMaster } from './open-master'
import type { OpenedKeys } from './open-master'
import { makeRecoveryKey, openRecoveryKey } from './recovery-key'
import { rotateMaster } from './rotate'
import { cutDisk, PowerCut } from './testing/cut-disk'
import { TestKeychain } from './testing/test-keychain'
import { nothingAtHand } from './ways'
import type { Protector } from './ways'

const at = 1_700_000_000_000
const passphrase = 'correct horse battery'
const start = { frame: 0, hash: '0'.repeat(64) }
let root = ''
let dataDir = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rotate-'))
  dataDir = join(root, 'data')
  mkdirSync(join(dataDir, 'journal'), { recursive: true })
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

const practice = (dir = dataDir, disk: Files = files) =>
  ({ files: disk, dataDir: dir, realm: 'practice' }) as const

function ringOf(masters: readonly Master[], dir = dataDir, disk: Files = files): KeyRing {
  return openKeyRing(disk, join(dir, 'journal'), 'practice', 'practice-1' as StationId, masters)
}

const textsOf = (dir: string): string =>
  [masterFilePath(dir), join(dir, 'journal/key-ring.json')].map((path) => readFileSync(path, 'utf8')).join('')

/** A folder whose ring holds two keys; returns them and the master key. */
async function folder(...protectors: Protector[]): Promise<{ opened: OpenedKeys; keys: readonly Buffer[] }> {
  const made = await createMaster(practice(), at, protectors)
  if (!made.ok) throw new Error(made.error)
  const ring = ringOf(made.value.masters)
  return { opened: made.value, keys: [ring.createSegmentKey(1, start), ring.createSnapshotKey(9)] }
}

async function opened(dir = dataDir, unlock = nothingAtHand): Promise<OpenedKeys> {
  const answer = await openMaster(practice(dir), unlock)
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value
}

const keysIn = (ring: KeyRing) => [ring.segmentKey(1), ring.snapshotKey(9)]

describe('a new master key', () => {
  it('opens everything the one before did, which is nowhere any more', async () => {
    const { opened: before, keys } = await folder({ by: 'practice' })
    const rotated = await rotateMaster(practice(), before, ringOf(before.masters), at + 1, nothingAtHand)
    expect(rotated.ok).toBe(true)
    const after = await opened()
    expect(after.masters).toHaveLength(1)
    expect(after.masters[0].id).not.toBe(before.masters[0].id)
    expect(keysIn(ringOf(after.masters))).toEqual(keys)
    expect(textsOf(dataDir)).not.toContain(before.masters[0].id)
    expect(() => ringOf(before.masters)).toThrow('key.missing')
  })

  it('is behind the same ways: passphrase, recovery key, and a keychain to be sealed again', async () => {
    const recovery = await makeRecoveryKey(passphrase, at)
    const keychain = new TestKeychain()
    const { opened: before } = await folder(
      { by: 'keychain', keychain },
      { by: 'passphrase', passphrase },
      { by: 'recovery', publicKey: recovery.publicFile },
    )
    const rotated = await rotateMaster(practice(), before, ringOf(before.masters), at + 1, {
      keychain: null,
      passphrase,
    })
    const id = rotated.ok ? rotated.value.masters[0].id : ''
    const key = await openRecoveryKey(recovery.privateFile, passphrase)
    expect((await opened(dataDir, { ...nothingAtHand, passphrase })).masters[0].id).toBe(id)
    expect((await opened(dataDir, { ...nothingAtHand, recovery: key })).masters[0].id).toBe(id)
    const counter = masterKeys(practice(), keychain, () => at)
    await expect(counter.masters(null)).rejects.toMatchObject({ code: 'key.passphrase-needed' })
    await counter.settle(ringOf(await counter.masters(passphrase)))
    expect(await counter.masters(null)).toMatchObject([{ id }])
  })

  it.each([
    [null, 'key.passphrase-needed'],
    ['not this one, no', 'key.wrong-passphrase'],
  ])('is not made with %j where the file has a passphrase', async (typed, error) => {
    const keychain = new TestKeychain()
    const { opened: before } = await folder({ by: 'keychain', keychain }, { by: 'passphrase', passphrase })
    const files = textsOf(dataDir)
    const atHand = { keychain, passphrase: typed }
    expect(await rotateMaster(practice(), before, ringOf(before.masters), at + 1, atHand)).toEqual({
      ok: false,
      error,
    })
    expect(textsOf(dataDir)).toBe(files)
  })
})

describe('power that goes while the key is changed', () => {
  it.each([false, true])(
    'at every change of the disk (forgetting renames: %s) loses nothing',
    async (forgets) => {
      const { keys } = await folder({ by: 'practice' })
      let finished = 0
      for (let cut = 1; ; cut++) {
        const copy = join(root, String(cut))
        cpSync(dataDir, copy, { recursive: true })
        const disk = filesOn(cutDisk(cut, forgets))
        const before = await opened(copy)
        try {
          await rotateMaster(
            practice(copy, disk),
            before,
            ringOf(before.masters, copy, disk),
            at + 1,
            nothingAtHand,
          )
          // file, ring, file: at least temporary file, write, sync, rename and folder each
          expect(cut).toBeGreaterThan(15)
          break
        } catch (error) {
          expect(error instanceof PowerCut || String(error).includes('journal.cannot-write')).toBe(true)
        }
        // the next start, which may itself be cut at any change
        for (let again = 1; ; again++) {
          const counter = masterKeys(
            practice(copy, filesOn(cutDisk(again, forgets))),
            new TestKeychain(),
            () => at,
          )
          try {
            const masters = await counter.masters(null)
            const ring = ringOf(masters, copy, filesOn(cutDisk(again, forgets)))
            expect(keysIn(ring)).toEqual(keys)
            await counter.settle(ring)
            break
          } catch (error) {
            expect(String(error)).toContain('journal.cannot-write')
          }
        }
        const after = await opened(copy)
        expect(after.masters).toHaveLength(1)
        expect(after.file.masters).toHaveLength(1)
        expect(keysIn(ringOf(after.masters, copy))).toEqual(keys)
        if (after.masters[0].id !== before.masters[0].id) finished++
      }
      expect(finished).toBeGreaterThan(5)
    },
  )

  it('both keys are in the file, each behind its own proof', async () => {
    await folder({ by: 'practice' })
    const before = await opened()
    const ring = ringOf(before.masters)
    const cut = (): void => {
      throw new PowerCut()
    }
    const full = { masterId: () => ring.masterId(), rewrap: cut }
    await expect(rotateMaster(practice(), before, full, at + 1, nothingAtHand)).rejects.toThrow(PowerCut)
    const file = parseMasterFile(readFileSync(masterFilePath(dataDir), 'utf8'))
    expect(file?.masters.map(({ id }) => id)).toEqual([file?.current, before.masters[0].id])
    expect((await opened()).masters).toHaveLength(2)
  })
})
