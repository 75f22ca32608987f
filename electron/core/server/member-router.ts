import { implement } from '@orpc/server'
import { memberContract } from '../../../shared/contract/member'
import type { MemberView } from '../../../shared/contract/view'
import { ok } from '../../../shared/domain/result'
import { answerAssent } from '../services/answer-assent'
import { memberView } from '../views/member-view'
import { typePassword } from '../services/member-password'
import { answer, done } from './answers'
import { endOf, openSoon, servedOf } from './front'
import type { Front, PortContext } from './front'

const os = implement(memberContract).$context<PortContext>()

/** The procedures of the member window: nothing of the clerk's can be asked for over its port. */
export const memberRouter = os.router({
  watch: os.watch.handler(async function* ({ context, input, signal }) {
    const { front } = context
    const ended = endOf(signal, context)
    for await (const revision of front.store.changes.watch(ended)) {
      if (front.served() !== null) break
      // while it opens the window waits by itself, and keeps for a while what stood there
      if (front.store.state().state === 'trouble') yield outOfOrder(front, revision)
    }
    const served = front.served()
    if (served === null) return
    if (served.core.moment.keypad !== input.keypad) {
      served.core.moment.keypad = input.keypad
      served.core.changed()
    }
    for await (const revision of served.changes.watch(ended)) yield memberView(served.core, revision)
  }),
  // a press while core starts again waits for it: the words it answers are in the journal
  answer: os.answer.handler(async ({ context, input, errors, signal }) => {
    const { core } = (await openSoon(context.front, endOf(signal, context))) ?? servedOf(context)
    return answer(core, errors, () => {
      const result = answerAssent(core, input.operationId, input.wordsHash, input.answer)
      return result.ok ? ok({}) : result
    })
  }),
  // the same: what was typed is sealed, and lives no longer for it
  password: os.password.handler(async ({ context, input, errors, signal }) => {
    const { core } = (await openSoon(context.front, endOf(signal, context))) ?? servedOf(context)
    return answer(core, errors, () => done(typePassword(core, input.operations, input.sealed)))
  }),
})

function outOfOrder({ realm, station }: Front, revision: number): MemberView {
  return { run: 'not-open', revision, realm, hall: station.hall, screen: { name: 'next-desk' } }
}
