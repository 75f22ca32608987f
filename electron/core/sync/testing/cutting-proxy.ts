import type { AddressInfo, Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/** How a connection ends before its time. `record` counts whole TLS records of one direction from 0 on. */
export type Cut =
  | { readonly type: 'never' }
  | { readonly type: 'after-record'; readonly way: 'up' | 'down'; readonly record: number }
  | { readonly type: 'at-byte'; readonly way: 'up' | 'down'; readonly byte: number }
  /** The request goes through whole, of the answer nothing ever comes. */
  | { readonly type: 'mute'; readonly afterBytes: number }

/** A TCP proxy that cuts, delays and swallows as the test says; it understands nothing but where TLS records end. */
export interface CuttingProxy {
  readonly port: number
  readonly counted: { connections: number; cuts: number }
  close(): Promise<void>
}

/** What the next connection will suffer, and how long each piece takes on it (ms). */
export interface Fate {
  readonly cut: Cut
  readonly delayMs: number
}

const recordHeader = 5

/** Where, in bytes from its beginning, the records of one direction end. */
class RecordEnds {
  #header = Buffer.alloc(0)
  #left = 0
  #records = 0

  /** How many bytes of this piece belong to records up to and with `record`; null when all of it does. */
  within(piece: Buffer, record: number): number | null {
    let at = 0
    while (at < piece.length) {
      if (this.#left === 0) {
        const part = piece.subarray(at, at + recordHeader - this.#header.length)
        this.#header = Buffer.concat([this.#header, part])
        at += part.length
        if (this.#header.length < recordHeader) break
        this.#left = this.#header.readUInt16BE(3)
        this.#header = Buffer.alloc(0)
        if (this.#left > 0) continue
      } else {
        const part = Math.min(this.#left, piece.length - at)
        this.#left -= part
        at += part
      }
      if (this.#left === 0 && this.#records++ === record) return at
    }
    return null
  }
}

export async function cuttingProxy(target: number, fate: () => Fate): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  const counted = { connections: 0, cuts: 0 }
  const server = createServer((near) => {
    counted.connections += 1
    const far = connect(target, '127.0.0.1')
    const both = [near, far]
    const destroy = (): void => {
      for (const socket of both) socket.destroy()
    }
    for (const socket of both) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', destroy)
      socket.on('close', () => {
        sockets.delete(socket)
        destroy()
      })
    }
    const { cut, delayMs } = fate()
    const cutNow = (): void => {
      counted.cuts += 1
      destroy()
    }
    carry(near, far, keptOf(cut, 'up'), delayMs, cutNow)
    carry(far, near, keptOf(cut, 'down'), delayMs, cutNow)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    counted,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}

/** How much of a piece goes on; the connection is cut behind it when that is not all. */
type Kept = (piece: Buffer) => number | null

function keptOf(cut: Cut, way: 'up' | 'down'): Kept {
  let seen = 0
  switch (cut.type) {
    case 'never':
      return () => null
    case 'after-record': {
      const ends = new RecordEnds()
      return (piece) => (cut.way === way ? ends.within(piece, cut.record) : null)
    }
    case 'at-byte':
      return (piece) => {
        const kept = cut.way === way && seen + piece.length > cut.byte ? cut.byte - seen : null
        seen += piece.length
        return kept
      }
    case 'mute':
      return (piece) => {
        seen += piece.length
        return way === 'down' && seen > cut.afterBytes ? 0 : null
      }
  }
}

function carry(from: Socket, to: Socket, kept: Kept, delayMs: number, cutNow: () => void): void {
  let cut = false
  from.on('data', (piece: Buffer) => {
    if (cut) return
    const keep = kept(piece)
    cut = keep !== null
    const part = keep === null ? piece : piece.subarray(0, keep)
    const pass = (): void => {
      if (to.destroyed) return
      // cut behind the last byte that goes on, once it has gone
      if (part.length > 0) to.write(part, () => (cut && keep !== null ? cutNow() : undefined))
      else if (keep !== null) cutNow()
    }
    if (delayMs > 0) setTimeout(pass, delayMs)
    else pass()
  })
}
