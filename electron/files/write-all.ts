import type { Disk } from './disk'

/** Writes all of `bytes` at `offset` of the open file; the system may take them in parts. */
export function writeAll(disk: Disk, handle: number, bytes: Uint8Array, offset: number): void {
  let done = 0
  while (done < bytes.length) {
    done += disk.write(handle, bytes.subarray(done), offset + done)
  }
}
