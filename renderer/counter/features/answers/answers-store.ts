import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { AnswerCard } from '../../../../shared/domain/answer-cards'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** F1: which card is open, which place is sought. */
export const useAnswersStore = defineStore('answers', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const card = ref<AnswerCard>('wallet')
  const sought = ref('')
  const printed = ref<string | null>(null)
  const busy = ref(false)

  async function print(): Promise<void> {
    if (busy.value) return
    busy.value = true
    const answer = notes.say(await bridge.call((client) => client.looks.printCard({ card: card.value })))
    busy.value = false
    printed.value = answer.ok ? answer.value.title : null
  }

  return {
    card,
    sought,
    printed,
    busy,
    print,
    show: async (shown: AnswerCard | null) =>
      notes.say(await bridge.call((client) => client.looks.showCard({ card: shown }))),
  }
})
