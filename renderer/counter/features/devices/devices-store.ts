import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { SlipPaper, SystemPrinter } from '../../../../shared/contract/slip'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** Asking the reader once more. */
export const useDevicesStore = defineStore('devices', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const asked = ref(false)
  /** The system's printers; null = it was not asked yet. */
  const printers = ref<readonly SystemPrinter[] | null>(null)

  async function listPrinters(): Promise<void> {
    const answer = await bridge.call((client) => client.printers({}))
    if (answer.ok) printers.value = answer.value
  }

  return {
    asked,
    printers,
    listPrinters,
    setPrinter: async (printer: string | null) => {
      notes.say(await bridge.call((client) => client.setPrinter({ printer })))
      await listPrinters()
    },
    setPaper: async (paper: SlipPaper) =>
      notes.say(await bridge.call((client) => client.setPaper({ paper }))),
    readAgain: async () => {
      const answer = notes.say(await bridge.call((client) => client.readAgain({})))
      asked.value = answer.ok
    },
  }
})
