import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { packAnswerSchema } from '../../../shared/contract/centre-lists'
import { enrolAnswerSchema } from '../../../shared/contract/enrolment'
import { hashSchema, realmSchema } from '../../../shared/contract/operation'
import type { StationSettings } from '../../../shared/contract/shell'
import type { Files } from '../../files/files'
import { deriveKey, randomNonce, seal, unseal } from '../crypto'
import type { Master } from '../journal/key-ring'
import { keysFolder } from '../keys/master-file'

/*
 * `<dataDir>/keys/station.json`: who a live counter is (ADR 17). Everything but the station's private key can be read
 * without a key; it is the AAD under which that key is sealed by the master key, so nothing of it can be exchanged.
 */

const privateJwkSchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  d: z.base64url().length(43),
  x: z.base64url().length(43),
})
export type StationPrivateJwk = z.infer<typeof privateJwkSchema>

const sealedSchema = z.strictObject({ nonce: z.base64().length(16), sealed: z.base64().max(2000) })

const enrolmentSchema = z.strictObject({
  suite: z.literal('intl-1'),
  realm: realmSchema,
  /** Where the centre listens, `https://host:port`. */
  address: z.url(),
  keyId: z.string().min(1).max(80),
  answer: enrolAnswerSchema,
  /** The signed packs as they were at enrolment: journalled at the first opening, newer ones come by themselves. */
  packs: packAnswerSchema.shape.packs.min(1),
})
const stationFileSchema = enrolmentSchema.extend({ key: sealedSchema })
export type Enrolment = z.infer<typeof enrolmentSchema>
export type StationFile = z.infer<typeof stationFileSchema>

/** `<dataDir>/keys/station-pending.json`: a key that was sent with a code and has no answer yet. */
const pendingOpenSchema = z.strictObject({
  suite: z.literal('intl-1'),
  realm: realmSchema,
  /** SHA-256 of the code's secret. */
  secretHash: hashSchema,
  keyId: z.string().min(1).max(80),
})
const pendingFileSchema = pendingOpenSchema.extend({ key: sealedSchema })
export type Pending = z.infer<typeof pendingOpenSchema>

const stationName = 'station.json'
const pendingName = 'station-pending.json'
export const stationFilePath = (dataDir: string): string => join(dataDir, keysFolder, stationName)
const pendingPath = (dataDir: string): string => join(dataDir, keysFolder, pendingName)

/** `absent` = this folder was never enrolled, or has to be again; `unreadable` = it is no such file. */
export function readStationFile(files: Files, dataDir: string): StationFile | 'absent' | 'unreadable' {
  return read(files, stationFilePath(dataDir), stationFileSchema)
}

/** The station as core works as it; null when the master key does not open it, or not with these words around it. */
export function openStationFile(
  { key, ...enrolment }: StationFile,
  masters: readonly Master[],
): { readonly station: StationSettings; readonly jwk: StationPrivateJwk; readonly by: Master } | null {
  const opened = openKey(enrolment, key, masters)
  if (opened === null) return null
  const { station: id, epoch, prefix, hall, desk } = enrolment.answer
  const station = { id, epoch, prefix, keyId: enrolment.keyId, privateKeyJwk: opened.jwk, hall, desk }
  return { station, ...opened }
}

/**
 * Durable when it returns; the pending key is part of it then and goes.
 * @throws NodeJS.ErrnoException
 */
export function writeStationFile(
  files: Files,
  dataDir: string,
  enrolment: Enrolment,
  jwk: StationPrivateJwk,
  master: Master,
): StationFile {
  const file = { ...enrolment, key: sealKey(enrolment, jwk, master) }
  write(files, dataDir, stationFilePath(dataDir), stationFileSchema.parse(file))
  files.remove(pendingPath(dataDir))
  return file
}

/** The key that went out with this code before, null when none did or it cannot be opened. */
export function readPending(
  files: Files,
  dataDir: string,
  secretHash: string,
  masters: readonly Master[],
): { readonly keyId: string; readonly jwk: StationPrivateJwk } | null {
  const file = read(files, pendingPath(dataDir), pendingFileSchema)
  if (typeof file === 'string' || file.secretHash !== secretHash) return null
  const { key, ...pending } = file
  const opened = openKey(pending, key, masters)
  return opened === null ? null : { keyId: pending.keyId, jwk: opened.jwk }
}

/** @throws NodeJS.ErrnoException */
export function writePending(
  files: Files,
  dataDir: string,
  pending: Pending,
  jwk: StationPrivateJwk,
  master: Master,
): void {
  write(files, dataDir, pendingPath(dataDir), { ...pending, key: sealKey(pending, jwk, master) })
}

const purpose = 'station-key'
const aadOf = (around: Enrolment | Pending): Buffer => Buffer.from(canonicalJson(around), 'utf8')

function sealKey(
  around: Enrolment | Pending,
  jwk: StationPrivateJwk,
  { key }: Master,
): z.infer<typeof sealedSchema> {
  const nonce = randomNonce()
  const sealed = seal(deriveKey(key, purpose), nonce, aadOf(around), Buffer.from(canonicalJson(jwk), 'utf8'))
  return { nonce: nonce.toString('base64'), sealed: sealed.toString('base64') }
}

function openKey(
  around: Enrolment | Pending,
  { nonce, sealed }: z.infer<typeof sealedSchema>,
  masters: readonly Master[],
): { readonly jwk: StationPrivateJwk; readonly by: Master } | null {
  for (const master of masters) {
    const key = deriveKey(master.key, purpose)
    const text = unseal(key, Buffer.from(nonce, 'base64'), aadOf(around), Buffer.from(sealed, 'base64'))
    if (text !== null) return { jwk: privateJwkSchema.parse(JSON.parse(text.toString('utf8'))), by: master }
  }
  return null
}

function read<T>(files: Files, path: string, schema: z.ZodType<T>): T | 'absent' | 'unreadable' {
  if (files.kind(path) !== 'file') return 'absent'
  try {
    return schema.safeParse(JSON.parse(files.read(path).toString('utf8'))).data ?? 'unreadable'
  } catch {
    return 'unreadable'
  }
}

function write(files: Files, dataDir: string, path: string, value: unknown): void {
  files.makeFolder(join(dataDir, keysFolder))
  files.writeAtomic(path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8'))
}
