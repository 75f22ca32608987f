import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../shared/contract/canonical'
import { rescueFileSchema, rescueText } from '../../../shared/contract/rescue'
import type { RescueFile } from '../../../shared/contract/rescue'
import { files as realFiles } from '../../files/files'
import { sha256 } from '../crypto'
import { openKeyRing } from '../journal/key-ring'
import { masterFilePath } from '../keys/master-file'
import { makeRecoveryKey, openRecoveryKey } from '../keys/recovery-key'
import type { RecoveryKey } from '../keys/recovery-key'
import { TestKeychain } from '../keys/testing/test-keychain'
import { nothingAtHand } from '../keys/ways'
import { findFolder } from './find-folder'
import { readingFiles } from './reading-files'
import { rescueFolder } from './rescue-folder'
import { deadCounter } from './testing/dead-counter'
import type { DeadCounter } from './testing/dead-counter'

const passphrase = 'correct horse battery'
const files = readingFiles()
let dead: DeadCounter
let recovery: RecoveryKey
beforeAll(async () => {
  const pair = await makeRecoveryKey(passphrase, 1)
  const opened = await openRecoveryKey(pair.privateFile, passphrase)
  if (opened === null) throw new Error('the recovery key does not open')
  recovery = opened
  dead = await deadCounter([
    { by: 'keychain', keychain: new TestKeychain() },
    { by: 'recovery', publicKey: pair.publicFile },
  ])
}, 60_000)
afterAll(() => {
  dead.remove()
})

const rescued = (dataDir = dead.dataDir, despite = false) =>
  rescueFolder(files, dataDir, { ...nothingAtHand, recovery }, despite, 5)

async function fileOf(dataDir = dead.dataDir, despite = false): Promise<RescueFile> {
  const answer = await rescued(dataDir, despite)
  if (!answer.ok) throw new Error(answer.error.code)
  return rescueFileSchema.parse(JSON.parse(JSON.stringify(answer.value.file)))
}

const segmentOf = (dataDir: string): string => {
  const folder = join(dataDir, 'journal/segments')
  return join(folder, readdirSync(folder)[0] ?? '')
}

/** One bit of the frame that stands in this share of the segment's used bytes. */
function damage(dataDir: string, share: number): void {
  const bytes = readFileSync(segmentOf(dataDir))
  const used = bytes.findLastIndex((byte) => byte !== 0)
  const place = 512 + Math.floor((used - 512) * share)
  bytes[place] = (bytes[place] ?? 0) ^ 1
  writeFileSync(segmentOf(dataDir), bytes)
}

describe('a dead counter', () => {
  it('gives what was not sent or has no answer, by the recovery key alone, and keeps every byte', async () => {
    const before = dead.picture()
    const file = await fileOf()
    expect(dead.picture()).toEqual(before)
    const { payloads } = dead
    expect(file.operations).toEqual(
      (['queued', 'numbered', 'in-flight', 'unknown'] as const).map((fate) => {
        const payload = payloads[fate]
        return {
          id: payload.id,
          taken: payload.taken,
          dispatch: fate === 'queued' ? null : payload.taken,
          link: fate === 'queued' ? null : 'ab'.repeat(32),
          state: fate === 'queued' || fate === 'numbered' ? 'queued' : 'unknown',
          payloadHash: sha256(canonicalJson(payload)),
          payload: canonicalJson(payload),
        }
      }),
    )
    expect(file).toMatchObject({
      realm: 'practice',
      station: 'practice-1',
      epoch: 1,
      madeAt: 5,
      damage: null,
    })
    expect(file.journal.frame).toBeGreaterThan(20)
    expect(file.journal.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(file.dispatch).toEqual({ number: 7, link: 'ab'.repeat(32) })
    const { contentHash, ...content } = file
    expect(sha256(rescueText(content))).toBe(contentHash)
  })

  it('counts apart what the centre has already and waits with', async () => {
    expect(await rescued()).toMatchObject({ ok: true, value: { left: { 'awaiting-hours': 1 } } })
  })

  it('opens by nothing else: no key, another recovery key', async () => {
    expect(await rescueFolder(files, dead.dataDir, nothingAtHand, false, 5)).toMatchObject({
      ok: false,
      error: { code: 'key.keychain-gone', ways: ['keychain', 'recovery'] },
    })
    const other = await makeRecoveryKey(passphrase, 1)
    const theirs = await openRecoveryKey(other.privateFile, passphrase)
    const unlock = { ...nothingAtHand, recovery: theirs }
    expect(await rescueFolder(files, dead.dataDir, unlock, false, 5)).toMatchObject({
      ok: false,
      error: { code: 'key.wrong-recovery-key' },
    })
  })
})

describe('a damaged folder', () => {
  it('is named with its frames; what stands before them can be had on purpose', async () => {
    const copy = dead.copy()
    damage(copy, 0.5)
    expect(await rescued(copy)).toMatchObject({
      ok: false,
      error: { code: 'journal.damaged', damage: { kind: 'batch' } },
    })
    const whole = await fileOf()
    const file = await fileOf(copy, true)
    expect(file.damage).toMatchObject({ kind: 'batch', firstFrame: file.journal.frame + 1 })
    expect(file.journal).toMatchObject({ hash: null })
    expect(file.operations.length).toBeLessThan(whole.operations.length)
    const known = new Map(whole.operations.map((item) => [item.id, item.payloadHash]))
    for (const item of file.operations) expect(known.get(item.id)).toBe(item.payloadHash)
  })

  it('that ends before a frame the key ring knows is not complete, and says what is missing', async () => {
    const copy = dead.copy()
    const whole = await fileOf()
    const { frame } = whole.journal
    const ring = openKeyRing(realFiles, join(copy, 'journal'), 'practice', whole.station, dead.masters)
    ring.noteHead({ frame: frame + 3, hash: 'f'.repeat(64) })
    expect(await rescued(copy)).toMatchObject({
      ok: false,
      error: { code: 'journal.behind', damage: { firstFrame: frame + 1, lastFrame: frame + 3 } },
    })
    const file = await fileOf(copy, true)
    expect(file.operations).toEqual(whole.operations)
    expect(file.damage).toMatchObject({ kind: 'behind', firstFrame: frame + 1, lastFrame: frame + 3 })
  })

  it.each([
    ['key.missing', (dir: string) => masterFilePath(dir)],
    ['key-ring.damaged', (dir: string) => join(dir, 'journal/key-ring.json')],
  ])('is %s without that file, or with half of it', async (code, pathIn) => {
    for (const change of ['gone', 'half'] as const) {
      const copy = dead.copy()
      const text = readFileSync(pathIn(copy), 'utf8')
      if (change === 'gone') rmSync(pathIn(copy))
      else writeFileSync(pathIn(copy), text.slice(0, text.length / 2))
      expect(await rescued(copy)).toMatchObject({ ok: false, error: { code } })
    }
  })

  it('of a newer format is refused by name', async () => {
    const copy = dead.copy()
    const bytes = readFileSync(segmentOf(copy))
    bytes.write('WCJ2', 'latin1')
    writeFileSync(segmentOf(copy), bytes)
    expect(await rescued(copy, true)).toMatchObject({ ok: false, error: { code: 'journal.too-new' } })
  })
})

describe('the folder that is meant', () => {
  it('is the data folder itself, or the only one below', () => {
    expect(findFolder(files, dead.dataDir)).toEqual({ ok: true, value: dead.dataDir })
    expect(findFolder(files, join(dead.dataDir, 'nowhere'))).toMatchObject({
      error: { code: 'folder.missing' },
    })
    expect(findFolder(files, join(dead.dataDir, 'keys'))).toMatchObject({
      error: { code: 'folder.not-ours' },
    })
    const copy = dead.copy()
    const above = join(copy, '..')
    const found = findFolder(files, above)
    expect(found).toMatchObject({ ok: false, error: { code: 'folder.several' } })
  })
})

it('files that only read change nothing, whatever they are asked', () => {
  const path = join(dead.dataDir, 'keys/x')
  const before = dead.picture()
  const attempts = [
    () => {
      files.writeAtomic(path, Buffer.alloc(1))
    },
    () => files.createAppend(path, 512),
    () => {
      files.makeFolder(path)
    },
    () => files.setAside(masterFilePath(dead.dataDir), 'old'),
    () => {
      files.move(masterFilePath(dead.dataDir), path)
    },
    () => {
      files.remove(masterFilePath(dead.dataDir))
    },
  ]
  for (const attempt of attempts) expect(attempt).toThrow('only read')
  expect(dead.picture()).toEqual(before)
})
