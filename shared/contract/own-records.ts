import { oc } from '@orpc/contract'
import { stationErrors } from './central-errors'
import { looksAnswerSchema, movementsAnswerSchema, ownRecordsInputSchema } from './movements'

const ownRecordsErrors = { ...stationErrors, 'member.deceased': { status: 403 } }

/** What members ask to be shown of their own records (domain.md 3.8). */
export const ownRecordsContract = {
  movements: oc
    .route({
      method: 'POST',
      path: '/v1/members/movements',
      summary: 'Balances and movements of a member who asks for them; recorded with the clerk who looked',
    })
    .errors(ownRecordsErrors)
    .input(ownRecordsInputSchema)
    .output(movementsAnswerSchema),
  looks: oc
    .route({
      method: 'POST',
      path: '/v1/members/looks',
      summary: 'Who looked at a member’s records, for the member who asks; recorded like any look',
    })
    .errors(ownRecordsErrors)
    .input(ownRecordsInputSchema)
    .output(looksAnswerSchema),
}
