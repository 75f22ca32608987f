import { onScopeDispose, readonly, ref } from 'vue'
import type { Ref } from 'vue'

/** Presses closer together than this are one press (screens.md section 3). */
export const restMs = 300

/** A pause after a press, so that a trembling finger presses once. */
export function useRest(): { resting: Readonly<Ref<boolean>>; rest: () => void } {
  const resting = ref(false)
  let timer: ReturnType<typeof setTimeout> | null = null
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    resting.value = false
  }
  onScopeDispose(stop)
  return {
    resting: readonly(resting),
    rest: () => {
      stop()
      resting.value = true
      timer = setTimeout(stop, restMs)
    },
  }
}
