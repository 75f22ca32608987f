import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atSchema, hashSchema, realmSchema } from '../../../shared/contract/operation'
import type { Realm } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import { deriveKey, hmacSha256, keyBytes } from '../crypto'
import type { Master } from '../journal/key-ring'
import { passphraseWrapSchema } from './passphrase'
import { publicJwkSchema } from './recovery-key'

/* `<dataDir>/keys/master-key.json`; docs/journal-format.md section 6. */

const masterIdSchema = z.string().regex(/^[0-9a-f]{32}$/)
const keySchema = z.base64().length(44)

export const wrapSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('practice'), key: keySchema }),
  z.strictObject({
    by: z.literal('keychain'),
    backend: z.string().min(1).max(60).nullable(),
    sealed: z.base64().min(1).max(8000).nullable(),
  }),
  passphraseWrapSchema.extend({ by: z.literal('passphrase') }),
  z.strictObject({
    by: z.literal('recovery'),
    keyId: z.string().regex(/^[\w-]{43}$/),
    publicKeyJwk: publicJwkSchema,
    jwe: z.string().min(20).max(4000),
  }),
])
export type Wrap = z.infer<typeof wrapSchema>
export type Way = Wrap['by']

const entrySchema = z.strictObject({
  id: masterIdSchema,
  madeAt: atSchema,
  wraps: z.array(wrapSchema).min(1).max(12),
  mac: hashSchema,
})
export type MasterEntry = z.infer<typeof entrySchema>

const fileSchema = z
  .strictObject({
    suite: z.literal('intl-1'),
    realm: realmSchema,
    current: masterIdSchema,
    masters: z.array(entrySchema).min(1).max(2),
  })
  .refine(({ current, masters }) => masters.some(({ id }) => id === current), {
    message: 'the current master key is not in the file',
  })
  .refine(
    ({ realm, masters }) =>
      realm === 'practice' || !masters.some(({ wraps }) => wraps.some(({ by }) => by === 'practice')),
    { message: 'a live master key lies in the clear' },
  )
export type MasterFile = z.infer<typeof fileSchema>

export const masterKeyName = 'master-key.json'
export const keysFolder = 'keys'

export function masterFilePath(dataDir: string): string {
  return join(dataDir, keysFolder, masterKeyName)
}

/** `absent` = no such file; `unreadable` = it cannot be read, or it is no master key file of this realm. */
export function readMasterFile(
  files: Files,
  dataDir: string,
  realm: Realm,
): MasterFile | 'absent' | 'unreadable' {
  const file = readAnyMasterFile(files, dataDir)
  return typeof file === 'object' && file.realm !== realm ? 'unreadable' : file
}

/** The same for tools, which are told the realm by the file. */
export function readAnyMasterFile(files: Files, dataDir: string): MasterFile | 'absent' | 'unreadable' {
  const path = masterFilePath(dataDir)
  if (files.kind(path) === null) return 'absent'
  return parseMasterFile(textOf(files, path)) ?? 'unreadable'
}

/** null = no master key file. */
export function parseMasterFile(text: string | null): MasterFile | null {
  if (text === null) return null
  try {
    return fileSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function textOf(files: Files, path: string): string | null {
  try {
    return files.read(path).toString('utf8')
  } catch {
    return null
  }
}

/**
 * Durable when it returns.
 * @throws NodeJS.ErrnoException; the file that was there is untouched then
 */
export function writeMasterFile(files: Files, dataDir: string, file: MasterFile): void {
  files.makeFolder(join(dataDir, keysFolder))
  const text = `${JSON.stringify(fileSchema.parse(file), null, 2)}\n`
  files.writeAtomic(masterFilePath(dataDir), Buffer.from(text, 'utf8'))
}

/** The name that a master key has by itself. */
export function masterIdOf(key: Uint8Array): string {
  return deriveKey(key, 'master-id').toString('hex', 0, 16)
}

const keyTextSchema = z.strictObject({
  suite: z.literal('intl-1'),
  realm: realmSchema,
  id: masterIdSchema,
  key: keySchema,
})

/** What every wrap holds. */
export function keyText(realm: Realm, { id, key }: Master): string {
  return canonicalJson({ suite: 'intl-1', realm, id, key: Buffer.from(key).toString('base64') })
}

/** The master key of this name in an opened wrap; null when it holds anything else. */
export function masterIn(text: string, realm: Realm, id: string): Master | null {
  try {
    const read = keyTextSchema.safeParse(JSON.parse(text)).data
    return read?.realm === realm ? masterOf(read.key, id) : null
  } catch {
    return null
  }
}

/** The key of this name in base64; null when it is another one. */
export function masterOf(base64: string, id: string): Master | null {
  const key = Buffer.from(base64, 'base64')
  return key.length === keyBytes && masterIdOf(key) === id ? { id, key } : null
}

/** An entry with its proof: only who has the key can make one. */
export function provenEntry(
  realm: Realm,
  master: Master,
  madeAt: number,
  wraps: readonly Wrap[],
): MasterEntry {
  const entry = { id: master.id, madeAt, wraps: [...wraps] }
  return { ...entry, mac: macOf(realm, master, entry) }
}

export function isProven(realm: Realm, master: Master, { mac, ...entry }: MasterEntry): boolean {
  return macOf(realm, master, entry) === mac
}

function macOf(realm: Realm, { key }: Master, entry: Omit<MasterEntry, 'mac'>): string {
  const text = canonicalJson({ suite: 'intl-1', realm, ...entry })
  return hmacSha256(deriveKey(key, 'master-key-file'), Buffer.from(text, 'utf8'))
}
