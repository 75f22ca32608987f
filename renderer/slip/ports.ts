/**
 * Calls `take` with each port the preload brings: it posts `{type: 'port'}` with one port from this very page to this
 * very page. Every other message is ignored.
 */
export function onPort(page: Window, take: (port: MessagePort) => void): void {
  page.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0]
    if (event.source !== page || event.origin !== page.location.origin) return
    if (port !== undefined && isPortMessage(event.data)) take(port)
  })
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'port'
}
