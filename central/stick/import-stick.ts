import { CompactSign, compactDecrypt, compactVerify, errors, importJWK } from 'jose'
import { canonicalJson } from '../../shared/contract/canonical'
import type { StickAnswer, StickContent } from '../../shared/contract/stick'
import { stickContentSchema } from '../../shared/contract/stick'
import { shanghaiDate } from '../../shared/domain/china-time'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { allowedMedia } from '../../shared/domain/stick-rules'
import type { Centre } from '../centre'
import { sha256 } from '../hash'
import type { CentreKeys } from '../keys/keys'
import type { Db } from '../schema'
import { workThrough } from '../stations/batch'
import { publicJwkSchema } from '../stations/register'

export type StickFailure =
  | {
      readonly code: 'stick.unreadable' | 'stick.bad-signature' | 'stick.not-allowed' | 'stick.other-content'
    }
  | { readonly code: 'sync.unknown-station' | 'sync.wrong-realm' | 'sync.epoch-ended' }
  /** A file before this one never came: `number` is the one to bring. */
  | { readonly code: 'stick.missing'; readonly number: number }

export interface StickTaken {
  readonly content: StickContent
  /** The file came before: nothing was done now, the answer is the one it got then. */
  readonly again: boolean
  readonly answer: string
}

/**
 * Takes a stick's file: the same code as on the line works its batches through, and the answer to carry back is kept. Off
 * unless the pack in force allows it for this station, day and medium. A run that was cut off is done again: batches are
 * answered the same however often they come.
 */
export async function importStick(
  centre: Centre,
  keys: Pick<CentreKeys, 'decryptionKey' | 'signingKey' | 'centreId' | 'pinned'>,
  file: string,
  by: string,
): Promise<Result<StickTaken, StickFailure>> {
  const opened = await openFile(centre.db, keys, file)
  if (!opened.ok) return opened
  const { content, text } = opened.value
  const refused = await whyNot(centre, content)
  if (refused !== null) return fail(refused)
  const contentHash = sha256(text)
  const before = await takenBefore(centre.db, content, contentHash)
  if (!before.ok) return before
  if (before.value !== null) return ok({ content, again: true, answer: before.value })
  const batches: StickAnswer['batches'] = []
  for (const batch of content.batches) {
    const worked = await workThrough(centre, batch)
    batches.push(
      worked.ok ? { ok: true, results: [...worked.value.results] } : { ok: false, code: worked.error.code },
    )
  }
  const { realm, station, epoch, number, medium } = content
  const at = centre.clock.now()
  const answer = await signed(keys, {
    format: 'wallet-counter/stick-answer',
    version: 1,
    suite: 'intl-1',
    realm,
    station,
    epoch,
    number,
    contentHash,
    at,
    batches,
  })
  await centre.db
    .insertInto('stick_file')
    .values({ content_hash: contentHash, station, epoch, number, medium, answer, imported_by: by, at })
    .execute()
  return ok({ content, again: false, answer })
}

/** Nothing of a file is believed before the station's own key is seen to have signed it. */
async function openFile(
  db: Db,
  { decryptionKey, pinned }: Pick<CentreKeys, 'decryptionKey' | 'pinned'>,
  file: string,
): Promise<Result<{ readonly content: StickContent; readonly text: string }, StickFailure>> {
  const jws = await decrypted(file, decryptionKey, pinned.encryption.keyId)
  const [, middle = ''] = jws?.split('.') ?? []
  const text = Buffer.from(middle, 'base64url').toString('utf8')
  const parsed = stickContentSchema.safeParse(parseJson(text))
  if (jws === null || !parsed.success || canonicalJson(parsed.data) !== text)
    return fail({ code: 'stick.unreadable' })
  const station = await db
    .selectFrom('station')
    .select(['key_id', 'public_jwk', 'epoch'])
    .where('id', '=', parsed.data.station)
    .executeTakeFirst()
  if (station === undefined) return fail({ code: 'sync.unknown-station' })
  if (station.epoch !== parsed.data.epoch) return fail({ code: 'sync.epoch-ended' })
  const holds = await signatureHolds(jws, station.key_id, publicJwkSchema.parse(station.public_jwk))
  return holds ? ok({ content: parsed.data, text }) : fail({ code: 'stick.bad-signature' })
}

async function decrypted(
  file: string,
  key: CentreKeys['decryptionKey'],
  keyId: string,
): Promise<string | null> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(file, key, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    const { kid, typ } = protectedHeader
    if (kid !== keyId || typ !== 'stick' || protectedHeader['suite'] !== 'intl-1') return null
    return new TextDecoder().decode(plaintext)
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException)
      return null
    throw error
  }
}

async function signatureHolds(
  jws: string,
  keyId: string,
  jwk: Parameters<typeof importJWK>[0],
): Promise<boolean> {
  try {
    const { protectedHeader } = await compactVerify(jws, await importJWK(jwk, 'EdDSA'), {
      algorithms: ['EdDSA'],
    })
    return protectedHeader.kid === keyId
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    throw error
  }
}

/** Why this centre takes no stick of this station now; null when it does. */
async function whyNot({ realm, packs, clock }: Centre, content: StickContent): Promise<StickFailure | null> {
  if (content.realm !== realm) return { code: 'sync.wrong-realm' }
  const media = allowedMedia(packs.current, content.station, shanghaiDate(clock.now()))
  return media.includes(content.medium) ? null : { code: 'stick.not-allowed' }
}

/** The answer this very file got before, null for the next one in order. */
async function takenBefore(
  db: Db,
  { station, epoch, number }: StickContent,
  contentHash: string,
): Promise<Result<string | null, StickFailure>> {
  const rows = await db
    .selectFrom('stick_file')
    .select(['number', 'content_hash', 'answer'])
    .where('station', '=', station)
    .where('epoch', '=', epoch)
    .orderBy('number')
    .execute()
  const same = rows.find((row) => row.number === number)
  if (same !== undefined)
    return same.content_hash === contentHash ? ok(same.answer) : fail({ code: 'stick.other-content' })
  const next = (rows.at(-1)?.number ?? 0) + 1
  return number === next ? ok(null) : fail({ code: 'stick.missing', number: next })
}

function signed(
  { signingKey, centreId }: Pick<CentreKeys, 'signingKey' | 'centreId'>,
  answer: StickAnswer,
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(canonicalJson(answer)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'stick-answer', suite: 'intl-1', kid: centreId })
    .sign(signingKey)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
