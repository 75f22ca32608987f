// A bad line: slow, and gone for a while again and again. It understands nothing of what it carries.
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

export interface BadLine {
  readonly port: number
  /** From here on it is as bad as this; before it was good. */
  spoil(kind: LineKind): void
  /** How often the line was cut. */
  cuts(): number
  close(): Promise<void>
}

export interface LineKind {
  readonly bitsPerSecond: number
  /** One way. */
  readonly delayMs: number
  readonly upMs: number
  readonly downMs: number
}

/** Listens on loopback and carries to `target`; both ways share the rate, and while it is down nothing is taken. */
export async function badLine(target: number): Promise<BadLine> {
  let kind: LineKind = { bitsPerSecond: Infinity, delayMs: 0, upMs: Infinity, downMs: 0 }
  const open = new Set<Socket>()
  const line = { freeAtMs: 0, isUp: true, cuts: 0 }
  const timers = new Set<NodeJS.Timeout>()
  const after = (delayMs: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, delayMs)
    timers.add(timer)
  }
  const server = createServer((near) => {
    if (!line.isUp) {
      near.destroy()
      return
    }
    const far = connect(target, '127.0.0.1')
    const end = (): void => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', () => {
        open.delete(socket)
        end()
      })
    }
    carry(near, far)
    carry(far, near)
  })

  function carry(from: Socket, to: Socket): void {
    from.on('data', (piece: Buffer) => {
      const now = performance.now()
      line.freeAtMs = Math.max(line.freeAtMs, now) + (piece.length * 8_000) / kind.bitsPerSecond
      after(line.freeAtMs - now + kind.delayMs, () => {
        if (!to.destroyed) to.write(piece)
      })
    })
  }

  function turn(): void {
    line.isUp = !line.isUp
    if (!line.isUp) {
      line.cuts += 1
      for (const socket of open) socket.destroy()
    }
    after(line.isUp ? kind.upMs : kind.downMs, turn)
  }
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : 0)
    })
  })
  return {
    port,
    spoil(to) {
      kind = to
      after(kind.upMs, turn)
    },
    cuts: () => line.cuts,
    close: () => {
      for (const timer of timers) clearTimeout(timer)
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
