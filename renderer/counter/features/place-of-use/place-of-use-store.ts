import { defineStore } from 'pinia'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'
import { createOperationFlow } from '../../parts/operation-flow'

export interface PlaceFields {
  to: string
}

/** Where the wallet is to be used from now on. */
export const usePlaceOfUseStore = defineStore('place-of-use', () =>
  createOperationFlow<PlaceFields>({
    bridge: useBridge(),
    notes: useNotes(),
    empty: () => ({ to: '' }),
    toForm: ({ to }) => ({ kind: 'place-of-use-change', to }),
  }),
)
