import type { JWK } from 'jose'
import { compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose'
import type { Batch, BatchHead } from '../../shared/contract/central'
import { batchHeadSchema } from '../../shared/contract/central'
import { canonicalJson } from '../../shared/contract/canonical'
import { linkBytes } from '../../shared/contract/link'
import { operationPayloadSchema } from '../../shared/contract/operation'
import type { OperationPayload } from '../../shared/domain/operation'
import { sha256 } from '../hash'
import type { ArrivedItem } from '../operations/operations'

/** An item with what its link covers. */
export interface SignedItem extends ArrivedItem {
  readonly dispatch: number
  readonly records: readonly string[]
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
    await compactVerify(jws, await importJWK(publicJwk, 'EdDSA'), { algorithms: ['EdDSA'] })
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
export function itemsOf(batch: Batch, head: BatchHead): readonly SignedItem[] | null {
  if (head.last - head.first + 1 !== batch.dispatch.length) return null
  const items: SignedItem[] = []
  for (const [index, dispatch] of batch.dispatch.entries()) {
    const text = batch.payload[index]
    const records = batch.records[index]
    if (dispatch !== head.first + index || text === undefined || records === undefined) return null
    const payload = payloadOf(text)
    if (payload === null || !belongsTo(payload, head) || payload.id !== batch.id[index]) return null
    const recordsHash = sha256(canonicalJson(records))
    items.push({
      payload,
      text,
      payloadHash: sha256(text),
      epoch: head.epoch,
      dispatch,
      records,
      recordsHash,
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

/** The operation in a canonical text, null when it is not one, or not canonical. */
export function payloadOf(text: string): OperationPayload | null {
  const value = parseJson(text)
  const parsed = operationPayloadSchema.safeParse(value)
  return parsed.success && canonicalJson(value) === text ? parsed.data : null
}

/** An operation taken in an earlier epoch goes out under its old content; one of a later epoch cannot exist. */
function belongsTo(payload: OperationPayload, head: BatchHead): boolean {
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
