import { defineStore } from 'pinia'
import { v4 as uuid } from 'uuid'
import { ref } from 'vue'
import type { FoundPerson, PeopleToday, PersonSeen } from '../../../../shared/contract/people'
import type { CardlessReason } from '../../../../shared/domain/person-look'
import type { Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** Somebody is looked up whose card is not here; nothing of it stays when the page is left. */
export const usePeopleStore = defineStore('people', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const today = ref<PeopleToday | null>(null)
  const sought = ref('')
  const reason = ref<CardlessReason | ''>('')
  const said = ref('')
  const found = ref<{ readonly people: readonly FoundPerson[]; readonly more: boolean } | null>(null)
  const seen = ref<PersonSeen | null>(null)
  const refused = ref<readonly Refusal[]>([])
  const busy = ref(false)

  async function load(): Promise<void> {
    const answer = await bridge.call((client) => client.people.today({}))
    if (answer.ok) today.value = answer.value
  }

  function heard<T>(answer: { ok: true; value: T } | { ok: false; error: readonly Refusal[] }): T | null {
    busy.value = false
    refused.value = answer.ok ? [] : answer.error.filter(({ field }) => field !== null)
    if (answer.ok) return answer.value
    const others = answer.error.filter(({ field }) => field === null)
    if (others.length > 0) notes.say({ ok: false, error: others })
    return null
  }

  async function find(): Promise<void> {
    if (busy.value) return
    busy.value = true
    seen.value = null
    const text = sought.value.slice(0, 200)
    found.value = heard(await bridge.call((client) => client.people.find({ text })))
  }

  async function look(person: string): Promise<void> {
    if (busy.value) return
    busy.value = true
    const asked = {
      lookId: uuid(),
      ref: person,
      reason: reason.value === '' ? null : reason.value,
      said: said.value.slice(0, 2000),
    }
    seen.value = heard(await bridge.call((client) => client.people.look(asked)))
    await load()
  }

  function clear(): void {
    sought.value = ''
    reason.value = ''
    said.value = ''
    found.value = null
    seen.value = null
    refused.value = []
  }

  return {
    today,
    sought,
    reason,
    said,
    found,
    seen,
    busy,
    load,
    find,
    look,
    clear,
    problems: (field: string) => refused.value.filter((one) => one.field === field),
  }
})
