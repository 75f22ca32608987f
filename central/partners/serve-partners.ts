import { OpenAPIHandler } from '@orpc/openapi/fastify'
import { onError } from '@orpc/server'
import type { FastifyInstance } from 'fastify'
import type { Centre } from '../centre'
import { malformed, problemOf, toLineError } from '../http/faults'
import { partnerRouter } from './router'

/** One signed message. */
const bodyLimit = 16 * 1024

/** The partners' interface at `/partner/v1`; each message is signed, no token is needed. */
export function servePartners(app: FastifyInstance, centre: Centre): void {
  const handler = new OpenAPIHandler(partnerRouter(centre), {
    interceptors: [
      onError((error) => {
        throw toLineError(centre.log, error)
      }),
    ],
    customErrorResponseBodyEncoder: problemOf,
  })
  app.all('/partner/v1/*', { bodyLimit }, async (request, reply) => {
    const { matched } = await handler.handle(request, reply, { context: {} })
    return matched ? reply : reply.status(404).send(malformed(404))
  })
}
