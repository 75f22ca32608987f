import type { StoreState } from '../../../shared/contract/store'
import { ok } from '../../../shared/domain/result'
import type { StoreAct } from '../../../shared/contract/store'
import { createChangesSignal } from '../server/changes-signal'
import type { Front, Served } from '../server/front'
import type { StartedCore } from '../core'
import type { StoreDesk } from '../store/store-desk'

/** What stands behind the ports of a counter whose store is open. */
export function openFront(started: StartedCore): Front {
  const { core } = started
  return {
    realm: core.realm,
    station: { hall: core.station.hall, desk: core.station.desk },
    now: core.clock.now,
    store: {
      state: () => ({ state: 'open', notices: [] }),
      changes: createChangesSignal(),
      act: () => Promise.resolve(ok(null)),
    },
    served: () => started,
    restartAs: () => undefined,
    log: core.log,
  }
}

export interface FakeDesk extends StoreDesk {
  /** What came as far as the store. */
  readonly acts: readonly StoreAct[]
  to(state: StoreState): void
}

/** A store that is in whatever state the test says. */
export function fakeDesk(first: StoreState): FakeDesk {
  const changes = createChangesSignal()
  const acts: StoreAct[] = []
  let state = first
  return {
    state: () => state,
    changes,
    acts,
    act: (act) => {
      acts.push(act)
      return Promise.resolve(ok(null))
    },
    to: (next) => {
      state = next
      changes.changed()
    },
  }
}

/** What stands behind the ports while the store is in that desk's state. */
export function frontOf(store: StoreDesk, served: () => Served | null): Front {
  const station = { hall: '马家窑镇便民服务中心', desk: '2号窗口' }
  return {
    realm: 'practice',
    station,
    now: () => 1_795_600_000_000,
    store,
    served,
    restartAs: () => undefined,
    log: () => undefined,
  }
}
