import { implement } from '@orpc/server'
import {
  partnerContract,
  premiumMessageSchema,
  reverseMessageSchema,
  settleMessageSchema,
} from '../../shared/contract/partner'
import type { Centre } from '../centre'
import { Refused } from '../http/faults'
import { confirmPremium } from '../premiums/confirm-premium'
import { postSettlement, reverseSettlement } from '../settlements/settlements'
import { readMessage } from './partners'

/** The partners' contract, carried out. */
export function partnerRouter(centre: Centre) {
  const os = implement(partnerContract)
  const answer = (again: boolean) => ({ again, at: centre.clock.now() })
  return os.router({
    settle: os.settle.handler(async ({ input }) => {
      const told = await readMessage(centre, input.message, settleMessageSchema, 'institution')
      if (!told.ok) throw new Refused(told.error)
      const { partner, message, keep } = told.value
      const { id, idNumber, amountFen } = message
      const posted = await postSettlement(
        centre,
        { id, institution: partner.institution ?? '', idNumber, amountFen },
        keep,
      )
      if (!posted.ok) throw new Refused(posted.error)
      return answer(posted.value.again)
    }),
    reverse: os.reverse.handler(async ({ input }) => {
      const told = await readMessage(centre, input.message, reverseMessageSchema, 'institution')
      if (!told.ok) throw new Refused(told.error)
      const { partner, message, keep } = told.value
      const { id, settlementId, amountFen } = message
      const reversed = await reverseSettlement(
        centre,
        { id, settlementId, institution: partner.institution ?? '', amountFen },
        keep,
      )
      if (!reversed.ok) throw new Refused(reversed.error)
      return answer(reversed.value.again)
    }),
    answerPremium: os.answerPremium.handler(async ({ input }) => {
      const told = await readMessage(centre, input.message, premiumMessageSchema, 'tax')
      if (!told.ok) throw new Refused(told.error)
      const { message, keep } = told.value
      const confirmed = await confirmPremium(centre, message.operationId, message.answer, keep)
      if (!confirmed.ok) throw new Refused(confirmed.error)
      return answer(confirmed.value.again)
    }),
  })
}
