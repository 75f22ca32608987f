import { createHash } from 'node:crypto'

/** SHA-256 as lower-case hex; a text counts as its UTF-8 bytes. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
