import type { FastifyInstance } from 'fastify'
import type { CentreFault } from '../../shared/contract/practice'

/** How late a slow centre answers. */
const slowMs = 20_000

/** The switch of the practice centre's faults; a centre that is not for practice is built without it. */
export interface FaultInjector {
  mode: CentreFault
}

/**
 * Hooks the faults into `/v1`: `slow` does its work and answers after 20 s, `slow-work` only of batches, `failing` answers 500 and does nothing,
 * `rubbish` answers HTML and does nothing, `no-answer-after-work` carries a batch out and then cuts the connection
 * (other requests are answered). Must be called before the app is ready.
 */
export function injectFaults(app: FastifyInstance, delay = slowMs): FaultInjector {
  const injector: FaultInjector = { mode: 'none' }
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/v1/')) return
    if (injector.mode === 'failing') return reply.status(500).send({ message: 'practice fault' })
    if (injector.mode === 'rubbish') return reply.status(200).type('text/html').send('<h1>It works!</h1>')
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (!request.url.startsWith('/v1/')) return payload
    const isBatch = request.method === 'POST' && request.url.startsWith('/v1/batches')
    const late = injector.mode === 'slow' || (injector.mode === 'slow-work' && isBatch)
    if (late) await pause(delay, request.raw.socket)
    if (injector.mode === 'no-answer-after-work' && isBatch) {
      reply.hijack()
      request.raw.socket.destroy()
    }
    return payload
  })
  return injector
}

/** Waits, but not for a caller who has hung up. */
function pause(ms: number, socket: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      socket.off('close', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    socket.once('close', done)
  })
}
