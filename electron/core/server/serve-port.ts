import { RPCHandler } from '@orpc/server/message-port'
import { guardPort } from '../../ports/port-guard'
import type { ProcessPort } from '../../ports/port-guard'
import { counterRouter } from './counter-router'
import type { Front } from './front'
import { memberRouter } from './member-router'

/**
 * Serves one window over its port: the counter's procedures or the member's, never both. The same port serves the
 * store while it opens and everything once it is open. Rubbish is kept away from oRPC and logged as a code. `onEnd` is
 * called when the port closes from the other side.
 */
export function servePort(
  front: Front,
  to: 'counter' | 'member',
  port: ProcessPort,
  onEnd: () => void,
): { readonly end: () => void } {
  const ending = new AbortController()
  const context = { front, portClosed: ending.signal }
  const guarded = guardPort(port, ending.signal, () => {
    front.log('warn', 'message.malformed', { from: to })
  })
  if (to === 'counter') new RPCHandler(counterRouter).upgrade(guarded, { context })
  else new RPCHandler(memberRouter).upgrade(guarded, { context })
  port.on('close', () => {
    ending.abort()
    onEnd()
  })
  port.start()
  return {
    end: () => {
      ending.abort()
      port.close()
    },
  }
}
