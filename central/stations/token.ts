import { randomUUID } from 'node:crypto'
import type { CryptoKey } from 'jose'
import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify, SignJWT } from 'jose'
import type { z } from 'zod'
import type { tokenAnswerSchema } from '../../shared/contract/enrolment'
import { assertionClaimsSchema, audienceOf } from '../../shared/contract/enrolment'
import { stationIdSchema } from '../../shared/contract/operation'
import type { StationId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { sha256 } from '../hash'
import type { CentreKeys } from '../keys/keys'
import { publicJwkSchema } from './register'
import { noteEndedEpoch } from './ended-epoch'

/** How long a station's assertion may be good for. */
const assertionLifeS = 300
/** Clocks of two machines that are set right differ by less. */
const toleranceS = 30
/** How long a token is good for. */
export const tokenLifeS = 600

export type TokenFailure = {
  readonly code:
    'sync.bad-assertion' | 'sync.assertion-replayed' | 'sync.unknown-station' | 'sync.epoch-ended'
}
type TokenAnswer = z.infer<typeof tokenAnswerSchema>

/** Whom a token speaks for. */
export interface Bearer {
  readonly station: StationId
  readonly epoch: number
}

/**
 * A token for an assertion (private_key_jwt, RFC 7523): signed by the key of the station's current epoch, meant for this
 * centre and realm, at most five minutes long, good once.
 */
export async function issueToken(
  centre: Centre,
  keys: CentreKeys,
  assertion: string,
): Promise<Result<TokenAnswer, TokenFailure>> {
  const claimed = claimedOf(assertion)
  if (claimed === null) return fail({ code: 'sync.bad-assertion' })
  const { db, clock } = centre
  const epochs = await db
    .selectFrom('station_epoch')
    .select(['epoch', 'key_id', 'public_jwk'])
    .where('station', '=', claimed.station)
    .orderBy('epoch', 'desc')
    .execute()
  const [newest] = epochs
  if (newest === undefined) return fail({ code: 'sync.unknown-station' })
  const signer = epochs.find(({ key_id: keyId }) => keyId === claimed.keyId)
  if (signer === undefined) return fail({ code: 'sync.bad-assertion' })
  const claims = await verifiedClaims(centre, keys, assertion, signer.public_jwk)
  if (claims === null) return fail({ code: 'sync.bad-assertion' })
  const { station } = claimed
  if (signer.epoch !== newest.epoch) {
    await noteEndedEpoch(centre, station, signer.epoch)
    return fail({ code: 'sync.epoch-ended' })
  }
  if (!(await isFirstUse(centre, station, claims))) return fail({ code: 'sync.assertion-replayed' })
  return ok({
    access_token: await newToken(keys, centre.realm, { station, epoch: newest.epoch }, clock.now()),
    token_type: 'Bearer',
    expires_in: tokenLifeS,
  })
}

/** Signs a token for a station that has shown who it is. */
export function newToken(
  keys: CentreKeys,
  realm: Centre['realm'],
  { station, epoch }: Bearer,
  at: number,
): Promise<string> {
  const now = Math.floor(at / 1000)
  return new SignJWT({ epoch })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: keys.centreId })
    .setIssuer(keys.centreId)
    .setAudience(audienceOf(realm, keys.centreId))
    .setSubject(station)
    .setIssuedAt(now)
    .setExpirationTime(now + tokenLifeS)
    .setJti(randomUUID())
    .sign(keys.signingKey)
}

/** Whom a token speaks for, as this centre signed it for this realm; says when it has only run out. */
export async function readToken(
  keys: CentreKeys,
  realm: Centre['realm'],
  token: string,
  at: number,
): Promise<Result<Bearer & { readonly expiresAt: number }, 'sync.token-needed' | 'sync.token-expired'>> {
  try {
    const { payload } = await jwtVerify(token, keys.signingPublicKey, {
      algorithms: ['EdDSA'],
      typ: 'at+jwt',
      issuer: keys.centreId,
      audience: audienceOf(realm, keys.centreId),
      requiredClaims: ['sub', 'exp', 'epoch'],
      currentDate: new Date(at),
    })
    const station = stationIdSchema.safeParse(payload.sub)
    const { epoch, exp } = payload
    if (!station.success || typeof epoch !== 'number' || exp === undefined) return fail('sync.token-needed')
    return ok({ station: station.data, epoch, expiresAt: exp * 1000 })
  } catch (error) {
    if (error instanceof errors.JWTExpired) return fail('sync.token-expired')
    if (error instanceof errors.JOSEError || error instanceof TypeError) return fail('sync.token-needed')
    throw error
  }
}

/** What an assertion says of itself: good for finding the key, for nothing else. */
function claimedOf(assertion: string): { readonly station: StationId; readonly keyId: string } | null {
  try {
    const station = stationIdSchema.safeParse(decodeJwt(assertion).sub)
    const { kid } = decodeProtectedHeader(assertion)
    return station.success && typeof kid === 'string' ? { station: station.data, keyId: kid } : null
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError)
      return null
    throw error
  }
}

type Claims = z.infer<typeof assertionClaimsSchema>

async function verifiedClaims(
  { realm, clock }: Centre,
  { centreId }: CentreKeys,
  assertion: string,
  publicJwk: unknown,
): Promise<Claims | null> {
  const key: CryptoKey | Uint8Array = await importJWK(publicJwkSchema.parse(publicJwk), 'EdDSA')
  const now = clock.now()
  try {
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: ['EdDSA'],
      audience: audienceOf(realm, centreId),
      clockTolerance: toleranceS,
      currentDate: new Date(now),
    })
    const claims = assertionClaimsSchema.safeParse(payload)
    if (!claims.success || claims.data.iss !== claims.data.sub) return null
    const { iat, exp } = claims.data
    const early = iat > now / 1000 + toleranceS
    return early || exp - iat > assertionLifeS || exp <= iat ? null : claims.data
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null
    throw error
  }
}

/** Spends the assertion at all instances; what has expired is refused by its date and forgotten here. */
async function isFirstUse({ db, clock }: Centre, station: StationId, claims: Claims): Promise<boolean> {
  await db.deleteFrom('assertion').where('expires_at', '<', clock.now()).execute()
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('assertion')
    .values({
      jti_hash: sha256(`${station} ${claims.jti}`),
      expires_at: (claims.exp + toleranceS + 1) * 1000,
    })
    .onConflict((on) => on.column('jti_hash').doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}
