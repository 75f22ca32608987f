import { OpenAPIHandler } from '@orpc/openapi/fastify'
import { onError } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import { fastify } from 'fastify'
import type { Centre } from '../centre'
import { internalFault, malformed, toLineError } from './faults'
import { centralRouter } from './router'

/** 200 items of 20 000 characters, Chinese in UTF-8, quotes escaped. */
const bodyLimit = 16 * 1024 * 1024

/** Whether the centre takes work; false while it drains. */
export interface Readiness {
  ready: boolean
}

/**
 * The centre's HTTP interface: `/v1` by the contract, `/healthz` (the process lives), `/readyz` (it takes work and the
 * database answers). Everything malformed is a coded 400, everything unexpected a 500 with a log id and no details.
 */
export function createApp(centre: Centre, readiness: Readiness): FastifyInstance {
  const app = fastify({ bodyLimit, logger: false, exposeHeadRoutes: false })
  const handler = new OpenAPIHandler(centralRouter(centre), {
    interceptors: [
      onError((error) => {
        throw toLineError(centre.log, error)
      }),
    ],
  })
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    const ready = readiness.ready && (await databaseAnswers(centre))
    return reply.status(ready ? 200 : 503).send({ ready })
  })
  app.all('/v1/*', async (request, reply) => {
    const { matched } = await handler.handle(request, reply, { context: {} })
    return matched ? reply : reply.status(404).send(malformed(404))
  })
  app.setNotFoundHandler((_request, reply) => reply.status(404).send(malformed(404)))
  app.setErrorHandler((error, _request, reply) => {
    const status = statusOf(error)
    const body =
      status >= 400 && status < 500 ? malformed(status === 413 ? 413 : 400) : internalFault(centre.log, error)
    return reply.status(body.status).send(body)
  })
  return app
}

async function databaseAnswers({ db }: Centre): Promise<boolean> {
  const row = await db.selectFrom('meta').select('realm').executeTakeFirst()
  return row !== undefined
}

/** Fastify's own errors (no JSON, too large, unknown media type) carry their status. */
function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500
}
