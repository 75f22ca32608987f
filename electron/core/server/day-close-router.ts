import { implement } from '@orpc/server'
import { dayCloseContract } from '../../../shared/contract/day-view'
import { closeDay, compareDay, printDay, showDay } from '../services/day-close'
import { answer } from './answers'
import { servedOf } from './front'
import type { PortContext } from './front'

const open = implement(dayCloseContract)
  .$context<PortContext>()
  .use(({ context, next }) => next({ context: { core: servedOf(context).core } }))

/** 日结核对, for the counter window. */
export const dayCloseRouter = open.router({
  view: open.view.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => showDay(core, input.day)),
  ),
  compare: open.compare.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => compareDay(core, input)),
  ),
  close: open.close.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => closeDay(core, input)),
  ),
  print: open.print.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => printDay(core, input.day)),
  ),
})
