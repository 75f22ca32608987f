import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { CodeAsked } from '../../../shared/contract/remote-second'
import type { OperationId } from '../../../shared/domain/ids'
import type { Refusal } from '../../../shared/domain/operation'
import { useBridge } from '../bridge/bridge'

/** 打电话请主管复核: what is read out, and the code that was heard. */
export const useTelephoneStore = defineStore('telephone', () => {
  const bridge = useBridge()
  const asked = ref<CodeAsked | null>(null)
  const by = ref('')
  const code = ref('')
  const busy = ref(false)
  const refusals = ref<readonly Refusal[]>([])

  /** @param only the one supervisor there is, so that nobody has to choose */
  async function ask(operationId: OperationId, only: string): Promise<void> {
    if (busy.value) return
    busy.value = true
    const answer = await bridge.call((client) => client.remoteSecond.askCode({ operationId }))
    busy.value = false
    refusals.value = answer.ok ? [] : answer.error
    asked.value = answer.ok ? answer.value : null
    code.value = ''
    if (by.value === '') by.value = only
  }

  /** @returns whether the code was right */
  async function use(operationId: OperationId): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    const heard = { operationId, by: by.value, code: code.value }
    const answer = await bridge.call((client) => client.remoteSecond.useCode(heard))
    busy.value = false
    refusals.value = answer.ok ? [] : answer.error
    if (!answer.ok) await readAgain(operationId, answer.error)
    return answer.ok
  }

  /** How often it may still be tried, or a new number to read out. */
  async function readAgain(operationId: OperationId, why: readonly Refusal[]): Promise<void> {
    code.value = ''
    const answer = await bridge.call((client) => client.remoteSecond.askCode({ operationId }))
    asked.value = answer.ok ? answer.value : null
    refusals.value = why
  }

  function close(): void {
    asked.value = null
    by.value = ''
    code.value = ''
    refusals.value = []
  }

  return { asked, by, code, busy, refusals, ask, use, close }
})
