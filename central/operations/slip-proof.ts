import { compactVerify, errors, importJWK } from 'jose'
import { z } from 'zod'
import { operationIdSchema, realmSchema, stationIdSchema } from '../../shared/contract/operation'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { Centre } from '../centre'
import { publicJwkSchema } from '../stations/register'

/** What the QR of a slip says of its operation (the counter's `compose-slip`); the rest of it is not looked at. */
const statementSchema = z.looseObject({
  v: z.literal('intl-1'),
  r: realmSchema,
  s: stationIdSchema,
  e: z.number().int().min(1),
  i: operationIdSchema,
  /** The member's name under the hall mask. */
  n: z.string().max(24),
})

/** What a station's slip vouches for: who printed it, and about whom (name under the hall mask). */
export interface ProvedSlip {
  readonly station: StationId
  readonly member: string
}

/** The slip about this operation that was shown, null when the statement is not one, or not of this realm. */
export async function provedSlip(
  { db, realm }: Centre,
  id: OperationId,
  jws: string,
): Promise<ProvedSlip | null> {
  const statement = claimedStatement(jws)
  if (statement === null || statement.i !== id || statement.r !== realm) return null
  const epoch = await db
    .selectFrom('station_epoch')
    .select('public_jwk')
    .where('station', '=', statement.s)
    .where('epoch', '=', statement.e)
    .executeTakeFirst()
  if (epoch === undefined) return null
  try {
    const key = await importJWK(publicJwkSchema.parse(epoch.public_jwk), 'EdDSA')
    await compactVerify(jws, key, { algorithms: ['EdDSA'] })
    return { station: statement.s, member: statement.n }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null
    throw error
  }
}

/** The station alone. */
export async function stationOfSlip(centre: Centre, id: OperationId, jws: string): Promise<StationId | null> {
  return (await provedSlip(centre, id, jws))?.station ?? null
}

function claimedStatement(jws: string): z.infer<typeof statementSchema> | null {
  const [, middle = ''] = jws.split('.')
  try {
    const parsed = statementSchema.safeParse(JSON.parse(Buffer.from(middle, 'base64url').toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
