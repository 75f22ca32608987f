/**
 * The bytes whose SHA-256 is link[n] of the dispatch chain (design.md section 5):
 * link[n-1] (32) ‖ n (8, big endian) ‖ payloadHash[n] (32) ‖ recordsHash[n] (32).
 * Hashes are lower-case hex. recordsHash is the SHA-256 of the RFC 8785 text of the item's records, `[]` for none.
 */
export function linkBytes(
  before: string,
  dispatch: number,
  payloadHash: string,
  recordsHash: string,
): Uint8Array {
  const bytes = new Uint8Array(104)
  bytes.set(fromHex(before), 0)
  new DataView(bytes.buffer).setBigUint64(32, BigInt(dispatch))
  bytes.set(fromHex(payloadHash), 40)
  bytes.set(fromHex(recordsHash), 72)
  return bytes
}

function fromHex(hash: string): Uint8Array {
  const bytes = new Uint8Array(32)
  for (let i = 0; i < 32; i++) bytes[i] = Number.parseInt(hash.slice(2 * i, 2 * i + 2), 16)
  return bytes
}
