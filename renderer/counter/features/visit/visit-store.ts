import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { OperationId, VisitId } from '../../../../shared/domain/ids'
import type { Refusal } from '../../../../shared/domain/operation'
import { fail } from '../../../../shared/domain/result'
import { useBridge } from '../../bridge/bridge'
import type { Answer } from '../../bridge/bridge'
import type { CounterClient } from '../../bridge/client'
import { useNotes } from '../../parts/notes'

type Done = Record<string, never>
const notSamePerson: Refusal = { code: 'visit.not-same-person', data: {}, clause: null, field: null }

export type OtherCardChoice = 'payee' | 'household' | 'agent' | 'next-visit' | 'mistake'

/** What is done with a visit as a whole. */
export const useVisitStore = defineStore('visit', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const busy = ref(false)
  const isEnding = ref(false)

  async function act(run: (client: CounterClient) => Promise<Done>): Promise<Answer<Done> | null> {
    if (busy.value) return null
    busy.value = true
    const answer = notes.say(await bridge.call(run))
    busy.value = false
    return answer
  }

  const printed = ref<readonly string[]>([])

  /** One slip after the other; the first that does not come out ends it. */
  async function printAll(ids: readonly OperationId[]): Promise<void> {
    if (busy.value) return
    busy.value = true
    printed.value = []
    for (const operationId of ids) {
      const answer = notes.say(await bridge.call((client) => client.printSlip({ operationId })))
      if (!answer.ok) break
      printed.value = [...printed.value, answer.value.title]
    }
    busy.value = false
  }

  return {
    busy,
    printed,
    printAll,
    /** The question before the end is open. */
    isEnding,
    confirmPerson: async (visitId: VisitId, same: boolean) => {
      const answer = await act((client) => client.confirmPerson({ visitId, same }))
      // the visit is over with it: what to say stays on the screen
      if (answer?.ok === true && !same) notes.say(fail([notSamePerson]))
    },
    refreshFacts: (visitId: VisitId) => act((client) => client.refreshFacts({ visitId })),
    told: (operationId: OperationId) => act((client) => client.tellMember({ operationId, how: 'here' })),
    note: (visitId: VisitId, note: 'own-income' | 'cannot-answer', holds: boolean) =>
      act((client) => client.noteVisit({ visitId, note, holds })),
    park: (visitId: VisitId) => act((client) => client.parkVisit({ visitId })),
    chooseOtherCard: (readId: string, choice: OtherCardChoice) =>
      act((client) => client.otherCard({ readId, choice })),
    end: async (visitId: VisitId) => {
      const answer = await act((client) => client.endVisit({ visitId }))
      isEnding.value = false
      return answer
    },
  }
})
