import { defineStore } from 'pinia'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'
import { createOperationFlow } from '../../parts/operation-flow'
import type { RelativeFields } from '../../parts/relative'

export interface BindingFields extends RelativeFields {
  change: 'bind' | 'end'
}

/** Whose bills are to draw on the member's account, or no longer. */
export const useBindingStore = defineStore('binding', () =>
  createOperationFlow<BindingFields>({
    bridge: useBridge(),
    notes: useNotes(),
    empty: () => ({ change: 'bind', otherName: '', otherIdNumber: '', relation: '', commitment: '' }),
    toForm: (fields) => ({ kind: 'family-binding', ...fields }),
  }),
)
