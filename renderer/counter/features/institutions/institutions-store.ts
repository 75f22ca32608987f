import { defineStore } from 'pinia'
import { v4 as uuid } from 'uuid'
import { computed, ref } from 'vue'
import type { ComplaintForm, ComplaintRow, InstitutionsFound } from '../../../../shared/contract/institutions'
import type { OperationKind, Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

export type About = ComplaintForm['about']
type Listed = InstitutionsFound['institutions'][number]

/** Where the wallet can be used, and a complaint that is being written; what is typed stays until it was taken. */
export const useInstitutionsStore = defineStore('institutions', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const sought = ref('')
  const found = ref<InstitutionsFound | null>(null)
  const rows = ref<readonly ComplaintRow[]>([])
  const about = ref<About>('listed')
  const chosen = ref<Pick<Listed, 'code' | 'name'> | null>(null)
  const name = ref('')
  const kind = ref<OperationKind>('transfer')
  const said = ref('')
  const refused = ref<readonly Refusal[]>([])
  const busy = ref(false)
  const made = ref<ComplaintRow | null>(null)
  const printed = ref<string | null>(null)
  /** One id per complaint, so that one sent twice counts once. */
  let complaintId = uuid()
  let asked = 0

  const form = computed<ComplaintForm>(() => {
    const text = said.value.slice(0, 5000)
    switch (about.value) {
      case 'listed':
        return { about: 'listed', code: chosen.value?.code ?? '', said: text }
      case 'unlisted':
        return { about: 'unlisted', name: name.value.slice(0, 5000), said: text }
      case 'service':
        return { about: 'service', kind: kind.value, said: text }
    }
  })

  /** The answer to the newest text is shown, whichever comes last. */
  async function seek(): Promise<void> {
    const turn = ++asked
    const text = sought.value.slice(0, 200)
    const answer = await bridge.call((client) => client.institutions.find({ text }))
    if (turn === asked && answer.ok) found.value = answer.value
  }

  async function load(): Promise<void> {
    const answer = await bridge.call((client) => client.institutions.complaints({}))
    if (answer.ok) rows.value = answer.value
  }

  function choose(one: Pick<Listed, 'code' | 'name'>): void {
    about.value = 'listed'
    chosen.value = { code: one.code, name: one.name }
    made.value = null
    refused.value = []
  }

  async function send(): Promise<void> {
    if (busy.value) return
    busy.value = true
    refused.value = []
    const answer = await bridge.call((client) =>
      client.institutions.complain({ complaintId, form: form.value }),
    )
    busy.value = false
    if (!answer.ok) {
      refused.value = answer.error.filter(({ field }) => field !== null)
      const others = answer.error.filter(({ field }) => field === null)
      if (others.length > 0) notes.say({ ok: false, error: others })
      return
    }
    made.value = answer.value
    printed.value = null
    complaintId = uuid()
    chosen.value = null
    name.value = ''
    said.value = ''
    await load()
  }

  async function print(): Promise<void> {
    const row = made.value
    if (row === null || busy.value) return
    busy.value = true
    const answer = notes.say(
      await bridge.call((client) => client.institutions.printComplaint({ complaintId: row.complaintId })),
    )
    busy.value = false
    if (answer.ok) printed.value = answer.value.title
  }

  return {
    sought,
    found,
    rows,
    about,
    chosen,
    name,
    kind,
    said,
    busy,
    made,
    printed,
    seek,
    load,
    choose,
    send,
    print,
    problems: (field: string) => refused.value.filter((one) => one.field === field),
  }
})
