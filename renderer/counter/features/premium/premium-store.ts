import { defineStore } from 'pinia'
import { v7 as uuidv7 } from 'uuid'
import { computed, reactive, ref, watch } from 'vue'
import type { PremiumForm } from '../../../../shared/contract/counter'
import type { CheckLine, VisitView } from '../../../../shared/contract/view'
import type { OperationId, VisitId } from '../../../../shared/domain/ids'
import type { Refusal } from '../../../../shared/domain/operation'
import type { PremiumFacts } from '../../../../shared/domain/premium-facts'
import { bareNumber } from '../../../../shared/domain/typed-text'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'
import { shownWith } from '../../parts/operation-flow'
import type { Stage } from '../../parts/operation-flow'

/** One person of the household. The member's own line has neither name nor number: core knows them. */
export interface PremiumRow {
  readonly key: string
  operationId: OperationId | null
  readonly who: 'own' | 'relative'
  name: string
  idNumber: string
  relation: string
  touched: string[]
  /** What the centre said of this person; null = not asked, or not reached. */
  told: { readonly about: string; readonly asOf: number; readonly premiums: readonly PremiumFacts[] } | null
}

interface Draft {
  year: string
  source: PremiumForm['source']
  rows: PremiumRow[]
  checks: readonly (readonly CheckLine[])[]
  refused: readonly Refusal[]
  shownForm: string | null
  shownHash: string | null
}

/** A household in one pass is no longer than this (contract). */
export const mostRows = 12
const checkAfterMs = 200
const askAfterMs = 500

/** A household's premiums from typing to taken: every line an operation of its own, shown and answered together. */
export const usePremiumStore = defineStore('premium', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const drafts = reactive(new Map<VisitId, Draft>()) as Map<VisitId, Draft>
  const busy = ref<'propose' | 'take' | 'withdraw' | null>(null)
  let checkTimer: ReturnType<typeof setTimeout> | undefined
  let askTimer: ReturnType<typeof setTimeout> | undefined
  let checkNumber = 0

  const visit = computed(() => bridge.view.value?.visit ?? null)
  const draft = computed(() => (visit.value === null ? null : (drafts.get(visit.value.visitId) ?? null)))
  const forms = computed<readonly PremiumForm[]>(() => {
    const it = draft.value
    if (it === null) return []
    return it.rows.map(({ name, idNumber, relation }) => ({
      kind: 'premium-payment',
      year: it.year,
      personName: name,
      personIdNumber: idNumber,
      relation,
      source: it.source,
    }))
  })
  const worstForm = computed<PremiumForm | null>(() => {
    const it = draft.value
    if (it === null) return null
    const failing = it.checks.findIndex((lines) => lines.some(({ verdict }) => verdict === 'fails'))
    const own = { personName: '', personIdNumber: '', relation: '' }
    return (
      forms.value[failing === -1 ? 0 : failing] ?? {
        kind: 'premium-payment',
        year: it.year,
        source: it.source,
        ...own,
      }
    )
  })
  const formText = computed(() => shownWith(forms.value, visit.value))
  const operations = computed(() => {
    const ids = draft.value?.rows.map(({ operationId }) => operationId) ?? []
    return ids.flatMap((id) => visit.value?.operations.filter(({ operationId }) => operationId === id) ?? [])
  })
  const operation = computed(() => operations.value[0] ?? null)
  const stage = computed<Stage>(() => {
    const it = draft.value
    if (it === null || it.shownForm === null) return 'form'
    if (it.shownForm !== formText.value) return 'stale'
    return operation.value?.wordsHash === it.shownHash ? (operation.value.assent ?? 'waiting') : 'waiting'
  })

  function begin(of: VisitView): void {
    if (drafts.has(of.visitId)) return
    const registered = of.facts?.premiums ?? []
    const due = registered.find(({ state }) => state === 'due')
    drafts.set(of.visitId, {
      year: String(due?.year ?? registered[0]?.year ?? insuredYearOf(bridge.view.value?.at ?? 0)),
      source: sourceWithMoney(of),
      rows: due === undefined ? [] : [emptyRow('own')],
      checks: [],
      refused: [],
      shownForm: null,
      shownHash: null,
    })
  }

  function forgetEnded(): void {
    const view = bridge.view.value
    if (view?.session == null) return
    const open = new Set([view.visit?.visitId, ...view.parked.map(({ visitId }) => visitId)])
    for (const visitId of drafts.keys()) if (!open.has(visitId)) drafts.delete(visitId)
  }

  watch(
    visit,
    (of, before) => {
      forgetEnded()
      const left = before == null || before.visitId === of?.visitId ? undefined : drafts.get(before.visitId)
      if (left !== undefined) left.shownForm = null
    },
    { immediate: true },
  )
  watch(
    () => [visit.value?.visitId, formText.value, visit.value?.factsAsOf, visit.value?.personConfirmedAt],
    () => {
      clearTimeout(checkTimer)
      checkTimer = setTimeout(() => void check(), checkAfterMs)
      clearTimeout(askTimer)
      askTimer = setTimeout(() => void askAll(), askAfterMs)
    },
    { immediate: true },
  )
  // a refusal is about the lines as they were
  watch(formText, () => {
    const it = draft.value
    if (it === null || it.refused.length === 0) return
    it.refused = []
    notes.clear()
  })

  async function check(): Promise<void> {
    const [of, it] = [visit.value, draft.value]
    if (of === null || it === null) return
    const number = ++checkNumber
    const asked = [...forms.value]
    if (asked.length === 0) {
      it.checks = []
      return
    }
    const answer = await bridge.call((client) => client.premiums.check({ visitId: of.visitId, forms: asked }))
    if (number !== checkNumber || draft.value !== it) return
    if (answer.ok) it.checks = answer.value
  }

  /** What is registered of everybody who is typed far enough and was not asked about yet. */
  async function askAll(): Promise<void> {
    for (const row of draft.value?.rows ?? []) {
      const about = aboutOf(row)
      if (about === null || row.told?.about === about) continue
      const { name, idNumber } = row
      const answer = await bridge.call((client) => client.premiums.ask({ name, idNumber }))
      if (!answer.ok || answer.value.asOf === null) continue
      row.told = { about, asOf: answer.value.asOf, premiums: answer.value.premiums }
      // what is due may be known now
      await check()
    }
  }

  /** What is registered for the year of this line; undefined = not known here. */
  function registered(row: PremiumRow): PremiumFacts | null | undefined {
    const premiums = row.who === 'own' ? visit.value?.facts?.premiums : row.told?.premiums
    if (premiums == null) return undefined
    return premiums.find(({ year }) => String(year) === draft.value?.year) ?? null
  }

  function open(): void {
    if (visit.value !== null) begin(visit.value)
  }

  function add(who: PremiumRow['who']): void {
    const it = draft.value
    if (it === null || it.rows.length >= mostRows) return
    if (who === 'own') it.rows.unshift(emptyRow('own'))
    else it.rows.push(emptyRow('relative'))
  }

  /** The card of a relative takes an empty line or one of its own; who stands there already does not stand there twice. */
  function layCard({ name, idNumber }: { readonly name: string; readonly idNumber: string }): void {
    const it = draft.value
    if (it === null || it.rows.some((row) => bareNumber(row.idNumber).toUpperCase() === idNumber)) return
    const empty = it.rows.find((row) => row.who === 'relative' && row.name === '' && row.idNumber === '')
    if (empty === undefined && it.rows.length >= mostRows) return
    const row = empty ?? emptyRow('relative')
    Object.assign(row, { name, idNumber, touched: ['personName', 'personIdNumber'] })
    if (empty === undefined) it.rows.push(row)
  }

  function remove(row: PremiumRow): void {
    const it = draft.value
    if (it !== null) it.rows = it.rows.filter(({ key }) => key !== row.key)
  }

  function touch(row: PremiumRow, field: string): void {
    if (!row.touched.includes(field)) row.touched.push(field)
  }

  /** Why a line cannot stand as it is: what core refused, and the rules of fields somebody has been in. */
  function problems(row: PremiumRow): readonly Refusal[] {
    const it = draft.value
    if (it === null) return []
    const n = it.rows.findIndex(({ key }) => key === row.key)
    const refused = it.refused.flatMap((one) => {
      const [line, field] = (one.field ?? '').split('.')
      return line === String(n) ? [{ ...one, field: field ?? null }] : []
    })
    const ofRules = (it.checks[n] ?? []).flatMap(({ verdict, refusal }) =>
      verdict === 'fails' && refusal !== null && shows(row, refusal) ? [refusal] : [],
    )
    const found = [...refused, ...ofRules]
    return found.filter((one, place) => found.findIndex(({ code }) => code === one.code) === place)
  }

  /** Reasons about the payer stand once, in the list of checks; a field nobody was in is missing, not wrong. */
  function shows(row: PremiumRow, { field, code }: Refusal): boolean {
    if (code.startsWith('premium.')) return true
    return field !== null && row.touched.includes(field)
  }

  async function propose(): Promise<boolean> {
    const [of, it] = [visit.value, draft.value]
    if (of === null || it === null || it.rows.length === 0 || busy.value !== null) return false
    busy.value = 'propose'
    const shown = formText.value
    const lines = it.rows.flatMap((row, n) => {
      const form = forms.value[n]
      return form === undefined ? [] : [{ operationId: (row.operationId ??= uuidv7() as OperationId), form }]
    })
    const answer = notes.say(
      await bridge.call((client) => client.premiums.propose({ visitId: of.visitId, lines })),
    )
    busy.value = null
    if (!answer.ok) {
      it.refused = answer.error
      return false
    }
    Object.assign(it, { shownForm: shown, shownHash: answer.value[0]?.wordsHash ?? null, refused: [] })
    return true
  }

  async function take(): Promise<OperationId | null> {
    const [of, it] = [visit.value, draft.value]
    if (of === null || it === null || stage.value !== 'agree' || busy.value !== null) return null
    busy.value = 'take'
    const operationIds = it.rows.flatMap(({ operationId }) => operationId ?? [])
    const answer = notes.say(await bridge.call((client) => client.premiums.take({ operationIds })))
    busy.value = null
    if (!answer.ok) return null
    drafts.delete(of.visitId)
    return operationIds[0] ?? null
  }

  async function withdraw(): Promise<void> {
    const it = draft.value
    if (it === null || busy.value !== null) return
    busy.value = 'withdraw'
    for (const row of it.rows) {
      const { operationId } = row
      if (operationId === null) continue
      const answer = notes.say(await bridge.call((client) => client.withdraw({ operationId })))
      if (!answer.ok) break
      // what was typed stays; shown again it is another operation
      row.operationId = null
    }
    Object.assign(it, { shownForm: null, shownHash: null })
    busy.value = null
  }

  return {
    draft,
    operation,
    operations,
    stage,
    busy,
    /** The line that stands worst, or the member's own. */
    form: worstForm,
    checks: computed(() => drawTogether(draft.value?.checks ?? [])),
    ready: computed(() => (draft.value?.rows.length ?? 0) > 0),
    hasOwn: computed(() => draft.value?.rows.some(({ who }) => who === 'own') ?? false),
    isTouched: (field: string) => draft.value?.rows.some(({ touched }) => touched.includes(field)) ?? false,
    registered,
    problems,
    open,
    add,
    layCard,
    remove,
    touch,
    propose,
    take,
    withdraw,
  }
})

function emptyRow(who: PremiumRow['who']): PremiumRow {
  return {
    key: uuidv7(),
    operationId: null,
    who,
    name: '',
    idNumber: '',
    relation: '',
    touched: [],
    told: null,
  }
}

/** Residents have no personal account: their money lies in the wallet. */
function sourceWithMoney({ facts }: VisitView): PremiumForm['source'] {
  const inWallet = facts?.wallet?.balanceFen ?? 0
  return (facts?.personalAccountFen ?? 0) === 0 && inWallet > 0 ? 'wallet' : 'personal-account'
}

/** Who is meant, once enough is typed to ask about. */
function aboutOf({ who, name, idNumber }: PremiumRow): string | null {
  if (who === 'own' || name.trim() === '' || idNumber.trim().length < 15) return null
  return JSON.stringify([name.trim(), idNumber.trim()])
}

/** From September on people pay for the year that comes. */
function insuredYearOf(at: number): number {
  const china = new Date(at + 8 * 3_600_000)
  return china.getUTCFullYear() + (china.getUTCMonth() >= 8 ? 1 : 0)
}

/** One rule is read once: as it stands in the line where it stands worst. */
function drawTogether(checks: readonly (readonly CheckLine[])[]): readonly CheckLine[] {
  const order: readonly CheckLine['verdict'][] = ['ok', 'unknown', 'later', 'second', 'fails']
  const worst = new Map<string, CheckLine>()
  for (const line of checks.flat()) {
    const before = worst.get(line.rule)
    if (before === undefined || order.indexOf(line.verdict) > order.indexOf(before.verdict))
      worst.set(line.rule, line)
  }
  return [...worst.values()]
}
