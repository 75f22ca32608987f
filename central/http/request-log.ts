import type { FastifyInstance } from 'fastify'
import type { Log } from '../log'
import type { BearerOf } from './guard'

/**
 * One line for each request that changed something or was refused: the route's pattern and not its address, so no id of
 * an operation or a person is in it, and nothing of the body.
 */
export function logRequests(app: FastifyInstance, log: Log, bearerOf: BearerOf): void {
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status } = reply
    if (!request.url.startsWith('/v1/') || (request.method === 'GET' && status < 400)) return
    log.write(status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info', 'http.request', {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status,
      ms: Math.round(reply.elapsedTime),
      station: bearerOf(request)?.station ?? null,
    })
  })
}
