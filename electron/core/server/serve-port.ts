import { RPCHandler } from '@orpc/server/message-port'
import { guardPort } from '../../ports/port-guard'
import type { ProcessPort } from '../../ports/port-guard'
import type { StartedCore } from '../core'
import { counterRouter } from './counter-router'
import { memberRouter } from './member-router'

/**
 * Serves one window over its port: the counter's procedures or the member's, never both. Rubbish is kept away from
 * oRPC and logged as a code. `onEnd` is called when the port closes from the other side.
 */
export function servePort(
  { core, changes }: Pick<StartedCore, 'core' | 'changes'>,
  to: 'counter' | 'member',
  port: ProcessPort,
  onEnd: () => void,
): { readonly end: () => void } {
  const ending = new AbortController()
  const context = { portClosed: ending.signal }
  const guarded = guardPort(port, ending.signal, () => {
    core.log('warn', 'message.malformed', { from: to })
  })
  if (to === 'counter') new RPCHandler(counterRouter(core, changes)).upgrade(guarded, { context })
  else new RPCHandler(memberRouter(core, changes)).upgrade(guarded, { context })
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
