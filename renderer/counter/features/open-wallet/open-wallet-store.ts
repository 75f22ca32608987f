import { defineStore } from 'pinia'
import { watch } from 'vue'
import type { NoticeGiven } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'
import { useNotes } from '../../parts/notes'
import { createOperationFlow } from '../../parts/operation-flow'

export interface OpeningFields {
  placeOfUse: string
  placeReason: string
  phone: string
  phoneOwner: 'self' | 'relative' | 'none'
  phoneRelation: string
  /** How the notice was given; empty until somebody has said. */
  noticeGiven: '' | NoticeGiven
}

/** What is typed to open a wallet. The place of use is preset to the insured region as soon as that is known. */
export const useOpenWalletStore = defineStore('open-wallet', () => {
  const flow = createOperationFlow<OpeningFields>({
    bridge: useBridge(),
    notes: useNotes(),
    empty: (visit) => ({
      placeOfUse: visit.facts?.insuredRegion ?? '',
      placeReason: '',
      phone: '',
      phoneOwner: 'self',
      phoneRelation: '',
      noticeGiven: '',
    }),
    toForm: ({ phone, phoneOwner, ...fields }) => ({
      ...fields,
      kind: 'wallet-opening',
      phone: phoneOwner === 'none' ? '' : phone,
      phoneOwner,
    }),
  })
  watch(
    () => flow.visit.value?.facts?.insuredRegion,
    (region) => {
      const fields = flow.fields.value
      if (fields !== null && region != null && fields.placeOfUse === '' && !flow.isTouched('placeOfUse')) {
        fields.placeOfUse = region
      }
    },
  )
  return flow
})
