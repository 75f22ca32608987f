import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { StoreNotice } from '../../../../shared/contract/store'
import type { VisitId } from '../../../../shared/domain/ids'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** One notice among others. */
export function noticeKey({ code, data }: StoreNotice): string {
  return [code, ...Object.entries(data).flat()].join(' ')
}

/** What is sought on home, and the two things done from there. */
export const useHomeStore = defineStore('home', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const sought = ref('')
  const seenNotices = ref(new Set<string>())
  return {
    sought,
    seenNotices,
    putAway: (notice: StoreNotice) => {
      seenNotices.value.add(noticeKey(notice))
    },
    resume: async (visitId: VisitId) =>
      notes.say(await bridge.call((client) => client.resumeVisit({ visitId }))),
    notePack: async (number: number) => notes.say(await bridge.call((client) => client.notePack({ number }))),
    dismissCardProblem: async () => notes.say(await bridge.call((client) => client.dismissCardProblem({}))),
  }
})
