import type { IncomingMessage, Server as PlainServer, ServerResponse } from 'node:http'
import { createServer, STATUS_CODES } from 'node:http'
import type {
  Http2SecureServer,
  Http2ServerRequest,
  Http2ServerResponse,
  ServerHttp2Session,
} from 'node:http2'
import { constants, createSecureServer } from 'node:http2'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Readiness } from './app'
import { problem, problemType } from './faults'

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
  readonly patience?: Patience
}

/** A client that is slower than this with its request is let go; milliseconds. */
export interface Patience {
  /** From the connection to the end of the head. */
  readonly headersMs: number
  /** From there to the end of the body. */
  readonly requestMs: number
  /** With nothing under way, or without a byte. */
  readonly idleMs: number
}

const usualPatience: Patience = { headersMs: 15_000, requestMs: 60_000, idleMs: 75_000 }
/** How often connections are looked through for slow ones, as a share of what they may take. */
const lookedThrough = 1 / 3
const streamsOfSession = 100

/**
 * Listens: HTTP/2 with HTTP/1.1 allowed over TLS, or plain HTTP/1.1 on loopback. Throws for plain HTTP anywhere else.
 */
export async function listen(
  app: FastifyInstance,
  readiness: Readiness,
  { port, host = loopback, tls, patience = usualPatience }: ListenOptions,
): Promise<Listener> {
  if (tls === undefined && host !== loopback) throw new RangeError('plain HTTP is spoken on loopback only')
  await app.ready()
  const server = tls === undefined ? plainServer(app, patience) : secureServer(app, tls, patience)
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

function plainServer(app: FastifyInstance, patience: Patience): PlainServer {
  const server = createServer(http1Options(patience), (request, response) => app.routing(request, response))
  server.on('clientError', answerClientError)
  return server
}

function http1Options({ headersMs, requestMs, idleMs }: Patience) {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: headersMs * lookedThrough,
  }
}

function secureServer(
  app: FastifyInstance,
  tls: NonNullable<ListenOptions['tls']>,
  patience: Patience,
): Http2SecureServer {
  const server = createSecureServer({
    ...tls,
    ...http1Options(patience),
    allowHTTP1: true,
    minVersion: 'TLSv1.2',
    handshakeTimeout: patience.headersMs,
    settings: { maxConcurrentStreams: streamsOfSession },
    maxSessionMemory: 32,
  })
  // node:http2 gives its requests the shape of node:http's; Fastify is typed for one kind of server at a time
  server.on('request', (request, response) => {
    if (request.httpVersionMajor === 2) endSlowStream(request, response, patience.requestMs)
    app.routing(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  })
  server.on('clientError', answerClientError)
  // not only a failed handshake is told here, also one that did not come in time: nobody else would cut it
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy())
  server.setTimeout(patience.idleMs)
  Object.assign(server, { headersTimeout: patience.headersMs, requestTimeout: patience.requestMs })
  return server
}

/** HTTP/2 has no time limit of its own for a body that comes drop by drop. */
function endSlowStream(request: Http2ServerRequest, response: Http2ServerResponse, requestMs: number): void {
  const timer = setTimeout(() => {
    if (!response.headersSent) {
      response.writeHead(408, { 'content-type': problemType })
      response.end(JSON.stringify(problem('message.too-slow', 408)))
    }
    request.stream.close(constants.NGHTTP2_CANCEL)
  }, requestMs)
  const whole = (): void => clearTimeout(timer)
  request.once('end', whole).once('close', whole)
}

/** What cannot be read as a request, or did not come in time, is answered as a problem and cut. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const [status, code] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ([408, 'message.too-slow'] as const)
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ([431, 'message.too-large'] as const)
        : ([400, 'message.malformed'] as const)
  const body = JSON.stringify(problem(code, status))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
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
