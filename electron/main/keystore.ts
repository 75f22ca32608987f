import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { files } from '../files/files'
import { stationKeySchema } from '../../shared/contract/shell'

/** Practice has no secret worth a keychain; the file says what it is, and a live counter never reads it. */
const marked = { practice: z.literal(true), suite: z.literal('intl-1') }
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

const keysFolder = 'keys'
const stationFile = 'practice-station.key'

/**
 * The station key of the practice folder, made on its first start. The master key is core's own
 * (`electron/core/keys`); main only asks the keychain for it.
 * @param dataDir the realm's data folder
 * @returns null when the file cannot be read or is gone while there are data: nothing is made anew then, because the
 *   centre knows this station by its key
 * @throws NodeJS.ErrnoException when the new file cannot be written
 */
export function openStationKey(dataDir: string): StationKey | null {
  const folder = join(dataDir, keysFolder)
  files.makeFolder(folder)
  const path = join(folder, stationFile)
  if (isUnused(dataDir) && !existsSync(path)) writeJson(path, newStation())
  const file = readJson(path, stationFileSchema)
  return file === null || !fits(file.station) ? null : file.station
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
