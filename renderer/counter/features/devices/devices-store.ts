import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { SlipPaper } from '../../../../shared/contract/slip'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** Asking the reader once more. */
export const useDevicesStore = defineStore('devices', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const asked = ref(false)
  return {
    asked,
    setPaper: async (paper: SlipPaper) =>
      notes.say(await bridge.call((client) => client.setPaper({ paper }))),
    readAgain: async () => {
      const answer = notes.say(await bridge.call((client) => client.readAgain({})))
      asked.value = answer.ok
    },
  }
})
