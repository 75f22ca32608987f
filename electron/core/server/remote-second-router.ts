import { implement } from '@orpc/server'
import { remoteSecondContract } from '../../../shared/contract/remote-second'
import { ok } from '../../../shared/domain/result'
import { askCode, useCode } from '../services/approval-code'
import { refuse } from '../services/outcome'
import { decideElsewhere, giveCode, listElsewhere } from '../services/supervise'
import { operationView } from '../views/operation-view'
import { answer, done } from './answers'
import { servedOf } from './front'
import type { PortContext } from './front'

const open = implement(remoteSecondContract)
  .$context<PortContext>()
  .use(({ context, next }) => next({ context: { core: servedOf(context).core } }))

/** A second person who is not here, for the counter window. */
export const remoteSecondRouter = open.router({
  list: open.list.handler(({ context: { core }, errors }) => answer(core, errors, () => listElsewhere(core))),
  decide: open.decide.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, async () => done(await decideElsewhere(core, input))),
  ),
  giveCode: open.giveCode.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => giveCode(core, input.form, input.password)),
  ),
  askCode: open.askCode.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => askCode(core, input.operationId)),
  ),
  useCode: open.useCode.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => {
      const used = useCode(core, input.operationId, input.by, input.code)
      if (!used.ok) return used
      const record = core.projection.operation(input.operationId)
      return record === null ? refuse('operation.no-such') : ok(operationView(core, record))
    }),
  ),
})
