import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Readiness } from './app'

/** Practice speaks plain HTTP and on this machine only (design.md section 5). */
const loopback = '127.0.0.1'

/** The open door of the centre. */
export interface Listener {
  readonly url: string
  /** Practice: closes the door and destroys every connection, as a cut line does; or opens it again on the same port. */
  setLine(up: boolean): Promise<void>
  /** Takes nothing new, lets what is under way finish for `graceMs`, then closes. */
  drain(graceMs: number): Promise<void>
}

/** Listens on loopback; port 0 takes a free one. */
export async function listen(app: FastifyInstance, readiness: Readiness, port: number): Promise<Listener> {
  await app.ready()
  const server = createServer((request, response) => app.routing(request, response))
  const taken = await open(server, port)
  readiness.ready = true
  let line = Promise.resolve()
  return {
    url: `http://${loopback}:${taken}`,
    setLine: (up) => {
      // one after the other, whatever comes in the meantime
      line = line.then(() => (up === server.listening ? undefined : up ? reopen(server, taken) : cut(server)))
      return line
    },
    drain: async (graceMs) => {
      readiness.ready = false
      await line
      await drained(server, graceMs)
      await app.close()
    },
  }
}

async function reopen(server: Server, port: number): Promise<void> {
  await open(server, port)
}

function open(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, loopback, () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the listener has no port'))
      else resolve(address.port)
    })
  })
}

function cut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function drained(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return Promise.resolve()
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(patience)
      resolve()
    })
    server.closeIdleConnections()
  })
}
