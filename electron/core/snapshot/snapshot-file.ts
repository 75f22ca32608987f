import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atSchema, hashSchema, realmSchema, stationIdSchema } from '../../../shared/contract/operation'
import { seal, sha256Bytes, tagBytes, unseal } from '../crypto'

/* A snapshot, byte by byte: docs/journal-format.md section 7. */
export const snapshotHeaderBytes = 1024
const magic = Buffer.from('WCS1', 'latin1')
const chunkBytes = 1024 * 1024
/** Read from the disk in one go. */
const chunksAtOnce = 8

const snapshotHeaderSchema = z.strictObject({
  format: z.literal(1),
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  epoch: z.number().int().min(1),
  /** The last frame it holds, its hash, and the segment it was first written to. */
  frame: z.number().int().min(1),
  hash: hashSchema,
  segment: z.number().int().min(1),
  /** Version of the projection (`projection-version.ts`). */
  projection: hashSchema,
  /** Bytes of the image. */
  bytes: z.number().int().min(1),
  /** Time of the last frame. */
  at: atSchema,
})
export type SnapshotHeader = z.infer<typeof snapshotHeaderSchema>

/** The file's bytes, header first, then the image in sealed chunks. */
export function* sealSnapshot(
  header: SnapshotHeader,
  image: Uint8Array,
  key: Uint8Array,
): Generator<Uint8Array> {
  const head = encodeHeader(header)
  yield head
  const chunks = Math.ceil(image.length / chunkBytes)
  for (let index = 0; index < chunks; index++) {
    const plain = image.subarray(index * chunkBytes, (index + 1) * chunkBytes)
    yield seal(key, nonceOf(index), aadOf(head, index, index === chunks - 1), plain)
  }
}

function encodeHeader(header: SnapshotHeader): Buffer {
  const text = Buffer.from(canonicalJson(header), 'utf8')
  if (text.length > snapshotHeaderBytes - 38) throw new RangeError('snapshot header too long')
  const bytes = Buffer.alloc(snapshotHeaderBytes)
  magic.copy(bytes, 0)
  bytes.writeUInt16BE(text.length, 4)
  text.copy(bytes, 6)
  sha256Bytes(bytes.subarray(0, snapshotHeaderBytes - 32)).copy(bytes, snapshotHeaderBytes - 32)
  return bytes
}

/** null = it is no snapshot of this format, or its header was changed. */
export function readSnapshotHeader(bytes: Buffer): SnapshotHeader | null {
  if (bytes.length < snapshotHeaderBytes || !bytes.subarray(0, 4).equals(magic)) return null
  const sum = sha256Bytes(bytes.subarray(0, snapshotHeaderBytes - 32))
  if (!sum.equals(bytes.subarray(snapshotHeaderBytes - 32, snapshotHeaderBytes))) return null
  return (
    snapshotHeaderSchema.safeParse(jsonIn(bytes.toString('utf8', 6, 6 + bytes.readUInt16BE(4)))).data ?? null
  )
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A snapshot's file, read piece by piece: it may be larger than what memory has room for twice. */
export interface SnapshotSource {
  readonly size: number
  /** Fewer bytes where the file ends. */
  read(offset: number, length: number): Buffer
}

/** The image; null when a single bit of the file, its length or its key is another one. */
export function openSnapshot(file: SnapshotSource, header: SnapshotHeader, key: Uint8Array): Buffer | null {
  const chunks = Math.ceil(header.bytes / chunkBytes)
  if (file.size !== snapshotHeaderBytes + header.bytes + chunks * tagBytes) return null
  const head = file.read(0, snapshotHeaderBytes)
  const image = Buffer.allocUnsafeSlow(header.bytes)
  let piece: Buffer = Buffer.alloc(0)
  for (let index = 0; index < chunks; index++) {
    const from = snapshotHeaderBytes + index * (chunkBytes + tagBytes)
    const within = (index % chunksAtOnce) * (chunkBytes + tagBytes)
    if (within === 0) piece = file.read(from, chunksAtOnce * (chunkBytes + tagBytes))
    const sealed = piece.subarray(within, within + chunkBytes + tagBytes)
    const plain = unseal(key, nonceOf(index), aadOf(head, index, index === chunks - 1), sealed)
    if (plain === null) return null
    image.set(plain, index * chunkBytes)
  }
  return image
}

/** A snapshot has a key of its own. */
function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 8)
  return nonce
}

function aadOf(head: Uint8Array, index: number, last: boolean): Buffer {
  const where = Buffer.alloc(5)
  where.writeUInt32BE(index, 0)
  where[4] = last ? 1 : 0
  return Buffer.concat([sha256Bytes(head), where])
}
