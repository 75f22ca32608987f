import { defineStore } from 'pinia'
import { v4 as uuid } from 'uuid'
import { ref } from 'vue'
import type { RecordsView } from '../../../../shared/contract/movements'
import type { VisitId } from '../../../../shared/domain/ids'
import type { RecordView } from '../../../../shared/domain/movements'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** What is shown of the served member's own records, and for which look. */
export const useRecordsStore = defineStore('records', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const asked = ref<{ readonly visitId: VisitId; readonly lookId: string; readonly what: RecordView } | null>(
    null,
  )
  const view = ref<RecordsView | null>(null)
  const busy = ref(false)
  const printed = ref<string | null>(null)

  const isStillAsked = (lookId: string): boolean => asked.value?.lookId === lookId

  /** Every opening is a look of its own; the answer of an earlier one is not shown for a later one. */
  async function open(visitId: VisitId, what: RecordView): Promise<void> {
    const look = { visitId, lookId: uuid(), what }
    asked.value = look
    view.value = null
    printed.value = null
    busy.value = true
    const answer = notes.say(await bridge.call((client) => client.looks.records(look)))
    if (!isStillAsked(look.lookId)) return
    busy.value = false
    view.value = answer.ok ? answer.value : null
  }

  async function print(): Promise<void> {
    const look = asked.value
    if (look === null || view.value === null || busy.value) return
    busy.value = true
    const answer = notes.say(await bridge.call((client) => client.looks.printRecords(look)))
    busy.value = false
    printed.value = answer.ok ? answer.value.title : null
  }

  /** Nothing of one member is there for the next. */
  function clear(): void {
    asked.value = null
    view.value = null
    printed.value = null
    busy.value = false
  }

  return { view, busy, printed, open, print, clear }
})
