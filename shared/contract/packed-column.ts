import { z } from 'zod'
import type { Json } from './canonical'

/*
 * A column's values, as they are or packed. What is random costs a line most: hexadecimal digits and dashes take up to a
 * fifth more than the bytes they stand for, and running numbers and times repeat what the value before has said.
 */

/** The most texts that columns are made of. */
export const mostTexts = 200

/** JSON as it was read; checked where the text that it becomes is checked. */
export const jsonSchema: z.ZodType<Json> = z.json()

const bytesSchema = z.base64url().max(20_000)

export const columnSchema = z.union([
  z.array(jsonSchema).max(mostTexts),
  /** SHA-256 or HMAC in lower-case hex: their bytes (32 each), one after the other. */
  z.strictObject({ sha256: bytesSchema }),
  /** Lower-case UUIDs: their bytes (16 each), one after the other. */
  z.strictObject({ uuid: bytesSchema }),
  /** Whole numbers: the first one, then what each adds to the one before. */
  z.strictObject({ steps: z.array(z.number().int()).max(mostTexts) }),
])
export type Column = z.infer<typeof columnSchema>

const sha256 = /^[0-9a-f]{64}$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The shortest form of values; {@link valuesIn} gives them back. */
export function packed(values: readonly Json[]): Column {
  const plain = [...values]
  if (areTexts(plain, sha256)) return { sha256: bytesOf(plain) }
  if (areTexts(plain, uuid)) return { uuid: bytesOf(plain) }
  if (!areWhole(plain)) return plain
  const steps = plain.map((value, at) => value - (plain[at - 1] ?? 0))
  return steps.every(Number.isSafeInteger) && JSON.stringify(steps).length < JSON.stringify(plain).length
    ? { steps }
    : plain
}

/** What a column holds; null for bytes that are not a whole number of values. */
export function valuesIn(column: Column): readonly Json[] | null {
  if ('sha256' in column) return textsIn(column.sha256, 64, (hex) => hex)
  if ('uuid' in column) return textsIn(column.uuid, 32, dashed)
  if (!('steps' in column)) return column
  let value = 0
  return column.steps.map((step) => (value += step))
}

function areTexts(values: readonly Json[], form: RegExp): values is readonly string[] {
  return values.length > 0 && values.every((value) => typeof value === 'string' && form.test(value))
}

function areWhole(values: readonly Json[]): values is number[] {
  return values.length > 0 && values.every(Number.isSafeInteger)
}

function bytesOf(values: readonly string[]): string {
  return z.util.uint8ArrayToBase64url(z.util.hexToUint8Array(values.join('').replaceAll('-', '')))
}

function textsIn(bytes: string, digits: number, text: (hex: string) => string): readonly string[] | null {
  const hex = z.util.uint8ArrayToHex(z.util.base64urlToUint8Array(bytes))
  if (hex.length % digits !== 0) return null
  return Array.from({ length: hex.length / digits }, (_, at) =>
    text(hex.slice(at * digits, (at + 1) * digits)),
  )
}

function dashed(hex: string): string {
  const ends = [0, 8, 12, 16, 20, 32]
  return ends
    .slice(1)
    .map((end, at) => hex.slice(ends[at], end))
    .join('-')
}
