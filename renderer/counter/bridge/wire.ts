import { clientOver } from './client'
import type { CounterClient } from './client'

/** One port with its client, for as long as the port lives. */
export interface Wire {
  readonly client: CounterClient
  /** Settles when the port closed, from either side. */
  readonly closed: Promise<void>
  isClosed(): boolean
  /** Closes the port from this side. */
  close(): void
}

/** Starts a port. A dead port answers nothing and fires `close`; that is all there is to notice. */
export function openWire(port: MessagePort): Wire {
  let isClosed = false
  let settle = (): void => undefined
  const closed = new Promise<void>((resolve) => {
    settle = resolve
  })
  const end = (): void => {
    isClosed = true
    settle()
  }
  // before the client listens, so that calls that end with the port already find it closed
  port.addEventListener('close', end)
  const client = clientOver(port)
  port.start()
  return {
    client,
    closed,
    isClosed: () => isClosed,
    // a port closed here fires no event here
    close: () => {
      end()
      port.close()
    },
  }
}
