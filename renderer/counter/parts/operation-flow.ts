import { v7 as uuidv7 } from 'uuid'
import { computed, reactive, ref, watch } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import type { OperationForm } from '../../../shared/contract/counter'
import type { CheckLine, OperationView, VisitView } from '../../../shared/contract/view'
import type { OperationId, VisitId } from '../../../shared/domain/ids'
import type { Refusal } from '../../../shared/domain/operation'
import type { Bridge } from '../bridge/bridge'
import type { Notes } from './notes'

/** `form` = not shown to the member yet · `stale` = changed since · `waiting` = shown, not pressed · else what was pressed. */
export type Stage = 'form' | 'stale' | 'waiting' | 'agree' | 'decline' | 'help'

/** One service's form of one visit, until it is taken. Kept while the visit is parked and while core is away. */
interface Draft<Fields extends object> {
  /** Made at the first key and kept for ever. */
  operationId: OperationId | null
  fields: Fields
  touched: string[]
  checks: readonly CheckLine[]
  refused: readonly Refusal[]
  /** The form as it was shown to the member, as text; null = not shown. */
  shownForm: string | null
  shownHash: string | null
}

export interface FlowOptions<Fields extends object> {
  readonly bridge: Bridge
  readonly notes: Notes
  /** The fields of a new draft, preset from the visit. */
  readonly empty: (visit: VisitView) => Fields
  readonly toForm: (fields: Fields) => OperationForm
}

/** The way of every service from typing to taken: check at each pause, show, take. Holds no rule: core decides. */
export interface OperationFlow<Fields extends object> {
  readonly visit: ComputedRef<VisitView | null>
  /** What is typed; null while nobody is being served. */
  readonly fields: ComputedRef<Fields | null>
  readonly operationId: ComputedRef<OperationId | null>
  readonly checks: ComputedRef<readonly CheckLine[]>
  /** The form as it stands; null while nobody is being served. */
  readonly form: ComputedRef<OperationForm | null>
  readonly stage: ComputedRef<Stage>
  /** The operation as core shows it, from the first time it was shown to the member. */
  readonly operation: ComputedRef<OperationView | null>
  readonly busy: Ref<'propose' | 'take' | 'withdraw' | null>
  readonly touch: (field: string) => void
  readonly isTouched: (field: string) => boolean
  /** Why a field cannot stand as it is: only for fields somebody has been in. */
  readonly problems: (...fields: string[]) => readonly Refusal[]
  /** @returns whether it stands on the member's window now */
  readonly propose: () => Promise<boolean>
  /** @returns the id when it is durably taken, null when not */
  readonly take: () => Promise<OperationId | null>
  readonly withdraw: () => Promise<void>
}

const checkAfterMs = 200

/** What the member is shown, as text: the form, and who acts. Another agent makes the words another question. */
export function shownWith(form: unknown, visit: VisitView | null): string {
  return JSON.stringify([form, visit?.agent?.since ?? null, visit?.agent?.idNumberMasked ?? null])
}

export function createOperationFlow<Fields extends object>(
  options: FlowOptions<Fields>,
): OperationFlow<Fields> {
  const { bridge, notes } = options
  const drafts = reactive(new Map<VisitId, Draft<Fields>>()) as Map<VisitId, Draft<Fields>>
  const busy = ref<'propose' | 'take' | 'withdraw' | null>(null)
  let checkTimer: ReturnType<typeof setTimeout> | undefined
  let checkNumber = 0

  const visit = computed(() => bridge.view.value?.visit ?? null)
  const draft = computed(() => (visit.value === null ? null : (drafts.get(visit.value.visitId) ?? null)))
  const fields = computed(() => draft.value?.fields ?? null)
  const shownText = (form: OperationForm): string => shownWith(form, visit.value)
  const formText = computed(() => (fields.value === null ? null : shownText(options.toForm(fields.value))))
  const operation = computed(() => {
    const id = draft.value?.operationId
    return visit.value?.operations.find((it) => it.operationId === id) ?? null
  })
  const stage = computed<Stage>(() => {
    const it = draft.value
    if (it === null || it.shownForm === null) return 'form'
    if (it.shownForm !== formText.value) return 'stale'
    return operation.value?.wordsHash === it.shownHash ? (operation.value.assent ?? 'waiting') : 'waiting'
  })

  function begin(of: VisitView): void {
    if (drafts.has(of.visitId)) return
    drafts.set(of.visitId, {
      operationId: null,
      fields: options.empty(of),
      touched: [],
      checks: [],
      refused: [],
      shownForm: null,
      shownHash: null,
    })
  }

  async function check(): Promise<void> {
    const [of, it] = [visit.value, draft.value]
    if (of === null || it === null) return
    const number = ++checkNumber
    const form = options.toForm(it.fields)
    const answer = await bridge.call((client) => client.checkForm({ visitId: of.visitId, form }))
    // a later check is under way: its answer counts
    if (number === checkNumber && answer.ok) it.checks = answer.value
  }

  function checkSoon(): void {
    clearTimeout(checkTimer)
    checkTimer = setTimeout(() => void check(), checkAfterMs)
  }

  /** What was typed for a person goes when the visit is over. */
  function forgetEnded(): void {
    const view = bridge.view.value
    // locked: who is parked is not told, and nothing of it is over
    if (view?.session == null) return
    const open = new Set([view.visit?.visitId, ...view.parked.map(({ visitId }) => visitId)])
    for (const visitId of drafts.keys()) if (!open.has(visitId)) drafts.delete(visitId)
  }

  watch(
    visit,
    (of, before) => {
      forgetEnded()
      if (of !== null) begin(of)
      // a parked person's screen was cleared: taken up again it is shown again
      const left = before == null || before.visitId === of?.visitId ? undefined : drafts.get(before.visitId)
      if (left !== undefined) left.shownForm = null
    },
    { immediate: true },
  )
  // typing, the member's facts and the confirmation of the person all change what the rules say
  watch(
    () => [visit.value?.visitId, formText.value, visit.value?.factsAsOf, visit.value?.personConfirmedAt],
    checkSoon,
    { immediate: true },
  )

  // a refusal is about the form as it was
  watch(formText, () => {
    const it = draft.value
    if (it === null || it.refused.length === 0) return
    it.refused = []
    notes.clear()
  })

  function touch(field: string): void {
    const it = draft.value
    if (it === null) return
    it.operationId ??= uuidv7() as OperationId
    if (!it.touched.includes(field)) it.touched.push(field)
  }

  const isTouched = (field: string): boolean => draft.value?.touched.includes(field) ?? false

  function problems(...names: string[]): readonly Refusal[] {
    const it = draft.value
    if (it === null) return []
    const ofRules = it.checks.flatMap((line) =>
      line.verdict === 'fails' && line.refusal !== null ? [line.refusal] : [],
    )
    const found = [...it.refused, ...ofRules].filter(({ field }) => field !== null && names.includes(field))
    const shown = names.some(isTouched) || it.refused.length > 0
    return shown
      ? found.filter((one, place) => found.findIndex(({ code }) => code === one.code) === place)
      : []
  }

  async function propose(): Promise<boolean> {
    const [of, it] = [visit.value, draft.value]
    if (of === null || it === null || busy.value !== null) return false
    busy.value = 'propose'
    const operationId = (it.operationId ??= uuidv7() as OperationId)
    const form = options.toForm(it.fields)
    const answer = notes.say(
      await bridge.call((client) => client.propose({ operationId, visitId: of.visitId, form })),
    )
    busy.value = null
    if (!answer.ok) {
      it.refused = answer.error
      return false
    }
    Object.assign(it, { shownForm: shownText(form), shownHash: answer.value.wordsHash, refused: [] })
    return true
  }

  async function take(): Promise<OperationId | null> {
    const [of, it] = [visit.value, draft.value]
    if (
      of === null ||
      it === null ||
      it.operationId === null ||
      stage.value !== 'agree' ||
      busy.value !== null
    )
      return null
    busy.value = 'take'
    const { operationId } = it
    const answer = notes.say(await bridge.call((client) => client.take({ operationId })))
    busy.value = null
    if (!answer.ok) return null
    drafts.delete(of.visitId)
    if (visit.value !== null) begin(visit.value)
    return operationId
  }

  async function withdraw(): Promise<void> {
    const it = draft.value
    if (it === null || it.operationId === null || busy.value !== null) return
    busy.value = 'withdraw'
    const { operationId } = it
    const answer = notes.say(await bridge.call((client) => client.withdraw({ operationId })))
    busy.value = null
    // what was typed stays; shown again it is another operation
    if (answer.ok) Object.assign(it, { operationId: null, shownForm: null, shownHash: null })
  }

  return {
    visit,
    fields,
    operationId: computed(() => draft.value?.operationId ?? null),
    checks: computed(() => draft.value?.checks ?? []),
    form: computed(() => (fields.value === null ? null : options.toForm(fields.value))),
    stage,
    operation,
    busy,
    touch,
    isTouched,
    problems,
    propose,
    take,
    withdraw,
  }
}
