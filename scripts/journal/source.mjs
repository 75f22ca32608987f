// A file read piece by piece: a segment of any size is checked without holding it in memory.
import * as fs from 'node:fs'

const pieceBytes = 1024 * 1024
const zeros = Buffer.alloc(64 * 1024)

/** @param {Uint8Array} bytes */
export function isZero(bytes) {
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const part = bytes.subarray(at, at + zeros.length)
    if (Buffer.compare(part, zeros.subarray(0, part.length)) !== 0) return false
  }
  return true
}

/**
 * @typedef {object} Source
 * @property {number} size bytes
 * @property {(from: number, to: number) => Buffer} bytes fewer where the file ends before `to`
 * @property {() => number} usedEnd the offset behind the last byte that is not zero; 0 in a file of zeros
 * @property {() => void} close
 */

/** @param {string} path @returns {Source} @throws {NodeJS.ErrnoException} */
export function sourceOf(path) {
  const file = fs.openSync(path, 'r')
  const { size } = fs.fstatSync(file)
  /** @type {Buffer} */
  let piece = Buffer.alloc(0)
  let start = 0

  /** @param {number} from @param {number} to */
  function bytes(from, to) {
    const end = Math.min(to, size)
    if (end <= from) return Buffer.alloc(0)
    if (from < start || end > start + piece.length) {
      piece = read(from, Math.min(Math.max(end, from + pieceBytes), size))
      start = from
    }
    return piece.subarray(from - start, end - start)
  }

  /** @param {number} from @param {number} to */
  function read(from, to) {
    // never written over again: what was handed out stays as it is
    const buffer = Buffer.alloc(to - from)
    let got = 0
    while (got < buffer.length) {
      const count = fs.readSync(file, buffer, got, buffer.length - got, from + got)
      if (count === 0) break
      got += count
    }
    return buffer.subarray(0, got)
  }

  return {
    size,
    bytes,
    usedEnd() {
      for (let end = size; end > 0;) {
        const from = Math.max(0, end - zeros.length)
        const part = read(from, end)
        if (!isZero(part)) {
          let last = part.length - 1
          while (part[last] === 0) last -= 1
          return from + last + 1
        }
        end = from
      }
      return 0
    },
    close: () => fs.closeSync(file),
  }
}
