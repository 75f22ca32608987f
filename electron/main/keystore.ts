import { createHash, createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { files } from '../files/files'
import { stationKeySchema } from '../../shared/contract/shell'

/** Practice has no secret worth a keychain; both files say what they are, and a live counter never reads them. */
const marked = { practice: z.literal(true), suite: z.literal('intl-1') }
const masterFileSchema = z.strictObject({ ...marked, key: z.base64().length(44) })
const jwkSchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  d: z.base64url().length(43),
  x: z.base64url().length(43),
})
const stationFileSchema = z.strictObject({
  ...marked,
  station: stationKeySchema.extend({ privateKeyJwk: jwkSchema }),
})

export type StationKey = z.infer<typeof stationFileSchema>['station']

export interface Keys {
  /** 32 bytes, base64. */
  readonly masterKey: string
  readonly station: StationKey
}

const keysFolder = 'keys'
const masterFile = 'practice-master.key'
const stationFile = 'practice-station.key'

/**
 * The keys of the practice folder, made on its first start.
 * @param dataDir the realm's data folder
 * @returns null when a key file cannot be read or is gone while there are data: nothing is made anew then, because
 *   the data could not be read with another key
 * @throws NodeJS.ErrnoException when the new files cannot be written
 */
export function openKeys(dataDir: string): Keys | null {
  const folder = join(dataDir, keysFolder)
  files.makeFolder(folder)
  const masterPath = join(folder, masterFile)
  const stationPath = join(folder, stationFile)
  if (isUnused(dataDir)) {
    if (!existsSync(masterPath)) writeJson(masterPath, newMaster())
    if (!existsSync(stationPath)) writeJson(stationPath, newStation())
  }
  const master = readJson(masterPath, masterFileSchema)
  const station = readJson(stationPath, stationFileSchema)
  if (master === null || station === null || !fits(station.station)) return null
  return { masterKey: master.key, station: station.station }
}

/** The public half, as the centre is told it. */
export function publicKeyOf({ privateKeyJwk: { kty, crv, x } }: StationKey): Record<string, string> {
  return { kty, crv, x }
}

/** Nothing but keys was ever written: a start that was cut short may be repeated. */
function isUnused(dataDir: string): boolean {
  return readdirSync(dataDir).every((name) => name === keysFolder)
}

function writeJson(path: string, value: unknown): void {
  files.writeAtomic(path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8'))
}

function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

function newMaster(): z.infer<typeof masterFileSchema> {
  return { practice: true, suite: 'intl-1', key: randomBytes(32).toString('base64') }
}

function newStation(): z.infer<typeof stationFileSchema> {
  const jwk = jwkSchema.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))
  const station = stationFileSchema.shape.station.parse({
    id: 'practice-1',
    epoch: 1,
    prefix: '0000',
    keyId: thumbprint(jwk),
    privateKeyJwk: jwk,
    hall: '练习大厅',
    desk: '1号窗口',
  })
  return { practice: true, suite: 'intl-1', station }
}

/** RFC 7638. */
function thumbprint({ kty, crv, x }: z.infer<typeof jwkSchema>): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
}

/** The key's two halves and its name belong together. */
function fits({ keyId, privateKeyJwk }: StationKey): boolean {
  try {
    const { x } = createPrivateKey({ key: privateKeyJwk, format: 'jwk' }).export({ format: 'jwk' })
    return x === privateKeyJwk.x && keyId === thumbprint(privateKeyJwk)
  } catch {
    return false
  }
}
