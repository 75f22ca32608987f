import { defineStore } from 'pinia'
import { v4 as uuid } from 'uuid'
import { computed, ref, shallowRef } from 'vue'
import type { DayDone, DayView, ListedOperation } from '../../../../shared/contract/day-view'
import type { ErrorCode } from '../../../../shared/domain/errors'
import type { LooseEnd } from '../../../../shared/domain/day-close'
import type { Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'
import type { Answer } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** One row of what is still to do: the same operation may stand under several reasons. */
export interface LooseRow {
  readonly key: string
  readonly why: LooseEnd
  readonly operation: ListedOperation
}

const asked: readonly string[] = ['day-close.loose-ends', 'day-close.differs', 'day-close.not-compared']

/** 日结核对 of one day; what is counted, compared and closed is core's. */
export const useDayCloseStore = defineStore('day-close', () => {
  const bridge = useBridge()
  const notes = useNotes()
  /** null = today, whichever day that is by now. */
  const day = ref<string | null>(null)
  const view = shallowRef<DayView | null>(null)
  const read = ref<'loading' | 'failed' | 'ready'>('loading')
  const busy = ref<'compare' | 'close' | 'print' | null>(null)
  /** Why the centre was not heard last. */
  const notHeard = ref<ErrorCode | null>(null)
  /** What core wants accepted before the day is closed. */
  const asking = shallowRef<readonly Refusal[]>([])
  const justClosed = ref(false)
  const printed = ref<string | null>(null)
  const selected = ref<string | null>(null)
  /** One id per close, so that one sent twice counts once. */
  let closeId = uuid()
  let turn = 0

  const looseRows = computed<readonly LooseRow[]>(() =>
    (view.value?.looseEnds ?? []).flatMap(({ why, operations }) =>
      operations.map((operation) => ({ key: `${why} ${operation.operationId}`, why, operation })),
    ),
  )

  /** The newest answer is shown, whichever comes last. */
  async function load(): Promise<void> {
    const mine = ++turn
    const wanted = day.value
    const answer = await bridge.call((client) => client.dayClose.view({ day: wanted }))
    if (mine !== turn) return
    if (answer.ok) view.value = answer.value
    read.value = answer.ok ? 'ready' : 'failed'
  }

  function forget(): void {
    notHeard.value = null
    asking.value = []
    justClosed.value = false
    printed.value = null
    closeId = uuid()
  }

  async function show(wanted: string | null): Promise<void> {
    if (busy.value !== null) return
    day.value = wanted
    // another day's figures never stand under this one's name
    view.value = null
    read.value = 'loading'
    selected.value = null
    forget()
    await load()
  }

  async function act<T>(
    what: 'compare' | 'close' | 'print',
    run: () => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    busy.value = what
    printed.value = null
    justClosed.value = false
    const answer = await run()
    busy.value = null
    return answer
  }

  function take({ view: next, notHeard: why }: DayDone): void {
    turn += 1
    view.value = next
    read.value = 'ready'
    notHeard.value = why
  }

  async function compare(): Promise<void> {
    const of = view.value?.day
    if (of === undefined || busy.value !== null) return
    const comparisonId = uuid()
    const answer = notes.say(
      await act('compare', () => bridge.call((client) => client.dayClose.compare({ comparisonId, day: of }))),
    )
    if (answer.ok) take(answer.value)
  }

  /** @param accept what was asked about may stand as it is */
  async function close(accept: boolean): Promise<void> {
    const of = view.value?.day
    if (of === undefined || busy.value !== null) return
    const answer = await act('close', () =>
      bridge.call((client) => client.dayClose.close({ closeId, day: of, accept })),
    )
    if (answer.ok) {
      forget()
      take(answer.value)
      justClosed.value = true
      notes.clear()
      return
    }
    if (answer.error.every(({ code }) => asked.includes(code))) {
      // what the centre said meanwhile stands beside the question
      await load()
      asking.value = answer.error
    } else {
      asking.value = []
      notes.say(answer)
    }
  }

  async function print(): Promise<void> {
    const of = view.value?.day
    if (of === undefined || busy.value !== null) return
    const answer = notes.say(
      await act('print', () => bridge.call((client) => client.dayClose.print({ day: of }))),
    )
    if (answer.ok) printed.value = answer.value.title
  }

  return {
    view,
    read,
    busy,
    notHeard,
    asking,
    justClosed,
    printed,
    selected,
    looseRows,
    load,
    show,
    compare,
    close,
    print,
    stopAsking: () => {
      asking.value = []
    },
  }
})
