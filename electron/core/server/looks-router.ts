import { implement } from '@orpc/server'
import { looksContract } from '../../../shared/contract/looks'
import { ok } from '../../../shared/domain/result'
import { printCard, showCard } from '../services/answer-card'
import { findByNumber, findScannedSlip, noteCaseOpened } from '../services/find-case'
import { refuse } from '../services/outcome'
import { currentClerk } from '../services/sign-in'
import { printRecords, showRecords } from '../services/show-records'
import { armTriage, closeTriage, serveTriage } from '../services/triage'
import { withdrawElsewhere } from '../services/withdraw-elsewhere'
import { caseView } from '../views/case-view'
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
  find: open.find.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => findByNumber(core, input.number)),
  ),
  findSlip: open.findSlip.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => findScannedSlip(core, input.scanId)),
  ),
  openCase: open.openCase.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(noteCaseOpened(core, input.operationId, input.way))),
  ),
  case: open.case.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => {
      if (currentClerk(core) === null) return refuse('sign-in.needed')
      const record = core.projection.operation(input.operationId)
      return record === null ? refuse('operation.no-such') : ok(caseView(core, record))
    }),
  ),
  withdrawElsewhere: open.withdrawElsewhere.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => withdrawElsewhere(core, input)),
  ),
  records: open.records.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => showRecords(core, input)),
  ),
  printRecords: open.printRecords.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => printRecords(core, input)),
  ),
  showCard: open.showCard.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(showCard(core, input.card))),
  ),
  printCard: open.printCard.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => printCard(core, input.card)),
  ),
  closeTriage: open.closeTriage.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => done(closeTriage(core))),
  ),
})
