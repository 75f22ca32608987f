import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { OperationId, VisitId } from '../../../shared/domain/ids'
import type { RecordView } from '../../../shared/domain/movements'
import type { OperationKind } from '../../../shared/domain/operation'
import { useBridge } from '../bridge/bridge'

/** `here` = who is being served, or nobody; the others lie over it and lead back to it. */
export type Place =
  | 'here'
  | 'waiting'
  | 'approvals'
  | 'devices'
  | 'sync'
  | 'case'
  | 'answers'
  | 'institutions'
  | 'people'
  | 'day-close'

/** What a case is asked for by: its number as typed, the scan of a slip, the operation itself, or not yet anything. */
export type CaseAsk =
  | { readonly by: 'nothing' }
  | { readonly by: 'number'; readonly text: string }
  | { readonly by: 'slip'; readonly scanId: string }
  | { readonly by: 'list'; readonly operationId: OperationId }

interface Step {
  readonly service: OperationKind | null
  readonly result: OperationId | null
  /** Who acts for the member is being noted. */
  readonly agent?: boolean
  /** The member is shown the own records. */
  readonly records?: RecordView
}

const start: Step = { service: null, result: null }

/** Where the clerk is. One step per visit, so that a parked one goes on where it stopped. */
export const useScreenStore = defineStore('screen', () => {
  const bridge = useBridge()
  const place = ref<Place>('here')
  const waitingFilter = ref<string>('all')
  const waitingText = ref('')
  const caseAsk = ref<CaseAsk>({ by: 'nothing' })
  /** Where a case was opened from, and leads back to. */
  const caseFrom = ref<'here' | 'day-close'>('here')
  const practiceOpen = ref(false)
  const steps = ref(new Map<VisitId, Step>())

  const visitId = computed(() => bridge.view.value?.visit?.visitId ?? null)
  const step = computed<Step>(() =>
    visitId.value === null ? start : (steps.value.get(visitId.value) ?? start),
  )

  function setStep(next: Step): void {
    if (visitId.value !== null) steps.value.set(visitId.value, next)
    place.value = 'here'
  }

  function openWaiting(filter = 'all', text = ''): void {
    waitingFilter.value = filter
    waitingText.value = text
    place.value = 'waiting'
  }

  function openCase(ask: CaseAsk): void {
    caseAsk.value = ask
    if (place.value !== 'case') caseFrom.value = place.value === 'day-close' ? 'day-close' : 'here'
    place.value = 'case'
  }

  /** One step back; nothing typed is lost. @returns false when there is nothing to go back from */
  function back(): boolean {
    if (place.value !== 'here') {
      place.value = place.value === 'case' ? caseFrom.value : 'here'
      return true
    }
    const { service, result, agent, records } = step.value
    if (service === null && result === null && agent !== true && records === undefined) return false
    setStep(agent === true ? { ...step.value, agent: false } : start)
    return true
  }

  return {
    place,
    waitingFilter,
    waitingText,
    practiceOpen,
    visitId,
    service: computed(() => step.value.service),
    resultId: computed(() => step.value.result),
    records: computed(() => step.value.records ?? null),
    isAgentOpen: computed(() => step.value.agent === true),
    /** Over the service at hand, which is there again afterwards. */
    openAgent: () => setStep({ ...step.value, agent: true }),
    closeAgent: () => setStep({ ...step.value, agent: false }),
    openService: (service: OperationKind) => setStep({ service, result: null }),
    openRecords: (records: RecordView) => setStep({ ...start, records }),
    showResult: (result: OperationId) => setStep({ service: null, result }),
    showServices: () => setStep(start),
    goHere: () => {
      place.value = 'here'
    },
    openDevices: () => {
      place.value = 'devices'
    },
    openApprovals: () => {
      place.value = 'approvals'
    },
    openAnswers: () => {
      place.value = 'answers'
    },
    openInstitutions: () => {
      place.value = 'institutions'
    },
    openPeople: () => {
      place.value = 'people'
    },
    openDayClose: () => {
      place.value = 'day-close'
    },
    openSync: () => {
      place.value = 'sync'
    },
    caseAsk,
    openCase,
    openWaiting,
    back,
  }
})
