import { sql } from 'kysely'
import { compactVerify, errors, importJWK } from 'jose'
import { canonicalJson } from '../../shared/contract/canonical'
import type { ChainHead, EnrolAnswer, EnrolRequest } from '../../shared/contract/enrolment'
import { enrolRequestSchema } from '../../shared/contract/enrolment'
import type { StationId } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { activeClerks } from '../clerks/clerks'
import { inTransaction } from '../database'
import { sha256 } from '../hash'
import { recordIncident } from '../incidents'
import type { CentreKeys } from '../keys/keys'
import type { Tables, Tx } from '../schema'
import { freePrefix, keepEpoch, linkAt } from './epochs'
import { lockStation } from './lock-station'
import { publicJwkSchema } from './register'

export type EnrolFailure =
  | {
      readonly code:
        | 'enrol.unknown-code'
        | 'enrol.code-used'
        | 'enrol.code-expired'
        | 'enrol.wrong-realm'
        | 'enrol.bad-proof'
        | 'enrol.other-station'
        | 'enrol.key-used'
        | 'enrol.no-prefix-left'
        | 'sync.bad-link'
    }
  | { readonly code: 'sync.centre-behind'; readonly newest: number }

type Code = Pick<Tables['enrol_code'], 'station' | 'hall' | 'desk' | 'township' | 'expires_at'> & {
  readonly id: number
}

/**
 * Enrols a station by its code: a new one, or one that begins a new epoch because its key was lost or it was restored.
 * The code is spent in the transaction that begins the epoch; the same request again, should its answer have been lost,
 * is answered the same. A station that knows of more than the centre does not go on: the centre was set back.
 */
export async function enrol(
  centre: Centre,
  keys: CentreKeys,
  jws: string,
): Promise<Result<EnrolAnswer, EnrolFailure>> {
  const request = await provenRequest(jws)
  if (request === null) return fail({ code: 'enrol.bad-proof' })
  if (request.realm !== centre.realm) return fail({ code: 'enrol.wrong-realm' })
  return inTransaction(centre.db, async (tx) => {
    const code = await tx
      .selectFrom('enrol_code')
      .select(['id', 'station', 'hall', 'desk', 'township', 'expires_at'])
      .where('secret_hash', '=', sha256(request.secret))
      .forUpdate()
      .executeTakeFirst()
    if (code === undefined) return fail({ code: 'enrol.unknown-code' })
    if (request.station !== undefined && request.station !== code.station)
      return fail({ code: 'enrol.other-station' })
    const used = await tx
      .selectFrom('enrolment')
      .select(['epoch', 'key_id'])
      .where('code_id', '=', code.id)
      .executeTakeFirst()
    if (used === undefined) {
      const begun = await begin(centre, tx, code, request)
      return begun.ok ? ok(await answer(centre, keys, tx, code.station, begun.value)) : begun
    }
    return (await isKeyOf(tx, code.station, used.epoch, request))
      ? ok(await answer(centre, keys, tx, code.station, used.epoch))
      : fail({ code: 'enrol.code-used' })
  })
}

/** The request when the key it names signed it, word for word; null when not. */
async function provenRequest(jws: string): Promise<EnrolRequest | null> {
  try {
    const [, middle = ''] = jws.split('.')
    const text = Buffer.from(middle, 'base64url').toString('utf8')
    const parsed = enrolRequestSchema.safeParse(JSON.parse(text))
    if (!parsed.success || canonicalJson(parsed.data) !== text) return null
    const key = await importJWK(parsed.data.publicKeyJwk, 'EdDSA')
    const { protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA'] })
    return protectedHeader.kid === parsed.data.keyId ? parsed.data : null
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError)
      return null
    // a point that is not on the curve
    if (error instanceof DOMException) return null
    throw error
  }
}

async function isKeyOf(
  tx: Tx,
  station: StationId,
  epoch: number,
  { keyId, publicKeyJwk }: EnrolRequest,
): Promise<boolean> {
  const row = await tx
    .selectFrom('station_epoch')
    .select(['key_id', 'public_jwk'])
    .where('station', '=', station)
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow()
  return row.key_id === keyId && publicJwkSchema.parse(row.public_jwk).x === publicKeyJwk.x
}

/** Begins the epoch; returns its number. */
async function begin(
  centre: Centre,
  tx: Tx,
  code: Code,
  request: EnrolRequest,
): Promise<Result<number, EnrolFailure>> {
  const at = centre.clock.now()
  if (code.expires_at <= at) return fail({ code: 'enrol.code-expired' })
  if (await isKeyUsed(tx, request)) return fail({ code: 'enrol.key-used' })
  const before = await headOf(tx, code.station)
  const unlike = await knownFailure(centre, tx, code.station, before, request.known)
  if (unlike !== null) return fail(unlike)
  const prefix = await freePrefix(tx)
  if (prefix === null) return fail({ code: 'enrol.no-prefix-left' })
  const epoch = (before?.epoch ?? 0) + 1
  await startEpoch(centre, tx, code, { request, epoch, prefix, before, at })
  await tx
    .insertInto('enrolment')
    .values({
      code_id: code.id,
      station: code.station,
      epoch,
      key_id: request.keyId,
      known: request.known === null ? null : JSON.stringify(request.known),
      at,
    })
    .execute()
  return ok(epoch)
}

/** Where the station's chain ends at the centre, nobody else working for it from here on; null for a new station. */
async function headOf(tx: Tx, id: StationId): Promise<ChainHead | null> {
  const known = await tx.selectFrom('station').select('id').where('id', '=', id).executeTakeFirst()
  if (known === undefined) return null
  const { epoch, next_dispatch: next, link } = await lockStation(tx, id)
  return { epoch, number: next - 1, link }
}

/** Whether any station ever had this key, in any epoch. */
async function isKeyUsed(tx: Tx, { publicKeyJwk }: EnrolRequest): Promise<boolean> {
  const { rows } = await sql`
    select 1 from station_epoch where public_jwk ->> 'x' = ${publicKeyJwk.x} limit 1`.execute(tx)
  return rows.length > 0
}

/** Why what the counter knows does not fit what the centre has; null when it does. */
async function knownFailure(
  { clock }: Centre,
  tx: Tx,
  station: StationId,
  ours: ChainHead | null,
  known: ChainHead | null,
): Promise<EnrolFailure | null> {
  if (known === null) return null
  if (ours === null) return { code: 'sync.centre-behind', newest: 0 }
  const beyond = known.epoch > ours.epoch || (known.epoch === ours.epoch && known.number > ours.number)
  const link = beyond ? null : await linkAt(tx, station, known)
  if (link === known.link) return null
  const details = { known: { epoch: known.epoch, number: known.number }, ours: ours.number }
  const kind = beyond ? 'centre-behind' : 'two-writers'
  await recordIncident(tx, { kind, station, operationId: null, details, at: clock.now() })
  return beyond ? { code: 'sync.centre-behind', newest: ours.number } : { code: 'sync.bad-link' }
}

async function startEpoch(
  { realm }: Centre,
  tx: Tx,
  { station, hall, desk, township }: Code,
  begun: {
    readonly request: EnrolRequest
    readonly epoch: number
    readonly prefix: string
    readonly before: ChainHead | null
    readonly at: number
  },
): Promise<void> {
  const { request, epoch, prefix, before, at } = begun
  const { keyId, publicKeyJwk } = request
  const row = { key_id: keyId, public_jwk: JSON.stringify(publicKeyJwk), epoch, prefix, hall, desk, township }
  if (before === null)
    await tx
      .insertInto('station')
      .values({ id: station, realm, ...row })
      .execute()
  const link = await keepEpoch(tx, realm, { station, epoch, keyId, publicKeyJwk, prefix, before, at })
  await tx
    .updateTable('station')
    .set({ ...row, link, first_link: link, next_dispatch: 1 })
    .where('id', '=', station)
    .execute()
}

/** What a station of this epoch needs to know; the same however often it asks. */
async function answer(
  { realm, clock }: Centre,
  keys: CentreKeys,
  tx: Tx,
  id: StationId,
  epoch: number,
): Promise<EnrolAnswer> {
  const station = await tx
    .selectFrom('station')
    .select(['hall', 'desk'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const begun = await tx
    .selectFrom('station_epoch')
    .selectAll()
    .where('station', '=', id)
    .where('epoch', '=', epoch)
    .executeTakeFirstOrThrow()
  const { before_epoch: beforeEpoch, before_number: number, before_link: link } = begun
  return {
    suite: 'intl-1',
    realm,
    centre: keys.centreId,
    station: id,
    epoch,
    prefix: begun.prefix,
    ...station,
    before:
      beforeEpoch === null || number === null || link === null ? null : { epoch: beforeEpoch, number, link },
    firstLink: begun.first_link,
    keys: keys.pinned,
    clerks: [...(await activeClerks(tx))],
    at: clock.now(),
  }
}
