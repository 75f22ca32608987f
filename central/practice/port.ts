import type { FromCentre } from '../../shared/contract/shell'

/** The line to whoever started this process. */
export interface ParentPort {
  send(message: FromCentre): void
  onMessage(listen: (message: unknown) => void): void
  /** The starter is gone. */
  onClose(listen: () => void): void
}

/** What Electron gives a utility process as `process.parentPort`; described here, so that no Electron is imported. */
interface UtilityPort {
  postMessage(message: unknown): void
  on(event: 'message', listen: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listen: () => void): unknown
}

/**
 * The port of this process: Electron's in a utility process, Node's own channel when plain Node forked it (tests,
 * tools), null when nobody listens.
 */
export function parentPort(): ParentPort | null {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (isUtilityPort(port)) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listen) => port.on('message', ({ data }) => listen(data)),
      onClose: (listen) => port.on('close', listen),
    }
  }
  if (process.send === undefined) return null
  return {
    send: (message) => {
      if (process.connected) process.send?.(message)
    },
    onMessage: (listen) => process.on('message', listen),
    onClose: (listen) => process.on('disconnect', listen),
  }
}

function isUtilityPort(value: unknown): value is UtilityPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value
}
