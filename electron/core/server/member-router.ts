import { implement } from '@orpc/server'
import { memberContract } from '../../../shared/contract/member'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { answerAssent } from '../services/answer-assent'
import { memberView } from '../views/member-view'
import { answer } from './answers'
import type { ChangesSignal } from './changes-signal'
import type { PortContext } from './counter-router'

/** The procedures of the member window: nothing of the clerk's can be asked for over its port. */
export function memberRouter(core: Core, changes: ChangesSignal) {
  const os = implement(memberContract).$context<PortContext>()
  return os.router({
    watch: os.watch.handler(async function* ({ context, signal }) {
      const ended = signal ? AbortSignal.any([signal, context.portClosed]) : context.portClosed
      for await (const revision of changes.watch(ended)) yield memberView(core, revision)
    }),
    answer: os.answer.handler(({ input, errors }) =>
      answer(core, errors, () => {
        const result = answerAssent(core, input.operationId, input.wordsHash, input.answer)
        return result.ok ? ok({}) : result
      }),
    ),
  })
}
