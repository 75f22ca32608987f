import { join } from 'node:path'
import { z } from 'zod'
import type { StationId } from '../../shared/domain/ids'
import type { Files } from '../files/files'
import { randomNonce, seal, unseal } from './crypto'
import { readJsonFile } from './json-file'

/** In the data folder: what telephone codes are checked with, sealed under a key of the master key. */
export const approvalSecretFile = 'approval-secret.json'

const fileSchema = z.strictObject({
  suite: z.literal('intl-1'),
  station: z.string(),
  epoch: z.number().int(),
  nonce: z.base64(),
  sealed: z.base64(),
})

/** The station's approval secret (ADR 34); one of another epoch is none, the centre has another one then. */
export interface ApprovalSecret {
  /** Its 32 bytes, null where the centre was not asked yet. */
  read(): Buffer | null
  /** @param secret base64url, as the centre says it; a disk that refuses keeps it for this run only */
  keep(secret: string): void
}

/**
 * @param key a key of its own, derived from the master key
 * @param log hears of a file that cannot be used: it is asked for anew
 */
export function approvalSecret(
  files: Pick<Files, 'writeAtomic'>,
  dataDir: string,
  of: { readonly station: StationId; readonly epoch: number },
  key: Uint8Array,
  log: (level: 'warn', code: string) => void,
): ApprovalSecret {
  const path = join(dataDir, approvalSecretFile)
  const aad = Buffer.from(`approval-secret intl-1 ${of.station} ${String(of.epoch)}`, 'utf8')
  let known = readKept()

  function readKept(): Buffer | null {
    const file = readJsonFile(path)
    if (file === null) return null
    const { data } = fileSchema.safeParse(file.json)
    if (data === undefined) {
      log('warn', 'approval-secret.file-not-used')
      return null
    }
    const secret = unseal(key, Buffer.from(data.nonce, 'base64'), aad, Buffer.from(data.sealed, 'base64'))
    if (secret === null) log('warn', 'approval-secret.of-another-epoch')
    return secret
  }

  return {
    read: () => known,
    keep(secret) {
      known = Buffer.from(secret, 'base64url')
      const nonce = randomNonce()
      const sealed = seal(key, nonce, aad, known).toString('base64')
      const file = { suite: 'intl-1', ...of, nonce: nonce.toString('base64'), sealed }
      try {
        files.writeAtomic(path, Buffer.from(JSON.stringify(file)))
      } catch {
        log('warn', 'approval-secret.not-kept')
      }
    },
  }
}
