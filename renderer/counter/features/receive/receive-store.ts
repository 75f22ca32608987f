import { defineStore } from 'pinia'
import { watch } from 'vue'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'
import { createOperationFlow } from '../../parts/operation-flow'

export interface ReceiveFields {
  transferId: string
}

/** Which waiting money is received. A single one is chosen already. */
export const useReceiveStore = defineStore('receive', () => {
  const flow = createOperationFlow<ReceiveFields>({
    bridge: useBridge(),
    notes: useNotes(),
    empty: () => ({ transferId: '' }),
    toForm: ({ transferId }) => ({ kind: 'receive', transferId }),
  })
  watch(
    () => flow.visit.value?.facts?.waitingToReceive,
    (waiting = []) => {
      const fields = flow.fields.value
      if (fields === null) return
      const [only] = waiting
      if (!waiting.some(({ transferId }) => transferId === fields.transferId)) fields.transferId = ''
      if (fields.transferId === '' && waiting.length === 1 && only !== undefined)
        fields.transferId = only.transferId
    },
    { immediate: true },
  )
  return flow
})
