import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'
import type { Answer } from '../../bridge/bridge'
import type { CounterClient } from '../../bridge/client'

/** What is done about the line; what it is stands in the view. */
export const useSyncStore = defineStore('sync', () => {
  const bridge = useBridge()
  const busy = ref(false)
  const refusals = ref<readonly Refusal[]>([])
  /** Said once after 现在联一次. */
  const asked = ref(false)
  /** The second question before the epoch is given up. */
  const isAsking = ref(false)

  async function act(run: (client: CounterClient) => Promise<unknown>): Promise<Answer<unknown>> {
    busy.value = true
    const answer = await bridge.call(run)
    busy.value = false
    refusals.value = answer.ok ? [] : answer.error
    return answer
  }

  return {
    busy,
    refusals,
    asked,
    isAsking,
    async now() {
      asked.value = (await act((client) => client.syncNow({}))).ok
    },
    resume: () => act((client) => client.resumeSending({})),
    async enrolAgain() {
      isAsking.value = false
      await act((client) => client.enrolAgain({}))
    },
    seen: () => act((client) => client.remoteActsSeen({})),
    /** Whoever comes back sees no old answer. */
    leave() {
      asked.value = false
      isAsking.value = false
      refusals.value = []
    },
  }
})
