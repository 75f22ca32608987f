import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { CodeForm, Elsewhere } from '../../../../shared/contract/remote-second'
import type { OperationId } from '../../../../shared/domain/ids'
import type { Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'

const emptyForm = (): CodeForm => ({ number: '', challenge: '', amount: '', last4: '' })

/**
 * What a supervisor does for other counters: what waits there, and codes on the telephone. A list that could not be read
 * keeps the last one with its age; passwords go as soon as they are of no more use.
 */
export const useElsewhereStore = defineStore('elsewhere', () => {
  const bridge = useBridge()
  const list = ref<Elsewhere | null>(null)
  const read = ref<'loading' | 'here' | 'failed'>('loading')
  const why = ref<readonly Refusal[]>([])
  const selectedId = ref<OperationId | null>(null)
  const password = ref('')
  const reason = ref('')
  const busy = ref(false)
  const refusals = ref<readonly Refusal[]>([])
  const said = ref<{ what: 'approved' | 'sent-back'; number: string; place: string } | null>(null)
  const form = ref<CodeForm>(emptyForm())
  const given = ref<{ code: string; number: string; place: string } | null>(null)
  let asked = 0

  const rows = computed(() => list.value?.rows ?? [])
  const selected = computed(
    () => rows.value.find(({ operationId }) => operationId === selectedId.value) ?? null,
  )

  /** The answer to the newest question is shown, whichever comes last. */
  async function load(): Promise<void> {
    const number = ++asked
    const answer = await bridge.call((client) => client.remoteSecond.list({}))
    if (number !== asked) return
    read.value = answer.ok ? 'here' : 'failed'
    why.value = answer.ok ? [] : answer.error
    if (answer.ok) list.value = answer.value
    if (selected.value === null) select(rows.value[0]?.operationId ?? null)
  }

  function select(operationId: OperationId | null): void {
    if (operationId === selectedId.value) return
    selectedId.value = operationId
    forget()
    reason.value = ''
  }

  async function decide(says: 'approved' | 'sent-back'): Promise<void> {
    const row = selected.value
    if (row === null || busy.value) return
    busy.value = true
    const { operationId, payloadHash, number } = row
    const place = `${row.hall} ${row.desk}`.trim()
    const about = { operationId, payloadHash, number, place, says }
    const answer = await bridge.call((client) =>
      client.remoteSecond.decide({ ...about, reason: reason.value, password: password.value }),
    )
    busy.value = false
    refusals.value = answer.ok ? [] : answer.error
    if (answer.ok) {
      said.value = { what: says, number, place }
      selectedId.value = null
      reason.value = ''
    }
    if (answer.ok || answer.error.some(({ field }) => field === 'password')) password.value = ''
    if (answer.ok || answer.error.some(({ code }) => code === 'approval.gone')) await load()
  }

  async function giveCode(): Promise<void> {
    if (busy.value) return
    busy.value = true
    const answer = await bridge.call((client) =>
      client.remoteSecond.giveCode({ form: { ...form.value }, password: password.value }),
    )
    busy.value = false
    refusals.value = answer.ok ? [] : answer.error
    if (answer.ok) {
      given.value = answer.value
      form.value = emptyForm()
    }
    if (answer.ok || answer.error.some(({ field }) => field === 'password')) password.value = ''
  }

  /** Nothing that was typed to prove oneself, and no code, outlives the part of the page it was typed in. */
  function forget(): void {
    password.value = ''
    refusals.value = []
    given.value = null
  }

  return {
    list,
    rows,
    read,
    why,
    selectedId,
    selected,
    password,
    reason,
    busy,
    refusals,
    said,
    form,
    given,
    load,
    select,
    approve: () => decide('approved'),
    sendBack: () => decide('sent-back'),
    giveCode,
    forget,
  }
})
