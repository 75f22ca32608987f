import { z } from 'zod'
import type { Bridge } from './bridge'

/** What the preload hands to the page. `port` comes with exactly one MessagePort. */
const fromPreload = z.discriminatedUnion('type', [
  z.object({ type: z.literal('port') }),
  z.object({ type: z.literal('core-state'), state: z.enum(['restarting', 'stopped']) }),
])

/** Feeds the bridge from the window's own messages; anything else is ignored. Returns how to stop. */
export function listenToPreload(page: Window, bridge: Bridge): () => void {
  const hear = (event: MessageEvent<unknown>): void => {
    if (event.source !== page || event.origin !== page.location.origin) return
    const message = fromPreload.safeParse(event.data)
    if (!message.success) return
    const [port] = event.ports
    if (message.data.type === 'core-state') bridge.coreState(message.data.state)
    else if (port !== undefined) bridge.connect(port)
  }
  page.addEventListener('message', hear)
  return () => page.removeEventListener('message', hear)
}

/** Asks main, through the preload, to start core once more. */
export function askForCore(page: Window): void {
  page.postMessage({ type: 'core-again' }, page.location.origin)
}
