import { implement } from '@orpc/server'
import { counterContract } from '../../../shared/contract/counter'
import type { ErrorCode } from '../../../shared/domain/errors'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from '../services/outcome'
import type { ServiceResult } from '../services/outcome'
import {
  movePracticeClock,
  setPracticeCentre,
  setPracticeLine,
  setPracticePaper,
  setPracticeVerification,
} from '../services/practice-table'
import { answer, done } from './answers'
import { servedOf } from './front'
import type { PortContext } from './front'

const open = implement(counterContract.practice)
  .$context<PortContext>()
  .use(({ context, next }) => next({ context: { core: servedOf(context).core } }))

/** The practice table, for the counter window; everything of it is refused as `simulator.not-here` when live. */
export const practiceRouter = open.router({
  cards: open.cards.handler(({ context: { core }, errors }) =>
    answer(core, errors, async () => {
      if (core.realm !== 'practice') return refuse('simulator.not-here')
      const cards = await core.readers.cards()
      return typeof cards === 'string' ? refuse(cards) : ok([...cards])
    }),
  ),
  place: open.place.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () =>
      practice(core, () => core.readers.place(input.cardId, input.liftWhileReading)),
    ),
  ),
  lift: open.lift.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => practice(core, () => core.readers.lift())),
  ),
  fault: open.fault.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => practice(core, () => core.readers.fault(input))),
  ),
  clear: open.clear.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => practice(core, () => core.readers.clear())),
  ),
  scan: open.scan.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => practice(core, () => core.readers.scan(input.text))),
  ),
  plug: open.plug.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => practice(core, () => core.readers.plug(input.plugged))),
  ),
  line: open.line.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(setPracticeLine(core, input.up))),
  ),
  clock: open.clock.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(movePracticeClock(core, input.to))),
  ),
  centre: open.centre.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(setPracticeCentre(core, input.fault))),
  ),
  paper: open.paper.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(setPracticePaper(core, input.there))),
  ),
  verification: open.verification.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(setPracticeVerification(core, input.asLive))),
  ),
})

async function practice(
  core: Core,
  work: () => Promise<ErrorCode | null>,
): Promise<ServiceResult<Record<string, never>>> {
  if (core.realm !== 'practice') return refuse('simulator.not-here')
  const code = await work()
  return code === null ? ok({}) : refuse(code)
}
