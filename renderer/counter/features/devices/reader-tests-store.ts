import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { ReaderTest } from '../../../../shared/contract/devices'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** What each reader answered when it was last tested from this window. */
export const useReaderTestsStore = defineStore('reader-tests', () => {
  const bridge = useBridge()
  const notes = useNotes()
  const busy = ref(new Set<string>())
  const answers = ref(new Map<string, ReaderTest>())

  async function test(readerKey: string): Promise<void> {
    if (busy.value.has(readerKey)) return
    busy.value.add(readerKey)
    answers.value.delete(readerKey)
    const answer = notes.say(await bridge.call((client) => client.testReader({ readerKey })))
    busy.value.delete(readerKey)
    if (answer.ok) answers.value.set(readerKey, answer.value)
  }

  return { busy, answers, test }
})
