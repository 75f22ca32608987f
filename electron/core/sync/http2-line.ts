import { createHash } from 'node:crypto'
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import { connect as connectHttp2, constants } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants as zlib } from 'node:zlib'
import { answerOf, LineFault } from './line-fault'

/** Smaller bodies are not worth packing. */
const smallestPacked = 400
/** The most an answer may be once it is decoded; a page of 500 changes is far below it. */
const largestAnswer = 8 * 1024 * 1024
/** After so many bytes of a request the centre is asked for a sign of life: two seconds on a line of 16 kbit/s. */
const pieceBytes = 4096
/**
 * So many pieces are on the line at once, of all requests together: more would only stand in its queue, and each lost
 * packet would be noticed that much later.
 */
const piecesOnLine = 6
/** However lively the connection is, a request that is not answered within so many deadlines is given up. */
const longestInDeadlines = 4

/** Where a centre listens, and the key it must have: certificates are trusted by thumbprint, not by name or date. */
export interface CentreAddress {
  readonly host: string
  readonly port: number
  /** Whether this is the centre's key: SHA-256 of its SubjectPublicKeyInfo, lower-case hex. */
  readonly isCentre: (keyThumbprint: string) => boolean
}

/** One HTTP/2 connection to the centre, made when it is needed and made anew after it broke. */
export interface Http2Line {
  /**
   * Sends a request and reads its whole answer. Bodies travel in brotli both ways. The deadline counts from the last thing
   * heard from the centre, so that a slow line is not taken for a dead one.
   * @throws LineFault `central.offline|other-key` (untouched: nothing of the request left), `central.slow|no-answer`
   *   (unanswered)
   */
  fetch(request: Request, deadlineMs: number): Promise<Response>
  close(): void
}

const untouched = (code: 'central.offline' | 'central.other-key'): LineFault =>
  new LineFault({ kind: 'untouched', code, expected: null })
const unanswered = (code: 'central.slow' | 'central.no-answer'): LineFault =>
  new LineFault({ kind: 'unanswered', code })

export function http2Line(address: CentreAddress): Http2Line {
  let connection: Promise<Connection> | null = null

  /** The connection everybody uses; a broken one is forgotten, so that the next request makes another. */
  async function connected(deadlineMs: number): Promise<Connection> {
    const made = (connection ??= openConnection(address, deadlineMs))
    const forget = (): void => {
      if (connection === made) connection = null
    }
    try {
      const open = await made
      if (!open.session.closed && !open.session.destroyed) return open
      forget()
      return await connected(deadlineMs)
    } catch (error) {
      forget()
      throw error
    }
  }

  return {
    async fetch(request, deadlineMs) {
      const body = await packed(new Uint8Array(await request.arrayBuffer()))
      return exchange(await connected(deadlineMs), request, body, deadlineMs)
    },
    close() {
      void connection?.then(
        ({ session }) => {
          session.close()
        },
        () => undefined,
      )
      connection = null
    },
  }
}

interface Connection {
  readonly session: ClientHttp2Session
  /** How long each request still waits to hear anything. */
  readonly patience: Set<NodeJS.Timeout>
  /** How many more pieces may leave now, and who waits for that. */
  readonly room: { pieces: number; readonly waiting: (() => void)[] }
}

function heard({ patience }: Connection): void {
  for (const timer of patience) timer.refresh()
}

interface Packed {
  readonly bytes: Uint8Array
  readonly encoding: 'br' | null
}

async function packed(bytes: Uint8Array): Promise<Packed> {
  if (bytes.length < smallestPacked) return { bytes, encoding: null }
  const params = {
    [zlib.BROTLI_PARAM_QUALITY]: zlib.BROTLI_MAX_QUALITY,
    [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT,
    [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return { bytes: await promisify(brotliCompress)(bytes, { params }), encoding: 'br' }
}

/** TLS first, its key compared, then HTTP/2 on it: nothing is said to anybody else. */
async function openConnection(address: CentreAddress, deadlineMs: number): Promise<Connection> {
  const socket = await openTls(address, deadlineMs)
  const session = connectHttp2(`https://${address.host}:${String(address.port)}`, {
    createConnection: () => socket,
  })
  // what breaks a connection is told by the streams on it
  session.on('error', () => undefined)
  return { session, patience: new Set(), room: { pieces: piecesOnLine, waiting: [] } }
}

function openTls({ host, port, isCentre }: CentreAddress, deadlineMs: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host,
      port,
      ALPNProtocols: ['h2'],
      minVersion: 'TLSv1.2',
      // the key itself is compared below; no authority and no date says anything about it
      rejectUnauthorized: false,
    })
    const fail = (fault: LineFault): void => {
      socket.destroy()
      reject(fault)
    }
    const patience = setTimeout(() => {
      fail(untouched('central.offline'))
    }, deadlineMs)
    socket.once('error', () => {
      clearTimeout(patience)
      fail(untouched('central.offline'))
    })
    socket.once('secureConnect', () => {
      clearTimeout(patience)
      const thumbprint = thumbprintOf(socket)
      if (thumbprint === null || !isCentre(thumbprint)) fail(untouched('central.other-key'))
      else if (socket.alpnProtocol !== 'h2') fail(untouched('central.offline'))
      else resolve(socket)
    })
  })
}

function thumbprintOf(socket: TLSSocket): string | null {
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' })
  return key === undefined ? null : createHash('sha256').update(key).digest('hex')
}

function exchange(
  connection: Connection,
  request: Request,
  { bytes, encoding }: Packed,
  deadlineMs: number,
): Promise<Response> {
  const { session, patience } = connection
  return new Promise((resolve, reject) => {
    const { pathname, search } = new URL(request.url)
    const stream = session.request(
      {
        ...Object.fromEntries(request.headers),
        ...(encoding === null ? {} : { 'content-encoding': encoding }),
        'accept-encoding': 'br',
        ':method': request.method,
        ':path': pathname + search,
      },
      { endStream: bytes.length === 0 },
    )
    const giveUp = (): void => {
      reject(unanswered('central.slow'))
      // a line that is cut keeps the connection open for ever: another one is made next time
      session.destroy()
    }
    const silence = setTimeout(giveUp, deadlineMs)
    const longest = setTimeout(giveUp, longestInDeadlines * deadlineMs)
    patience.add(silence)
    const hear = (): void => {
      heard(connection)
    }
    stream.on('response', hear).on('data', hear)
    readAnswer(stream)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(silence)
        clearTimeout(longest)
        patience.delete(silence)
      })
    sendPieces(connection, stream, bytes)
  })
}

/** Behind each piece goes a question that only a centre which has got the piece can answer. */
function sendPieces(connection: Connection, stream: ClientHttp2Stream, bytes: Uint8Array): void {
  if (bytes.length === 0) return
  if (bytes.length <= pieceBytes) {
    stream.end(bytes)
    return
  }
  whenRoom(connection, (leave) => {
    const { session } = connection
    if (stream.destroyed || session.destroyed) {
      leave()
      return
    }
    stream.write(bytes.subarray(0, pieceBytes), () => {
      if (session.destroyed) {
        leave()
        return
      }
      session.ping((error) => {
        if (error === null) heard(connection)
        leave()
      })
      sendPieces(connection, stream, bytes.subarray(pieceBytes))
    })
  })
}

/** Runs it once there is room on the line, which it gives back by `leave`. */
function whenRoom({ room }: Connection, run: (leave: () => void) => void): void {
  const leave = (): void => {
    room.pieces += 1
    room.waiting.shift()?.()
  }
  const enter = (): void => {
    room.pieces -= 1
    run(leave)
  }
  if (room.pieces > 0) enter()
  else room.waiting.push(enter)
}

type AnswerHeaders = IncomingHttpHeaders & { readonly ':status'?: number | undefined }

function readAnswer(stream: ClientHttp2Stream): Promise<Response> {
  return new Promise((resolve, reject) => {
    let headers: AnswerHeaders = {}
    const chunks: Buffer[] = []
    let size = 0
    let ended = false
    stream.on('response', (received) => {
      headers = received
    })
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > largestAnswer) stream.destroy(unanswered('central.no-answer'))
      else chunks.push(chunk)
    })
    stream.on('error', (error) => {
      reject(error instanceof LineFault ? error : faultOf(stream))
    })
    stream.on('close', () => {
      // without an answer, or with half of one
      if (!ended) reject(faultOf(stream))
    })
    stream.on('end', () => {
      if (headers[':status'] === undefined) return
      // a connection that breaks ends the stream as if it were whole; without a length the content says so
      const length = headers['content-length']
      if (length !== undefined && Number(length) !== size) return
      ended = true
      unpackedAnswer(headers, Buffer.concat(chunks)).then(resolve, () => {
        reject(unanswered('central.no-answer'))
      })
    })
  })
}

/** A stream the centre refused was not worked on (RFC 9113, 8.7); of everything else nobody knows. */
function faultOf(stream: ClientHttp2Stream): LineFault {
  return stream.rstCode === constants.NGHTTP2_REFUSED_STREAM
    ? untouched('central.offline')
    : unanswered('central.no-answer')
}

async function unpackedAnswer(headers: AnswerHeaders, body: Buffer): Promise<Response> {
  const plain =
    headers['content-encoding'] === 'br'
      ? await promisify(brotliDecompress)(body, { maxOutputLength: largestAnswer })
      : body
  return answerOf(headers[':status'] ?? 500, headers['content-type'] ?? null, new Uint8Array(plain))
}
