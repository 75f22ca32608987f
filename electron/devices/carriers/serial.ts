import type { Carrier } from './carrier'

/** A stream of bytes in pieces of any size: nothing to add, nothing to take away. */
export const serial: Carrier = {
  reportsOf: (frame) => [frame],
  createReceiver: () => ({ take: (bytes) => bytes, reset: () => undefined }),
  acknowledgement: undefined,
}
