import { v7 as uuidv7 } from 'uuid'
import { defineStore } from 'pinia'
import { computed, reactive, ref, watch } from 'vue'
import type { VisitView } from '../../../../shared/contract/view'
import { papersOf } from '../../../../shared/domain/agent-rules'
import type { VisitId } from '../../../../shared/domain/ids'
import type { PaperKind, Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'
import type { Answer } from '../../bridge/bridge'
import type { CounterClient } from '../../bridge/client'
import { useNotes } from '../../parts/notes'

export interface AgentFields {
  relation: string
  authority: 'letter' | 'guardian'
  /** `called`: not here, and a supervisor speaks with the member before anything is sent. */
  presence: 'here' | 'away' | 'called'
  phone: string
  paperKind: PaperKind
}

/** What is typed about whoever acts for the member. Kept with the visit, also while it is parked. */
export const useAgentStore = defineStore('agent', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const drafts = reactive(new Map<VisitId, AgentFields>())
  const refused = ref<readonly Refusal[]>([])
  const busy = ref<'settle' | 'remove' | 'paper' | null>(null)
  const visit = computed(() => bridge.view.value?.visit ?? null)

  function begin(of: VisitView): void {
    const known = drafts.get(of.visitId)
    if (known !== undefined) return
    const { agent } = of
    const authority = agent?.authority ?? (of.notes.needsGuardian ? 'guardian' : 'letter')
    drafts.set(of.visitId, {
      relation: agent?.relation ?? '',
      authority,
      presence: presenceOf(agent),
      phone: agent?.phone ?? '',
      paperKind: papersOf[authority][0] ?? 'authority-letter',
    })
  }
  watch(
    visit,
    (of) => {
      if (of !== null) begin(of)
    },
    { immediate: true },
  )
  const fields = computed(() => (visit.value === null ? null : (drafts.get(visit.value.visitId) ?? null)))
  /** The newest paper of this visit that shows the chosen authority. */
  const paper = computed(() => {
    const kinds = fields.value === null ? [] : papersOf[fields.value.authority]
    return visit.value?.papers.filter(({ kind }) => kinds.includes(kind)).at(-1) ?? null
  })
  // a refusal is about the form as it was
  watch([fields, paper], () => (refused.value = []), { deep: true })

  async function act<T>(
    what: NonNullable<typeof busy.value>,
    run: (client: CounterClient, visitId: VisitId) => Promise<T>,
  ): Promise<Answer<T> | null> {
    const of = visit.value
    if (of === null || busy.value !== null) return null
    busy.value = what
    const answer = notes.say(await bridge.call((client) => run(client, of.visitId)))
    busy.value = null
    refused.value = answer.ok ? [] : answer.error
    return answer
  }

  return {
    fields,
    paper,
    busy,
    problems: (...names: string[]) =>
      refused.value.filter(({ field }) => field !== null && names.includes(field)),
    /** @returns whether somebody acts for the member now */
    settle: async (): Promise<boolean> => {
      const of = fields.value
      if (of === null) return false
      const { relation, authority, phone, presence } = of
      const paperId = paper.value?.attachmentId ?? null
      const supervisorCalls = presence === 'called'
      const form = {
        ...{ relation, authority, phone, paperId, supervisorCalls },
        memberPresent: presence === 'here',
      }
      const answer = await act('settle', (client, visitId) => client.agent.settle({ visitId, form }))
      return answer?.ok === true
    },
    /** @returns whether nobody acts for the member any more */
    remove: async (): Promise<boolean> => {
      const answer = await act('remove', (client, visitId) => client.agent.remove({ visitId }))
      if (answer?.ok !== true || visit.value === null) return false
      drafts.delete(visit.value.visitId)
      begin({ ...visit.value, agent: null })
      return true
    },
    pickPaper: async (): Promise<void> => {
      const kind = fields.value?.paperKind
      if (kind === undefined) return
      await act('paper', (client, visitId) => client.keepPaper({ visitId, attachmentId: uuidv7(), kind }))
    },
  }
})

function presenceOf(agent: VisitView['agent']): AgentFields['presence'] {
  if (agent === null || agent.memberPresent) return 'here'
  return agent.supervisorCalls ? 'called' : 'away'
}
