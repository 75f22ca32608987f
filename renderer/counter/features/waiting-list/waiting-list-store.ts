import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { WaitingRow } from '../../../../shared/contract/view'
import type { ToldHow } from '../../../../shared/domain/events'
import type { OperationId } from '../../../../shared/domain/ids'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

export const waitingFilters = [
  'all',
  'attention',
  'call-back',
  'unknown',
  'queued',
  'kept',
  'receiver',
] as const
export type WaitingFilter = (typeof waitingFilters)[number]

const inFilter: Readonly<Record<WaitingFilter, (row: WaitingRow) => boolean>> = {
  all: () => true,
  attention: ({ next }) => next === 'tell-member' || next === 'second-person',
  'call-back': ({ callBack }) => callBack !== 'not-yet',
  unknown: ({ next }) => next === 'query-first',
  // put by it is still 待发送, with that said
  queued: ({ next }) => next === 'goes-out-by-itself' || next === 'being-sent' || next === 'held',
  kept: ({ next }) => next === 'centre-keeps-it',
  receiver: ({ next }) => next === 'wait-for-receiver',
}

function matches(row: WaitingRow, text: string): boolean {
  const sought = text.replace(/\s/g, '')
  const { number, member } = row.operation
  return sought === '' || (number ?? '').includes(sought) || (member[0] ?? '') === sought[0]
}

/** What the list shows: an empty list is empty, one that could not be read says so. */
export const useWaitingListStore = defineStore('waiting-list', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const rows = ref<readonly WaitingRow[]>([])
  const read = ref<'loading' | 'here' | 'failed'>('loading')
  const filter = ref<WaitingFilter>('all')
  const sought = ref('')
  const selectedId = ref<OperationId | null>(null)
  const busy = ref(false)
  const printed = ref<{
    readonly operationId: OperationId
    readonly title: string
    readonly copy: number
  } | null>(null)
  let asked = 0

  const shown = computed(() =>
    rows.value.filter((row) => inFilter[filter.value](row) && matches(row, sought.value)),
  )
  const selected = computed(
    () => shown.value.find(({ operation }) => operation.operationId === selectedId.value) ?? null,
  )
  const counts = computed(() =>
    Object.fromEntries(waitingFilters.map((name) => [name, rows.value.filter(inFilter[name]).length])),
  )

  async function load(): Promise<void> {
    const number = ++asked
    const answer = await bridge.call((client) => client.waitingList({}))
    if (number !== asked) return
    read.value = answer.ok ? 'here' : 'failed'
    if (answer.ok) rows.value = answer.value
    if (selected.value === null) selectedId.value = shown.value[0]?.operation.operationId ?? null
  }

  async function print(operationId: OperationId): Promise<void> {
    if (busy.value) return
    busy.value = true
    const answer = notes.say(await bridge.call((client) => client.printSlip({ operationId })))
    busy.value = false
    if (answer.ok) printed.value = { operationId, ...answer.value }
  }

  async function withdraw(operationId: OperationId): Promise<void> {
    if (busy.value) return
    busy.value = true
    const answer = notes.say(await bridge.call((client) => client.withdraw({ operationId })))
    busy.value = false
    if (answer.ok) await load()
  }

  /** @returns whether it was done */
  async function hold(operationId: OperationId, held: boolean, caller: string): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    const answer = notes.say(await bridge.call((client) => client.hold({ operationId, held, caller })))
    busy.value = false
    if (answer.ok) await load()
    return answer.ok
  }

  async function sendAgain(operationId: OperationId): Promise<void> {
    if (busy.value) return
    busy.value = true
    const answer = notes.say(await bridge.call((client) => client.sendAgain({ operationId })))
    busy.value = false
    if (answer.ok) await load()
  }

  async function tell(operationId: OperationId, how: ToldHow): Promise<void> {
    if (busy.value) return
    busy.value = true
    const answer = notes.say(await bridge.call((client) => client.tellMember({ operationId, how })))
    busy.value = false
    if (answer.ok) await load()
  }

  /** Opens the list on one kind of items, or on what is sought. */
  function begin(name: string, text: string): void {
    filter.value = waitingFilters.find((one) => one === name) ?? 'all'
    sought.value = text
  }

  return {
    rows,
    read,
    filter,
    sought,
    selectedId,
    shown,
    selected,
    counts,
    busy,
    printed,
    load,
    print,
    withdraw,
    sendAgain,
    hold,
    tell,
    begin,
  }
})
