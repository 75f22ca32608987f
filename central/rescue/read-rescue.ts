import { rescueFileSchema, rescueText } from '../../shared/contract/rescue'
import type { RescueFile, RescueItem } from '../../shared/contract/rescue'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import { sha256 } from '../hash'
import type { ArrivedItem } from '../operations/operations'
import { contentOf } from '../stations/batch-head'

/** A rescue file that was checked through and through, its items in the order they are carried out. */
export interface Rescue {
  readonly file: RescueFile
  readonly items: readonly ArrivedItem[]
}

/** Why nothing of a file is looked at. */
export type RescueFileFailure = 'malformed' | 'another-version' | 'changed' | 'bad-item'

/** Checks the file's form, its hash, and that every payload is the canonical text of an operation of its station. */
export function readRescue(text: string): Result<Rescue, RescueFileFailure> {
  const value = parseJson(text)
  const read = rescueFileSchema.safeParse(value)
  if (!read.success) return fail(isOfAnotherVersion(value) ? 'another-version' : 'malformed')
  const { contentHash, ...content } = read.data
  if (sha256(rescueText(content)) !== contentHash) return fail('changed')
  const items: ArrivedItem[] = []
  for (const item of [...content.operations].sort(inOrder)) {
    const arrived = arrivedItem(read.data, item)
    if (arrived === null) return fail('bad-item')
    items.push(arrived)
  }
  if (new Set(items.map(({ id }) => id)).size < items.length) return fail('bad-item')
  return ok({ file: read.data, items })
}

/** An operation of a kind or version we do not know is kept with the others and parked, as in a batch (ADR 10). */
function arrivedItem(file: RescueFile, item: RescueItem): ArrivedItem | null {
  const content = contentOf(item.payload)
  if (content === null || sha256(item.payload) !== item.payloadHash) return null
  const { envelope, payload, unknown } = content
  const belongs =
    envelope.id === item.id &&
    envelope.realm === file.realm &&
    envelope.station === file.station &&
    envelope.epoch <= file.epoch &&
    // what a version we do not know calls its number is not ours to say
    (payload === null || payload.taken === item.taken)
  if (!belongs) return null
  const { payload: text, payloadHash, dispatch } = item
  const { id, station, epoch, body } = envelope
  return {
    id,
    station,
    kind: body.kind,
    payload,
    unknown,
    text,
    payloadHash,
    epoch,
    dispatch,
    records: [],
  }
}

/** As the counter would have sent them: those with a number by their numbers, then the others as they were taken. */
function inOrder(one: RescueItem, other: RescueItem): number {
  const [a, b] = [one.dispatch ?? Infinity, other.dispatch ?? Infinity]
  return a === b ? one.taken - other.taken : a - b
}

function isOfAnotherVersion(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Reflect.get(value, 'format') === rescueFileSchema.shape.format.value &&
    Reflect.get(value, 'version') !== rescueFileSchema.shape.version.value
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
