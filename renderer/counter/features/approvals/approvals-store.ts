import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { WaitingRow } from '../../../../shared/contract/view'
import type { OperationId } from '../../../../shared/domain/ids'
import { useBridge } from '../../bridge/bridge'

/** What waits for a second person, the oldest first: an empty list is empty, one that could not be read says so. */
export const useApprovalsStore = defineStore('approvals', () => {
  const bridge = useBridge()
  const rows = ref<readonly WaitingRow[]>([])
  const read = ref<'loading' | 'here' | 'failed'>('loading')
  const selectedId = ref<OperationId | null>(null)
  let asked = 0

  const selected = computed(
    () => rows.value.find(({ operation }) => operation.operationId === selectedId.value) ?? null,
  )

  async function load(): Promise<void> {
    const number = ++asked
    const answer = await bridge.call((client) => client.waitingList({}))
    if (number !== asked) return
    read.value = answer.ok ? 'here' : 'failed'
    if (answer.ok) rows.value = answer.value.filter(({ operation }) => operation.second !== null)
    if (selected.value === null) selectedId.value = rows.value[0]?.operation.operationId ?? null
  }

  return { rows, read, selectedId, selected, load }
})
