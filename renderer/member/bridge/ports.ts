/** Hands over each MessagePort that the preload brings: one at every (re)wiring of this window with core. */
export interface Ports {
  /** One taker only. A port that came before the taker is kept for it; a newer port replaces it. */
  take: (take: (port: MessagePort) => void) => void
}

/**
 * The preload posts `{type: 'port'}` with one port from this very page to this very page; every other message is
 * ignored.
 */
export function portsOf(page: Window): Ports {
  let taker: ((port: MessagePort) => void) | null = null
  let early: MessagePort | null = null
  page.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0]
    if (event.source !== page || event.origin !== page.location.origin) return
    if (port === undefined || !isPortMessage(event.data)) return
    if (taker === null) early = port
    else taker(port)
  })
  return {
    take: (take) => {
      taker = take
      if (early !== null) take(early)
      early = null
    },
  }
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'port'
}
