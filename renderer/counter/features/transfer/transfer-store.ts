import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { PayeeAnswer } from '../../../../shared/domain/member-facts'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'
import { createOperationFlow } from '../../parts/operation-flow'

export interface TransferFields {
  /** Which kind of sharing the member wants; only `transfer` goes on here. */
  purpose: '' | 'transfer' | 'share' | 'help'
  source: 'personal-account' | 'wallet'
  payeeName: string
  payeeIdNumber: string
  payeeRegion: string
  payeeIdentity: 'card' | 'typed'
  relation: string
  commitment: string
  amount: string
}

interface Asked {
  /** The payee the answer is about, as it was typed. */
  readonly about: string
  readonly answer: PayeeAnswer
  readonly asOf: number | null
}

const askAfterMs = 500

/** What is typed for a transfer, and what the centre said of the payee. */
export const useTransferStore = defineStore('transfer', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const flow = createOperationFlow<TransferFields>({
    bridge,
    notes,
    empty: () => ({
      purpose: '',
      source: 'personal-account',
      payeeName: '',
      payeeIdNumber: '',
      payeeRegion: '',
      payeeIdentity: 'typed',
      relation: '',
      commitment: '',
      amount: '',
    }),
    toForm: ({ purpose: _purpose, ...fields }) => ({ kind: 'transfer', ...fields }),
  })

  const asked = ref<Asked | null>(null)
  const isAsking = ref(false)
  let askTimer: ReturnType<typeof setTimeout> | undefined

  /** Who is meant, once enough is typed to ask about; null before. */
  const payee = computed(() => {
    const it = flow.fields.value
    if (
      it === null ||
      it.payeeName.trim() === '' ||
      it.payeeIdNumber.trim().length < 15 ||
      it.payeeRegion === ''
    ) {
      return null
    }
    return JSON.stringify([it.payeeName.trim(), it.payeeIdNumber.trim(), it.payeeRegion])
  })
  const payeeAnswer = computed(() =>
    asked.value !== null && asked.value.about === payee.value ? asked.value : null,
  )

  async function ask(): Promise<void> {
    const [about, it] = [payee.value, flow.fields.value]
    if (about === null || it === null) return
    isAsking.value = true
    const input = { name: it.payeeName, idNumber: it.payeeIdNumber, region: it.payeeRegion }
    const answer = await bridge.call((client) => client.askPayee(input))
    isAsking.value = false
    // what was typed meanwhile is asked about by itself
    if (answer.ok) asked.value = { about, ...answer.value }
    else if (about === payee.value) notes.say(answer)
  }

  watch(payee, (about) => {
    clearTimeout(askTimer)
    if (about !== null && asked.value?.about !== about) askTimer = setTimeout(() => void ask(), askAfterMs)
  })

  function useCard(): void {
    const it = flow.fields.value
    const card = flow.visit.value?.payeeCard
    if (it === null || card == null) return
    Object.assign(it, { payeeIdentity: 'card', payeeName: card.name, payeeIdNumber: card.idNumber })
    flow.touch('payeeName')
    flow.touch('payeeIdNumber')
  }

  function typeInstead(): void {
    const it = flow.fields.value
    if (it !== null) Object.assign(it, { payeeIdentity: 'typed', payeeName: '', payeeIdNumber: '' })
  }

  // the relative's card, once the clerk said whose it is
  watch(
    () => flow.visit.value?.payeeCard?.idNumber,
    (idNumber) => {
      if (idNumber !== undefined) useCard()
    },
    { immediate: true },
  )

  return {
    ...flow,
    payeeAnswer,
    isAsking,
    canAsk: computed(() => payee.value !== null),
    ask,
    useCard,
    typeInstead,
  }
})
