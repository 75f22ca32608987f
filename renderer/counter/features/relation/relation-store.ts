import { defineStore } from 'pinia'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'
import { createOperationFlow } from '../../parts/operation-flow'
import type { RelativeFields } from '../../parts/relative'

/** Who the relative is, and what the member commits to where the relation needs it. */
export const useRelationStore = defineStore('relation', () =>
  createOperationFlow<RelativeFields>({
    bridge: useBridge(),
    notes: useNotes(),
    empty: () => ({ otherName: '', otherIdNumber: '', relation: '', commitment: '' }),
    toForm: (fields) => ({ kind: 'relation-declaration', ...fields }),
  }),
)
