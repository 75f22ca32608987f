import { promisify } from 'node:util'
import type { TransformCallback } from 'node:stream'
import { Transform } from 'node:stream'
import { brotliCompress, constants, createBrotliDecompress } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** 200 items of 20 000 characters, Chinese in UTF-8, quotes escaped: the most a batch may be once it is decoded. */
export const bodyLimit = 16 * 1024 * 1024
/** Objects and arrays in one another; the deepest message of the contract has five. */
const deepest = 32
/** Smaller answers are not worth packing. */
const smallest = 1024
const quality = 5

/** A fault of the request that has a status of its own. */
class BadBody extends Error {
  constructor(readonly statusCode: number) {
    super('a body the centre does not take')
  }
}

/** Reads JSON that is no deeper than the contract's, brotli or plain; packs answers for whoever takes brotli. */
export function handleBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isTooDeep(String(body))) done(new BadBody(400))
    else void parse(request, String(body), done)
  })
  app.addHook('preParsing', async (request, _reply, payload) => {
    const encoding = request.headers['content-encoding']
    if (encoding === undefined || encoding === 'identity') return payload
    if (encoding !== 'br') throw new BadBody(415)
    return unpacked(request, payload)
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < smallest) return payload
    if (!/(^|[ ,])br($|[ ,;])/u.test(request.headers['accept-encoding'] ?? '')) return payload
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    }
    const packed = await promisify(brotliCompress)(payload, { params })
    reply.header('content-encoding', 'br').header('vary', 'accept-encoding').removeHeader('content-length')
    return packed
  })
}

/** The decoded stream; it ends with 413 as soon as it holds more than the route takes, whatever the packed size was. */
function unpacked(request: FastifyRequest, packed: NodeJS.ReadableStream): Transform {
  const limit = request.routeOptions.bodyLimit
  let size = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      size += chunk.length
      if (size > limit) done(new BadBody(413))
      else done(null, chunk)
    },
  })
  let arrived = 0
  // what came over the line is compared with content-length; Fastify counts what is decoded by itself
  Object.defineProperty(counted, 'receivedEncodedLength', { get: () => arrived })
  packed.on('data', (chunk: Buffer) => (arrived += chunk.length))
  const decoder = createBrotliDecompress()
  decoder.on('error', () => counted.destroy(new BadBody(400)))
  packed.on('error', () => decoder.destroy())
  counted.on('close', () => {
    packed.unpipe(decoder)
    decoder.destroy()
    packed.resume()
  })
  packed.pipe(decoder).pipe(counted)
  return counted
}

/** Whether JSON nests deeper than we read; looks at brackets outside of strings only. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i)
    if (inString) {
      if (letter === 0x5c) i++
      else if (letter === 0x22) inString = false
    } else if (letter === 0x22) inString = true
    else if (letter === 0x5b || letter === 0x7b) {
      depth++
      if (depth > deepest) return true
    } else if (letter === 0x5d || letter === 0x7d) depth--
  }
  return false
}
