import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { VisitId } from '../../../../shared/domain/ids'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** What is sought on home, and the two things done from there. */
export const useHomeStore = defineStore('home', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const sought = ref('')
  return {
    sought,
    resume: async (visitId: VisitId) =>
      notes.say(await bridge.call((client) => client.resumeVisit({ visitId }))),
    dismissCardProblem: async () => notes.say(await bridge.call((client) => client.dismissCardProblem({}))),
  }
})
