import type { Files } from '../../../files/files'
import { headerBytes, hashBytes, readHeader } from '../frame'
import type { KeyRing } from '../key-ring'
import { readSegmentHeader, segmentHeaderBytes } from '../segment'

/**
 * Sees every frame that is ever written, also those a power cut takes, and fails when one data key seals two different
 * plaintexts under one nonce (the frame number).
 */
export interface NonceWatch {
  files(files: Files): Files
  ring(ring: KeyRing): KeyRing
  /** Frames seen under different keys and numbers. */
  readonly seen: () => number
}

export function nonceWatch(): NonceWatch {
  const sealed = new Map<string, string>()
  const keys = new Map<number, string>()

  function look(segment: number, bytes: Buffer): void {
    for (let offset = 0; offset < bytes.length - 1;) {
      const header = readHeader(bytes, offset)
      if (header === null) throw new Error('bytes that are no frame were written')
      const nonce = `${keys.get(segment) ?? '?'}/${String(header.number)}`
      const text = bytes.toString('latin1', offset + headerBytes, offset + header.length - hashBytes)
      const before = sealed.get(nonce)
      if (before !== undefined && before !== text)
        throw new Error(`nonce used twice: frame ${String(header.number)}`)
      sealed.set(nonce, text)
      offset += header.length
    }
  }

  return {
    seen: () => sealed.size,
    ring: (ring) => ({
      ...ring,
      createSegmentKey(segment, durable) {
        const key = ring.createSegmentKey(segment, durable)
        keys.set(segment, key.toString('hex'))
        return key
      },
    }),
    files: (files) => ({
      ...files,
      createAppend(path, preallocateBytes) {
        const file = files.createAppend(path, preallocateBytes)
        const segment = Number(/(\d{8})\.segment$/.exec(path)?.[1])
        let repeatsFrom = 0
        return {
          get size() {
            return file.size
          },
          writeAt(bytes, offset) {
            const buffer = Buffer.from(bytes)
            const header = offset === 0 ? readSegmentHeader(buffer) : null
            if (header?.kind === 'good') repeatsFrom = header.header.repeatsFrom
            const isBatch = offset >= segmentHeaderBytes && buffer.some((byte) => byte !== 0)
            if (isBatch)
              look(offset === segmentHeaderBytes && repeatsFrom > 0 ? repeatsFrom : segment, buffer)
            file.writeAt(bytes, offset)
          },
          datasync: () => {
            file.datasync()
          },
          close: () => {
            file.close()
          },
        }
      },
    }),
  }
}
