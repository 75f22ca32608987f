import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { CaseView, Found, WithdrawnElsewhere } from '../../../../shared/contract/case'
import type { OperationId, VisitId } from '../../../../shared/domain/ids'
import type { Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'
import type { Answer } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** F3: what is sought, what it led to, and the case with what can be done from there. */
export const useCaseStore = defineStore('case', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const sought = ref('')
  const problems = ref<readonly Refusal[]>([])
  const found = ref<Found | null>(null)
  const view = ref<CaseView | null>(null)
  const withdrawn = ref<WithdrawnElsewhere | null>(null)
  const busy = ref(false)
  const printed = ref<{ readonly title: string; readonly copy: number } | null>(null)
  const reason = ref('')
  const reasonProblems = ref<readonly Refusal[]>([])

  const operationId = computed(() => (found.value?.found === 'case' ? found.value.operationId : null))
  const elsewhere = computed(() => (found.value?.found === 'elsewhere' ? found.value : null))

  // the same asking, however often its answer is lost or its paper does not come out
  let withdrawalId = crypto.randomUUID()

  function clear(): void {
    found.value = null
    view.value = null
    withdrawn.value = null
    withdrawalId = crypto.randomUUID()
    printed.value = null
    problems.value = []
    reason.value = ''
    reasonProblems.value = []
  }

  async function load(): Promise<void> {
    const id = operationId.value
    if (id === null) return
    const answer = await bridge.call((client) => client.looks.case({ operationId: id }))
    if (answer.ok && operationId.value === id) view.value = answer.value
  }

  async function taken(answer: Answer<Found>, way: 'number' | 'slip'): Promise<void> {
    if (!answer.ok) {
      problems.value = answer.error
      return
    }
    found.value = answer.value
    if (answer.value.found === 'case') await opened(answer.value.operationId, way)
  }

  async function opened(id: OperationId, way: 'number' | 'slip' | 'list'): Promise<void> {
    notes.say(await bridge.call((client) => client.looks.openCase({ operationId: id, way })))
    await load()
  }

  /** Finds by what is typed; what is wrong with it is said at the field. */
  async function find(): Promise<void> {
    if (busy.value) return
    clear()
    busy.value = true
    const number = sought.value.slice(0, 200)
    await taken(await bridge.call((client) => client.looks.find({ number })), 'number')
    busy.value = false
  }

  async function findSlip(scanId: string): Promise<void> {
    clear()
    sought.value = ''
    await taken(await bridge.call((client) => client.looks.findSlip({ scanId })), 'slip')
  }

  async function open(id: OperationId): Promise<void> {
    clear()
    sought.value = ''
    found.value = { found: 'case', operationId: id, slip: null, code: null }
    await opened(id, 'list')
  }

  /** One act at a time on the case at hand; what it changed is shown. */
  async function act<T>(run: (id: OperationId) => Promise<Answer<T>>): Promise<Answer<T> | null> {
    const id = operationId.value
    if (id === null || busy.value) return null
    busy.value = true
    const answer = notes.say(await run(id))
    if (answer.ok) await load()
    busy.value = false
    return answer
  }

  async function print(): Promise<void> {
    const answer = await act((id) => bridge.call((client) => client.printSlip({ operationId: id })))
    if (answer?.ok === true) printed.value = answer.value
  }

  async function withdraw(): Promise<void> {
    await act((id) => bridge.call((client) => client.withdraw({ operationId: id })))
  }

  /** 撤回 of another counter's, for whoever is being served here. */
  async function withdrawElsewhere(visitId: VisitId): Promise<void> {
    if (busy.value) return
    busy.value = true
    const answer = notes.say(
      await bridge.call((client) => client.looks.withdrawElsewhere({ visitId, withdrawalId })),
    )
    busy.value = false
    if (answer.ok) withdrawn.value = answer.value
  }

  /** 有异议 is raised with a reason, or settled with how it ended. */
  async function dispute(): Promise<boolean> {
    const settles = view.value?.dispute != null
    const said = reason.value.slice(0, 500)
    const answer = await act((id) =>
      bridge.call<unknown>((client) =>
        settles
          ? client.settleDispute({ operationId: id, words: said })
          : client.raiseDispute({ operationId: id, reason: said }),
      ),
    )
    if (answer === null) return false
    reasonProblems.value = answer.ok ? [] : answer.error
    if (answer.ok) reason.value = ''
    return answer.ok
  }

  return {
    sought,
    problems,
    found,
    view,
    withdrawn,
    busy,
    printed,
    reason,
    reasonProblems,
    elsewhere,
    clear,
    load,
    find,
    findSlip,
    open,
    print,
    withdraw,
    withdrawElsewhere,
    dispute,
  }
})
