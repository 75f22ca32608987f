import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { v7 } from 'uuid'
import { shanghaiDate } from '../../../../shared/domain/china-time'
import type { ErrorCode } from '../../../../shared/domain/errors'
import { readIdNumber } from '../../../../shared/domain/id-number'
import type { Refusal } from '../../../../shared/domain/operation'
import { bareNumber, trimmed } from '../../../../shared/domain/typed-text'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'
import { useNow } from '../../parts/now'

const wholeLength = 18

/** What is said of the number while it is typed. */
export type NumberState =
  | { readonly is: 'empty' }
  | { readonly is: 'short'; readonly left: number }
  | { readonly is: 'wrong'; readonly code: ErrorCode }
  /** `tidied`: full-width digits, spaces, dashes or a small x were put right. */
  | { readonly is: 'right'; readonly idNumber: string; readonly tidied: boolean }

/** The check digit while typing: too short is not yet wrong, anything that can be no number is. */
export function numberState(text: string, today: string): NumberState {
  const bare = bareNumber(text).toUpperCase()
  if (bare === '') return { is: 'empty' }
  const read = readIdNumber(text, today)
  if (read.ok) return { is: 'right', idNumber: bare, tidied: bare !== text.trim() }
  const mayGrow = bare.length < wholeLength && /^(?:\d+|[A-Z]{1,3}\d*)$/u.test(bare)
  if (!mayGrow) return { is: 'wrong', code: read.error }
  const whole = /^[A-Z]/u.test(bare) ? 15 : wholeLength
  return bare.length < whole
    ? { is: 'short', left: whole - bare.length }
    : { is: 'wrong', code: 'id-number.malformed' }
}

/** 手工录入: what is typed stays until it was taken or put away. */
export const useTypedEntryStore = defineStore('typed-entry', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const now = useNow()
  const isOpen = ref(false)
  const idNumber = ref('')
  const name = ref('')
  const busy = ref(false)
  const refused = ref<readonly Refusal[]>([])
  /** One id per entry, so that an entry sent twice counts once. */
  let entryId = v7()

  const state = computed(() => numberState(idNumber.value, shanghaiDate(now.value)))

  function begin(number = ''): void {
    isOpen.value = true
    if (number !== '') idNumber.value = number
  }

  function putAway(): void {
    isOpen.value = false
    idNumber.value = ''
    name.value = ''
    refused.value = []
    entryId = v7()
  }

  /** Refusals of a field stand at the field, the rest in the window's notes. */
  async function send(): Promise<void> {
    if (busy.value) return
    refused.value = []
    busy.value = true
    const typed = { entryId, idNumber: idNumber.value, name: trimmed(name.value) }
    const answer = await bridge.call((client) => client.openTyped(typed))
    busy.value = false
    if (answer.ok) {
      putAway()
      notes.clear()
      return
    }
    refused.value = answer.error.filter(({ field }) => field !== null)
    const others = answer.error.filter(({ field }) => field === null)
    if (others.length > 0) notes.say({ ok: false, error: others })
  }

  function problems(field: 'idNumber' | 'name'): readonly Refusal[] {
    const typed = state.value
    if (field === 'idNumber' && typed.is === 'wrong')
      return [{ code: typed.code, data: {}, clause: null, field }]
    return refused.value.filter((one) => one.field === field)
  }

  return {
    isOpen,
    idNumber,
    name,
    busy,
    state,
    begin,
    putAway,
    send,
    problems,
    changed: () => (refused.value = []),
  }
})
