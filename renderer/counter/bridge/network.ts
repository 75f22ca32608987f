import type { Bridge } from './bridge'

/** Tells core when the machine has a network again. */
export function tellOfNetwork(on: Pick<Window, 'addEventListener'>, bridge: Bridge): void {
  on.addEventListener('online', () => void bridge.call((client) => client.networkBack({})))
}
