import { randomBytes } from 'node:crypto'
import {
  secretBytes,
  secretOf,
  shortThumbprint,
  writeEnrolmentCode,
} from '../../shared/domain/enrolment-code'
import type { StationId } from '../../shared/domain/ids'
import type { Centre } from '../centre'
import { sha256 } from '../hash'
import type { CentreKeys } from '../keys/keys'

export interface CodeRequest {
  /** A new station, or one that lost its key, was restored or was moved to another computer. */
  readonly station: StationId
  readonly hall: string
  readonly desk: string
  /** The township it serves: its people are the station's own list. Null = no single one. */
  readonly township: string | null
  /** Who makes the code; kept. */
  readonly by: string
  readonly hours: number
}

const hourMs = 3_600_000

/** Makes a code that enrols one station of this centre's realm once, until it expires. Only its hash is kept. */
export async function makeEnrolCode(
  { db, clock, realm }: Centre,
  keys: CentreKeys,
  { station, hall, desk, township, by, hours }: CodeRequest,
): Promise<{ readonly code: string; readonly expiresAt: number }> {
  const secret = secretOf(randomBytes(secretBytes))
  const at = clock.now()
  const expiresAt = at + hours * hourMs
  await db
    .insertInto('enrol_code')
    .values({
      secret_hash: sha256(secret),
      station,
      hall,
      desk,
      township,
      made_by: by,
      made_at: at,
      expires_at: expiresAt,
    })
    .execute()
  const thumbprint = shortThumbprint(Buffer.from(keys.pinned.tlsThumbprint, 'hex'))
  return { code: writeEnrolmentCode(realm, { secret, thumbprint }), expiresAt }
}
