import { implement } from '@orpc/server'
import { looksContract } from '../../../shared/contract/looks'
import { armTriage, closeTriage, serveTriage } from '../services/triage'
import { answer, done } from './answers'
import { servedOf } from './front'
import type { PortContext } from './front'

const open = implement(looksContract)
  .$context<PortContext>()
  .use(({ context, next }) => next({ context: { core: servedOf(context).core } }))

/** Looking and telling, for the counter window. */
export const looksRouter = open.router({
  triage: open.triage.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(armTriage(core, input.on))),
  ),
  serveTriage: open.serveTriage.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(serveTriage(core, input.readId))),
  ),
  closeTriage: open.closeTriage.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => done(closeTriage(core))),
  ),
})
