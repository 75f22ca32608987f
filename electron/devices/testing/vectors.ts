import { readFileSync } from 'node:fs'
import { z } from 'zod'

const vectorsSchema = z.object({
  vectors: z.array(
    z.object({
      name: z.string(),
      layer: z.string(),
      direction: z.string(),
      valid: z.boolean(),
      hex: z.string(),
    }),
  ),
})

export interface SamVector {
  name: string
  layer: string
  direction: string
  valid: boolean
  bytes: Uint8Array
}

/** The collected byte vectors of the SAM protocol. */
export const samVectors: SamVector[] = vectorsSchema
  .parse(JSON.parse(readFileSync(new URL('../sam/fixtures/sam-vectors.json', import.meta.url), 'utf8')))
  .vectors.map(({ hex, ...vector }) => ({ ...vector, bytes: Uint8Array.from(Buffer.from(hex, 'hex')) }))

/** The bytes of the vector of that name. */
export function vectorBytes(name: string): Uint8Array {
  const vector = samVectors.find((one) => one.name === name)
  if (vector === undefined) throw new Error(`no vector ${name}`)
  return vector.bytes
}
