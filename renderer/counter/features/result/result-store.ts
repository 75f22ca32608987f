import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { OperationId } from '../../../../shared/domain/ids'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

export interface PrintedSlip {
  readonly operationId: OperationId
  readonly file: string
  readonly title: string
  readonly copy: number
}

/** Slips printed from the result page. Printing is a thing of its own: the operation is not affected by it. */
export const useResultStore = defineStore('result', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const printing = ref(false)
  const printed = ref<PrintedSlip | null>(null)

  async function print(operationId: OperationId): Promise<void> {
    if (printing.value) return
    printing.value = true
    const answer = notes.say(await bridge.call((client) => client.printSlip({ operationId })))
    printing.value = false
    if (answer.ok) printed.value = { operationId, ...answer.value }
  }

  const waive = async (operationId: OperationId): Promise<unknown> =>
    notes.say(await bridge.call((client) => client.waiveSlip({ operationId })))

  const askPassword = async (operationId: OperationId): Promise<unknown> =>
    notes.say(await bridge.call((client) => client.askPassword({ operationId })))

  return { printing, waive, askPassword, printed, print }
})
