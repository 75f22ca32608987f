import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../shared/domain/errors'
import type { Centre } from '../centre'
import type { Bearer } from '../stations/token'
import { readToken } from '../stations/token'
import type { Door } from './door'
import { problem, problemType } from './faults'

/** Who may ask without a token, because they have none yet. */
const withoutToken = new Set(['/v1/enrol', '/v1/token', '/v1/openapi.json'])
const keptTokens = 10_000

/** Whom a request speaks for, found out by {@link guard}; null on the routes that need no token. */
export type BearerOf = (request: FastifyRequest) => Bearer | null

/**
 * Stands before every `/v1` and `/partner/v1` route: how often an address and a station ask, and the station's token. A request without a
 * good one is refused before a byte of its body is read.
 */
export function guard(app: FastifyInstance, centre: Centre, { keys, limits }: Door): BearerOf {
  const bearers = new WeakMap<FastifyRequest, Bearer>()
  const tokens = new Map<string, Bearer & { readonly expiresAt: number }>()

  const bearerOf = async (request: FastifyRequest): Promise<Bearer | ErrorCode> => {
    const [, token] = /^Bearer ([\w.-]{1,2000})$/u.exec(request.headers.authorization ?? '') ?? []
    if (token === undefined) return 'sync.token-needed'
    const at = centre.clock.now()
    const kept = tokens.get(token)
    if (kept !== undefined) return kept.expiresAt > at ? kept : 'sync.token-expired'
    const read = await readToken(keys, centre.realm, token, at)
    if (!read.ok) return read.error
    // the oldest goes: a station has one token at a time
    if (tokens.size >= keptTokens) tokens.delete(tokens.keys().next().value ?? '')
    tokens.set(token, read.value)
    return read.value
  }

  const refuse = (reply: FastifyReply, code: ErrorCode, status: number): FastifyReply =>
    reply.status(status).type(problemType).send(problem(code, status))

  app.register(rateLimit, { global: false })
  app.after(() => {
    const timeWindow = 60_000
    const ofAddress = app.createRateLimit({ max: limits.perAddress, timeWindow })
    const ofUnknown = app.createRateLimit({ max: limits.perAddressUnknown, timeWindow })
    const ofStation = app.createRateLimit({
      max: limits.perStation,
      timeWindow,
      keyGenerator: (request) => bearers.get(request)?.station ?? '',
    })
    const isOver = async (check: typeof ofAddress, request: FastifyRequest): Promise<boolean> => {
      const state = await check(request)
      return !state.isAllowed && state.isExceeded
    }
    app.addHook('onRequest', async (request, reply) => {
      const route = request.routeOptions.url ?? ''
      const ofPartner = request.url.startsWith('/partner/v1/')
      if (!ofPartner && !request.url.startsWith('/v1/')) return
      if (await isOver(ofAddress, request)) return refuse(reply, 'sync.too-many', 429)
      // a partner's message carries its own signature
      if (ofPartner) return
      if (withoutToken.has(route)) {
        if (await isOver(ofUnknown, request)) return refuse(reply, 'sync.too-many', 429)
        return
      }
      const bearer = await bearerOf(request)
      if (typeof bearer === 'string') return refuse(reply, bearer, 401)
      bearers.set(request, bearer)
      if (await isOver(ofStation, request)) return refuse(reply, 'sync.too-many', 429)
    })
  })
  return (request) => bearers.get(request) ?? null
}
