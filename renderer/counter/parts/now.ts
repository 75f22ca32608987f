import { inject, ref, watch } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import type { Bridge } from '../bridge/bridge'

export const nowKey: InjectionKey<Readonly<Ref<number>>> = Symbol('now')

/** Core's time (ms since 1970), moved on every second and with every view. The window never asks its own clock. */
export function createNow(bridge: Bridge): { readonly now: Ref<number>; readonly stop: () => void } {
  const now = ref(bridge.now())
  const tick = (): void => {
    now.value = bridge.now()
  }
  const timer = setInterval(tick, 1_000)
  const stopWatching = watch([bridge.view, bridge.store], tick, { flush: 'sync' })
  return {
    now,
    stop: () => {
      clearInterval(timer)
      stopWatching()
    },
  }
}

/** Core's time; inside the set-up of a component or a store. */
export function useNow(): Readonly<Ref<number>> {
  const now = inject(nowKey)
  if (now === undefined) throw new Error('no time is provided')
  return now
}
