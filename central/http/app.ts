import { OpenAPIHandler } from '@orpc/openapi/fastify'
import { onError } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import { fastify } from 'fastify'
import type { Centre } from '../centre'
import { servePartners } from '../partners/serve-partners'
import { bodyLimit, handleBodies } from './bodies'
import { answerUnchanged } from './copies'
import { docsPage, docsPolicy } from './docs-page'
import type { Door } from './door'
import { internalFault, malformed, problemOf, problemType, toLineError } from './faults'
import { guard } from './guard'
import { openApiDocument } from './openapi'
import { logRequests } from './request-log'
import { centralRouter } from './router'

/** Enrolment and token requests are one signed text. */
const smallBodyLimit = 16 * 1024

/** Whether the centre takes work; false while it drains. */
export interface Readiness {
  ready: boolean
}

/**
 * The centre's HTTP interface: `/v1` and `/partner/v1` by their contracts, `/healthz` (the process lives), `/readyz` (it
 * takes work and the database answers), `/docs` (the contracts as a page). Every error is an RFC 9457 problem: what is
 * malformed a coded 4xx, what is unexpected a 500 with a log id and no details.
 */
export function createApp(centre: Centre, readiness: Readiness, door: Door): FastifyInstance {
  const app = fastify({ bodyLimit, logger: false, exposeHeadRoutes: false, forceCloseConnections: false })
  const handler = new OpenAPIHandler(centralRouter(centre, door), {
    interceptors: [
      onError((error) => {
        throw toLineError(centre.log, error)
      }),
    ],
    customErrorResponseBodyEncoder: problemOf,
  })
  const bearerOf = guard(app, centre, door)
  logRequests(app, centre.log, bearerOf)
  answerUnchanged(app)
  handleBodies(app)
  app.addHook('onSend', async (_request, reply, payload) => {
    if (reply.statusCode >= 400) reply.type(problemType)
    return payload
  })
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    const ready = readiness.ready && (await databaseAnswers(centre))
    return reply
      .status(ready ? 200 : 503)
      .type('application/json')
      .send({ ready })
  })
  app.get('/v1/openapi.json', async () => openApiDocument())
  app.get('/docs', async (_request, reply) =>
    reply
      .header('content-security-policy', docsPolicy)
      .type('text/html; charset=utf-8')
      .send(docsPage(await openApiDocument())),
  )
  const routes = [
    { url: '/v1/enrol', limit: smallBodyLimit },
    { url: '/v1/token', limit: smallBodyLimit },
    { url: '/v1/*', limit: bodyLimit },
  ]
  for (const { url, limit } of routes) {
    app.all(url, { bodyLimit: limit }, async (request, reply) => {
      const { matched } = await handler.handle(request, reply, { context: { bearer: bearerOf(request) } })
      return matched ? reply : reply.status(404).send(malformed(404))
    })
  }
  servePartners(app, centre)
  app.setNotFoundHandler((_request, reply) => reply.status(404).send(malformed(404)))
  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error)
    const body =
      status >= 400 && status < 500
        ? malformed(status === 413 || status === 415 ? status : 400)
        : internalFault(centre.log, error)
    return reply.status(body.status).send(body)
  })
  return app
}

async function databaseAnswers({ db, log }: Centre): Promise<boolean> {
  try {
    return (await db.selectFrom('meta').select('realm').executeTakeFirst()) !== undefined
  } catch {
    log.write('error', 'http.database-gone')
    return false
  }
}

/** Fastify's own errors (no JSON, too large, unknown media type) carry their status. */
function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500
}
