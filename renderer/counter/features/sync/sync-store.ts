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
  /** What was done with a stick, said once. */
  const stick = ref<
    { readonly written: readonly number[]; readonly operations: number } | { readonly read: number } | null
  >(null)
  /** The second question before the epoch is given up. */
  const isAsking = ref(false)

  async function act<T>(run: (client: CounterClient) => Promise<T>): Promise<Answer<T>> {
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
    stick,
    async writeStick() {
      stick.value = null
      const answer = await act((client) => client.writeStick({}))
      if (answer.ok && answer.value !== null)
        stick.value = { written: answer.value.numbers, operations: answer.value.operations }
    },
    async readStick() {
      stick.value = null
      const answer = await act((client) => client.readStickAnswer({}))
      if (answer.ok && answer.value !== null) stick.value = { read: answer.value.number }
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
      stick.value = null
      isAsking.value = false
      refusals.value = []
    },
  }
})
