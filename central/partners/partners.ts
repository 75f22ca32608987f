import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose'
import type { z } from 'zod'
import { canonicalJson } from '../../shared/contract/canonical'
import { ed25519JwkSchema } from '../../shared/contract/enrolment'
import type { PartnerMessage } from '../../shared/contract/partner'
import type { OperationId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import type { Db, Tables, Tx } from '../schema'

export interface Partner {
  readonly id: string
  readonly kind: Tables['partner']['kind']
  /** The code of the institution it speaks for; null for the tax side. */
  readonly institution: string | null
}

export type SignInFailure =
  'message.malformed' | 'partner.bad-signature' | 'partner.not-allowed' | 'sync.wrong-realm'

export interface Told<Message> {
  readonly partner: Partner
  readonly message: Message
  /** Keeps the signed message in the transaction that does what it says. */
  readonly keep: (tx: Tx) => Promise<void>
}

/**
 * Reads a signed message of a partner of this kind. Nothing of it counts before the signature of the partner's registered
 * key holds over the very bytes.
 */
export async function readMessage<Message extends PartnerMessage>(
  { db, realm, clock }: Centre,
  jws: string,
  schema: z.ZodType<Message>,
  kind: Partner['kind'],
): Promise<Result<Told<Message>, SignInFailure>> {
  const signed = await signedText(db, jws)
  if (signed === null) return fail('partner.bad-signature')
  const { partner, text } = signed
  if (partner.kind !== kind) return fail('partner.not-allowed')
  const parsed = schema.safeParse(JSON.parse(text))
  if (!parsed.success || canonicalJson(parsed.data) !== text || parsed.data.partner !== partner.id)
    return fail('message.malformed')
  if (parsed.data.realm !== realm) return fail('sync.wrong-realm')
  const message = parsed.data
  const operationId: OperationId | null = message.purpose === 'answer-premium' ? message.operationId : null
  return ok({
    partner,
    message,
    keep: async (tx) => {
      await tx
        .insertInto('partner_message')
        .values({
          partner: partner.id,
          purpose: message.purpose,
          operation_id: operationId,
          jws,
          at: clock.now(),
        })
        .execute()
    },
  })
}

/** The text a registered partner signed; null for anything else. */
async function signedText(
  db: Db,
  jws: string,
): Promise<{ readonly partner: Partner; readonly text: string } | null> {
  try {
    const { kid } = decodeProtectedHeader(jws)
    if (kid === undefined) return null
    const row = await db
      .selectFrom('partner')
      .selectAll()
      .where('id', '=', kid)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (row === undefined) return null
    const key = await importJWK(ed25519JwkSchema.parse(row.public_jwk), 'EdDSA')
    const { payload } = await compactVerify(jws, key, { algorithms: ['EdDSA'] })
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload)
    JSON.parse(text)
    return { partner: { id: row.id, kind: row.kind, institution: row.institution }, text }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError)
      return null
    throw error
  }
}

export interface Registration extends Partner {
  readonly publicKeyJwk: z.infer<typeof ed25519JwkSchema>
  /** Who registers it; kept. */
  readonly by: string
  readonly at: number
}

/** Makes a partner's key known; a name or a key that was given once is never given to another. */
export async function registerPartner(
  db: Db,
  { id, kind, institution, publicKeyJwk, by, at }: Registration,
): Promise<Result<null, 'name-or-key-used' | 'unknown-institution'>> {
  if (institution !== null) {
    const known = await db
      .selectFrom('institution')
      .select('code')
      .where('code', '=', institution)
      .executeTakeFirst()
    if (known === undefined) return fail('unknown-institution')
  }
  const made = await db
    .insertInto('partner')
    .values({
      id,
      kind,
      institution,
      public_jwk: JSON.stringify(publicKeyJwk),
      made_by: by,
      made_at: at,
      ended_at: null,
    })
    .onConflict((on) => on.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made === undefined ? fail('name-or-key-used') : ok(null)
}

/** From here on nothing of this partner is taken; false when there is none that works. */
export async function endPartner(db: Db, id: string, at: number): Promise<boolean> {
  const ended = await db
    .updateTable('partner')
    .set({ ended_at: at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return ended !== undefined
}
