import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { StoreAct, StoreState, StoreTrouble } from '../../../../shared/contract/store'
import type { Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'

/** An opening that takes no longer than this is not worth a page of its own. */
const shownAfterMs = 1_000

/** How the store opens, and what is done where it cannot. */
export const useRecoveryStore = defineStore('recovery', () => {
  const bridge = useBridge()
  const state = computed<StoreState | null>(() => bridge.store.value?.store ?? null)
  const isLate = ref(false)
  const passphrase = ref('')
  const isEmpty = ref(false)
  const busy = ref(false)
  const refusals = ref<readonly Refusal[]>([])
  /** What was done last and did not lead out of the trouble. */
  const tried = ref<StoreAct['type'] | null>(null)
  /** The second question before something is given up. */
  const isAsking = ref(false)
  let timer: ReturnType<typeof setTimeout> | null = null

  watch(
    () => state.value?.state ?? null,
    (now) => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      if (now === 'opening' && !isLate.value) timer = setTimeout(() => (isLate.value = true), shownAfterMs)
      if (now !== 'trouble') isAsking.value = false
      // whoever has seen the trouble sees at once that something is being done
      if (now === 'trouble') isLate.value = true
      if (now === 'open') {
        isLate.value = false
        tried.value = null
      }
    },
    { immediate: true },
  )
  watch(passphrase, (text) => {
    if (text !== '') isEmpty.value = false
  })

  /** What stands over the window: the trouble, an opening that takes its time, or nothing. */
  const page = computed<'opening' | 'trouble' | null>(() => {
    // nobody opens anything any more: what there is to press lies in the window
    if (bridge.connection.value === 'stopped') return null
    if (state.value?.state === 'trouble') return 'trouble'
    return state.value?.state === 'opening' && isLate.value ? 'opening' : null
  })

  async function act(what: StoreAct): Promise<void> {
    if (busy.value) return
    busy.value = true
    isAsking.value = false
    tried.value = what.type
    const answer = await bridge.act(what)
    busy.value = false
    refusals.value = answer.ok ? [] : answer.error
  }

  /** A way out by its button. What gives something up asks once more and names what stood on the screen. */
  async function take(type: StoreAct['type']): Promise<void> {
    if (type === 'go-on-without') {
      isAsking.value = true
      return
    }
    if (type !== 'passphrase') {
      await act({ type })
      return
    }
    isEmpty.value = passphrase.value === ''
    if (isEmpty.value) return
    const typed = passphrase.value
    passphrase.value = ''
    await act({ type, passphrase: typed })
  }

  async function giveUp({ damage }: StoreTrouble): Promise<void> {
    if (damage === null) return
    await act({ type: 'go-on-without', firstFrame: damage.firstFrame, lastFrame: damage.lastFrame })
  }

  return {
    state,
    page,
    passphrase,
    isEmpty,
    busy,
    refusals,
    tried,
    isAsking,
    take,
    giveUp,
    notYet: () => {
      isAsking.value = false
    },
  }
})
