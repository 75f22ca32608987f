import { implement } from '@orpc/server'
import { institutionsContract } from '../../../shared/contract/institutions'
import { complain, complaintRows, printComplaint, seekInstitutions } from '../services/institutions'
import { answer } from './answers'
import { servedOf } from './front'
import type { PortContext } from './front'

const open = implement(institutionsContract)
  .$context<PortContext>()
  .use(({ context, next }) => next({ context: { core: servedOf(context).core } }))

/** Where the wallet can be used, and complaints, for the counter window. */
export const institutionsRouter = open.router({
  find: open.find.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => seekInstitutions(core, input.text)),
  ),
  complain: open.complain.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => complain(core, input.complaintId, input.form)),
  ),
  printComplaint: open.printComplaint.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => printComplaint(core, input.complaintId)),
  ),
  complaints: open.complaints.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => complaintRows(core)),
  ),
})
