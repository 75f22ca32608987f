import { ORPCError } from '@orpc/server'
import type { StoreWatch } from '../../../shared/contract/store'
import type { Refusal } from '../../../shared/domain/operation'
import type { StartCore, StartedCore } from '../core'
import { reason } from '../services/outcome'
import type { StoreDesk } from '../store/store-desk'

/** Core once its store is open. */
export type Served = Pick<StartedCore, 'core' | 'changes'>

/** What stands behind the windows' ports: the store from core's start on, everything else once it is open. */
export interface Front {
  readonly realm: StartCore['realm']
  readonly station: StoreWatch['station']
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly store: StoreDesk
  readonly served: () => Served | null
  /** The app starts again as the other realm. */
  readonly restartAs: (realm: StartCore['realm']) => void
  readonly log: (level: 'warn', code: string, data: Readonly<Record<string, string>>) => void
}

/** What a call knows about the port it came over. */
export interface PortContext {
  readonly front: Front
  readonly portClosed: AbortSignal
}

/** Core for a procedure; refuses the call as `core.restarting` while the store is not open. */
export function servedOf({ front }: PortContext): Served {
  const served = front.served()
  const refusals: readonly Refusal[] = [reason('core.restarting')]
  if (served === null) throw new ORPCError('refused', { data: { refusals } })
  return served
}

/** The store now and after every change, until the signal aborts. Slow watchers skip states. */
export async function* storeViews(front: Front, ended: AbortSignal): AsyncGenerator<StoreWatch> {
  const { realm, station, now, store } = front
  const revisions = store.changes.watch(ended)
  while ((await revisions.next()).done !== true) yield { realm, station, at: now(), store: store.state() }
}

/** Core as soon as its store is open, null when the port closed before. */
export async function whenOpen(front: Front, ended: AbortSignal): Promise<Served | null> {
  for await (const { store } of storeViews(front, ended)) {
    const served = store.state === 'open' ? front.served() : null
    if (served !== null) return served
  }
  return null
}

/** Core once its store, which is being opened, is open; null when that ends in trouble or the port closes before. */
export async function openSoon(front: Front, ended: AbortSignal): Promise<Served | null> {
  for await (const { store } of storeViews(front, ended)) {
    const served = store.state === 'open' ? front.served() : null
    if (served !== null || store.state === 'trouble') return served
  }
  return null
}

/** Ends with the call or with its port, whichever is first. */
export function endOf(signal: AbortSignal | undefined, { portClosed }: PortContext): AbortSignal {
  return signal === undefined ? portClosed : AbortSignal.any([signal, portClosed])
}
