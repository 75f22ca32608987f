import { writeSync } from 'node:fs'

/**
 * Writes all of `bytes` at `offset` of the open file; the system may take them in parts.
 * @throws NodeJS.ErrnoException
 */
export function writeAll(handle: number, bytes: Uint8Array, offset: number): void {
  let done = 0
  while (done < bytes.length) {
    done += writeSync(handle, bytes, done, bytes.length - done, offset + done)
  }
}
