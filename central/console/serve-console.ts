import { RPCHandler } from '@orpc/server/fastify'
import { onError } from '@orpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Centre } from '../centre'
import { malformed, toLineError } from '../http/faults'
import type { PageFile } from './pages'
import { consoleRouter } from './router'

/** Pages load their own files and nothing else; no exception for inline code, styles or data addresses. */
const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

const cookie = 'console-session'
/** Only a script of our own origin can set it; a form or a link of another site cannot. */
export const consoleHeader = 'x-wallet-console'

/**
 * The operator's console at `/console/`: its built pages and its API. The session is a cookie no script can read and no
 * other site can send; a call without the console's own header, or named by another origin, is not looked at.
 */
export function serveConsole(
  app: FastifyInstance,
  centre: Centre,
  pages: ReadonlyMap<string, PageFile>,
): void {
  const handler = new RPCHandler(consoleRouter(centre), {
    interceptors: [
      onError((error) => {
        throw toLineError(centre.log, error)
      }),
    ],
  })
  app.get('/console', (_request, reply) => reply.redirect('/console/'))
  app.get('/console/*', (request, reply) => {
    const page = pages.get(request.url.split('?')[0] ?? '')
    void reply.headers(securityHeaders)
    if (page === undefined) return reply.status(404).send(malformed(404))
    return reply.header('content-type', page.contentType).send(page.content)
  })
  app.post('/console/api/*', { onSend: asJson }, async (request, reply) => {
    void reply.headers(securityHeaders)
    if (!fromOurPage(request)) return reply.status(403).send(malformed(403))
    const context = {
      token: tokenOf(request),
      setToken: (token: string | null) => setCookie(request, reply, token),
    }
    const { matched } = await handler.handle(request, reply, { prefix: '/console/api', context })
    return matched ? reply : reply.status(404).send(malformed(404))
  })
}

/** The page's client reads JSON; problem documents are for `/v1`. */
async function asJson(_request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  void reply.type('application/json')
  return payload
}

function fromOurPage({ headers }: FastifyRequest): boolean {
  if (headers[consoleHeader] !== '1') return false
  const { origin } = headers
  const host = headers.host ?? headers[':authority']
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}

function tokenOf({ headers }: FastifyRequest): string | null {
  const found = new RegExp(`(?:^|; ?)${cookie}=([\\w-]{43})(?:;|$)`, 'u').exec(headers.cookie ?? '')
  return found?.[1] ?? null
}

function setCookie(request: FastifyRequest, reply: FastifyReply, token: string | null): void {
  const secure = request.protocol === 'https' ? '; Secure' : ''
  const value = token === null ? `${cookie}=; Max-Age=0` : `${cookie}=${token}`
  void reply.header('set-cookie', `${value}; Path=/console; HttpOnly; SameSite=Strict${secure}`)
}
