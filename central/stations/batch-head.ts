import type { JWK } from 'jose'
import { compactVerify, decodeProtectedHeader, errors } from 'jose'
import type { Batch, BatchHead } from '../../shared/contract/central'
import { batchHeadSchema } from '../../shared/contract/central'
import { canonicalJson } from '../../shared/contract/canonical'
import { linkBytes } from '../../shared/contract/link'
import type { PayloadEnvelope } from '../../shared/contract/operation'
import { operationPayloadSchema, payloadEnvelopeSchema } from '../../shared/contract/operation'
import { operationKinds } from '../../shared/domain/operation'
import type { OperationPayload } from '../../shared/domain/operation'
import { sha256 } from '../hash'
import type { ArrivedItem } from '../operations/operations'
import type { VerifiedPasswords } from '../verification/member-password'
import { noPasswords } from '../verification/member-password'

/** An item with what its link covers. */
export interface SignedItem extends ArrivedItem {
  readonly dispatch: number
  readonly recordsHash: string
}

/** The head as it claims to be: good for finding the station's key, for nothing else before {@link signatureHolds}. */
export function claimedHead(jws: string): BatchHead | null {
  const [, middle = ''] = jws.split('.')
  const parsed = batchHeadSchema.safeParse(parseJson(Buffer.from(middle, 'base64url').toString('utf8')))
  return parsed.success ? parsed.data : null
}

/** Whether the station's key made this compact JWS (EdDSA over Ed25519) under the key id its head names. */
export async function signatureHolds(
  jws: string,
  head: BatchHead,
  keyId: string,
  publicJwk: JWK,
): Promise<boolean> {
  try {
    if (head.keyId !== keyId || decodeProtectedHeader(jws).kid !== keyId) return false
    // jose keeps the imported key by the object: whoever asks with the same one again imports it once
    await compactVerify(jws, publicJwk, { algorithms: ['EdDSA'] })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false
    throw error
  }
}

/**
 * The items of a batch when they are what its head says: numbers without a gap from `first` to `last`, each payload the
 * canonical text of an operation of this station under its own id. Null when not.
 */
export function itemsOf(
  batch: Batch,
  head: BatchHead,
  passwords: VerifiedPasswords = noPasswords,
): readonly SignedItem[] | null {
  if (head.last - head.first + 1 !== batch.dispatch.length) return null
  const items: SignedItem[] = []
  for (const [index, dispatch] of batch.dispatch.entries()) {
    const text = batch.payload[index]
    const records = batch.records[index]
    if (dispatch !== head.first + index || text === undefined || records === undefined) return null
    const read = contentOf(text)
    if (read === null || !belongsTo(read.envelope, head) || read.envelope.id !== batch.id[index]) return null
    const recordsHash = sha256(canonicalJson(records))
    const { envelope, payload, unknown } = read
    const password = passwords.get(envelope.id)
    items.push({
      id: envelope.id,
      station: envelope.station,
      kind: envelope.body.kind,
      payload,
      unknown,
      text,
      payloadHash: sha256(text),
      epoch: head.epoch,
      dispatch,
      records,
      recordsHash,
      ...(password === undefined ? {} : { password }),
    })
  }
  return items
}

/** link[n] of every item, from `before` on (design.md section 5). */
export function linksOf(before: string, items: readonly SignedItem[]): readonly string[] {
  const links: string[] = []
  let link = before
  for (const { dispatch, payloadHash, recordsHash } of items) {
    link = sha256(linkBytes(link, dispatch, payloadHash, recordsHash))
    links.push(link)
  }
  return links
}

/** What a canonical text holds; `payload` null = an operation of a kind or version this centre does not know. */
export interface Content {
  readonly envelope: PayloadEnvelope
  readonly payload: OperationPayload | null
  readonly unknown: ArrivedItem['unknown']
}

const knownVersion = 1
const knownKinds: ReadonlySet<string> = new Set(operationKinds)

/**
 * Reads the canonical text of an operation; null when it is not one, or not canonical. A later version, or a kind we do
 * not have, is no fault of the station's: it is kept and parked (ADR 10). A kind and version we know must be well formed.
 */
export function contentOf(text: string): Content | null {
  const value = parseJson(text)
  const envelope = payloadEnvelopeSchema.safeParse(value)
  if (!envelope.success || canonicalJson(value) !== text) return null
  const { v, body } = envelope.data
  if (v > knownVersion)
    return { envelope: envelope.data, payload: null, unknown: 'operation.unknown-version' }
  if (!knownKinds.has(body.kind))
    return { envelope: envelope.data, payload: null, unknown: 'operation.unknown-kind' }
  const payload = operationPayloadSchema.safeParse(value)
  return payload.success ? { envelope: envelope.data, payload: payload.data, unknown: null } : null
}

/** An operation taken in an earlier epoch goes out under its old content; one of a later epoch cannot exist. */
function belongsTo(payload: PayloadEnvelope, head: BatchHead): boolean {
  return payload.realm === head.realm && payload.station === head.station && payload.epoch <= head.epoch
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
