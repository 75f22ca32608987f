import { z } from 'zod'

/** The part of Electron's MessagePortMain that is used here. */
export interface ProcessPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

const maxMessageLength = 100_000

/**
 * The oRPC messages that may come in: a request with a JSON body, or its abort. Content headers would make oRPC read
 * the body as a file, a form or a stream, which no procedure here takes.
 */
const incomingSchema = z.union([
  z.object({ i: z.string().max(100), t: z.literal(4) }),
  z.object({
    i: z.string().max(100),
    t: z.literal(1).optional(),
    p: z.object({
      u: z
        .string()
        .max(1000)
        .regex(/^\/[\w/.~-]*$/),
      b: z.unknown().optional(),
      h: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
      m: z.undefined().optional(),
    }),
  }),
])
const refusedHeader = /^(content-|standard-server)/i

function isWellFormed(message: unknown): boolean {
  if (typeof message !== 'string' || message.length > maxMessageLength) return false
  let decoded: unknown
  try {
    decoded = JSON.parse(message)
  } catch {
    return false
  }
  const parsed = incomingSchema.safeParse(decoded)
  if (!parsed.success) return false
  const headers = 'p' in parsed.data ? (parsed.data.p.h ?? {}) : {}
  return !Object.keys(headers).some((name) => refusedHeader.test(name))
}

/** Such a port as oRPC takes it. */
export interface GuardedPort {
  on(event: string, callback: (event?: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

/**
 * Keeps rubbish away from oRPC's message-port handler, where it would become a rejection that nobody catches, and
 * keeps answers away from a port that is closed.
 */
export function guardPort(port: ProcessPort, closed: AbortSignal, onMalformed: () => void): GuardedPort {
  return {
    on(event, callback) {
      if (event === 'close') {
        port.on('close', () => callback())
      } else if (event === 'message') {
        port.on('message', ({ data }) => {
          if (isWellFormed(data)) callback({ data })
          else onMalformed()
        })
      }
    },
    postMessage(message) {
      if (!closed.aborted) port.postMessage(message)
    },
  }
}
