import { implement } from '@orpc/server'
import { peopleContract } from '../../../shared/contract/people'
import { findPeople, lookUpPerson, peopleToday } from '../services/look-up-person'
import { answer } from './answers'
import { servedOf } from './front'
import type { PortContext } from './front'

const open = implement(peopleContract)
  .$context<PortContext>()
  .use(({ context, next }) => next({ context: { core: servedOf(context).core } }))

/** Looking people up without a card, for the counter window. */
export const peopleRouter = open.router({
  today: open.today.handler(({ context: { core }, errors }) => answer(core, errors, () => peopleToday(core))),
  find: open.find.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => findPeople(core, input.text)),
  ),
  look: open.look.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => lookUpPerson(core, input)),
  ),
})
