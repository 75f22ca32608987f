import { defineStore } from 'pinia'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'

/** 先查一下: asked for, put away, or served after all. */
export const useTriageStore = defineStore('triage', () => {
  const bridge = useBridge()
  const notes = useNotes()
  return {
    arm: async (on: boolean) => notes.say(await bridge.call((client) => client.looks.triage({ on }))),
    serve: async (readId: string) =>
      notes.say(await bridge.call((client) => client.looks.serveTriage({ readId }))),
    close: async () => notes.say(await bridge.call((client) => client.looks.closeTriage({}))),
  }
})
