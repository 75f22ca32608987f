import type { IncomingMessage, Server as PlainServer, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Http2SecureServer, ServerHttp2Session } from 'node:http2'
import { createSecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Readiness } from './app'

/** Plain HTTP is for practice, on this machine only (design.md section 5). */
export const loopback = '127.0.0.1'

/** The open door of the centre. */
export interface Listener {
  readonly url: string
  /** Practice: closes the door and destroys every connection, as a cut line does; or opens it again on the same port. */
  setLine(up: boolean): Promise<void>
  /** Takes nothing new, lets what is under way finish for `graceMs`, then closes. */
  drain(graceMs: number): Promise<void>
}

export interface ListenOptions {
  /** 0 takes a free one. */
  readonly port: number
  readonly host?: string
  /** PEM; absent = plain HTTP, on loopback only. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A client that is slower than this with its request is let go; milliseconds. */
const slow = { headersMs: 15_000, requestMs: 60_000, idleMs: 75_000 }
const streamsOfSession = 100

/**
 * Listens: HTTP/2 with HTTP/1.1 allowed over TLS, or plain HTTP/1.1 on loopback. Throws for plain HTTP anywhere else.
 */
export async function listen(
  app: FastifyInstance,
  readiness: Readiness,
  { port, host = loopback, tls }: ListenOptions,
): Promise<Listener> {
  if (tls === undefined && host !== loopback) throw new RangeError('plain HTTP is spoken on loopback only')
  await app.ready()
  const server = tls === undefined ? plainServer(app) : secureServer(app, tls)
  const connections = trackConnections(server)
  const taken = await open(server, port, host)
  readiness.ready = true
  let line = Promise.resolve()
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    setLine: (up) => {
      // one after the other, whatever comes in the meantime
      line = line.then(async () => {
        if (up === server.listening) return
        if (up) await open(server, taken, host)
        else await closed(server, () => connections.destroy())
      })
      return line
    },
    drain: async (graceMs) => {
      readiness.ready = false
      await line
      if (server.listening) await drained(server, connections, graceMs)
      await app.close()
    },
  }
}

type Server = PlainServer | Http2SecureServer

function plainServer(app: FastifyInstance): PlainServer {
  const options = {
    headersTimeout: slow.headersMs,
    requestTimeout: slow.requestMs,
    keepAliveTimeout: slow.idleMs,
  }
  return createServer(options, (request, response) => app.routing(request, response))
}

function secureServer(app: FastifyInstance, tls: NonNullable<ListenOptions['tls']>): Http2SecureServer {
  const server = createSecureServer({
    ...tls,
    allowHTTP1: true,
    minVersion: 'TLSv1.2',
    settings: { maxConcurrentStreams: streamsOfSession },
    maxSessionMemory: 32,
  })
  // node:http2 gives its requests the shape of node:http's; Fastify is typed for one kind of server at a time
  server.on('request', (request, response) => {
    app.routing(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  })
  server.setTimeout(slow.idleMs)
  Object.assign(server, { headersTimeout: slow.headersMs, requestTimeout: slow.requestMs })
  return server
}

/** What is connected: a server of both protocols has no word for all of it. */
interface Connections {
  /** Tells clients to open nothing more; what has nothing under way goes. */
  finish(): void
  destroy(): void
}

function trackConnections(server: Server): Connections {
  const sockets = new Set<Socket>()
  const sessions = new Set<ServerHttp2Session>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  server.on('connection', keep)
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  return {
    finish: () => {
      for (const session of sessions) session.close()
      if ('closeIdleConnections' in server) server.closeIdleConnections()
    },
    destroy: () => {
      for (const session of sessions) session.destroy()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function open(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the listener has no port'))
      else resolve(address.port)
    })
  })
}

function closed(server: Server, then: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    then()
  })
}

async function drained(server: Server, connections: Connections, graceMs: number): Promise<void> {
  const patience = setTimeout(() => connections.destroy(), graceMs)
  await closed(server, () => connections.finish())
  clearTimeout(patience)
}
