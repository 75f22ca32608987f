import { implement } from '@orpc/server'
import { counterContract } from '../../../shared/contract/counter'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { OperationId } from '../../../shared/domain/ids'
import { allRegions, openness, regionKey } from '../../../shared/domain/regions'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { askPayee } from '../services/ask-payee'
import { confirmPerson, endVisit, parkVisit, resumeVisit } from '../services/move-visit'
import { refuse } from '../services/outcome'
import type { ServiceResult } from '../services/outcome'
import { printSlip } from '../services/print-slip'
import { checkForm, proposeOperation } from '../services/propose-operation'
import { refreshFacts } from '../services/refresh-facts'
import { settleOtherCard } from '../services/settle-other-card'
import { currentClerk, signIn, signOut } from '../services/sign-in'
import { takeOperation, withdrawOperation } from '../services/take-operation'
import { counterView } from '../views/counter-view'
import { operationView, waitingRows } from '../views/operation-view'
import { answer } from './answers'
import type { ChangesSignal } from './changes-signal'

/** What a call knows about the port it came over. */
export interface PortContext {
  readonly portClosed: AbortSignal
}

/** The procedures of the counter window. Every one but watch and sign-in asks for a signed-in clerk first. */
export function counterRouter(core: Core, changes: ChangesSignal) {
  const os = implement(counterContract).$context<PortContext>()
  const viewOf = (id: OperationId) => (): ServiceResult<ReturnType<typeof operationView>> => {
    const record = core.projection.operation(id)
    return record === null ? refuse('operation.no-such') : ok(operationView(core, record))
  }
  const practice = async (
    work: () => Promise<ErrorCode | null>,
  ): Promise<ServiceResult<Record<string, never>>> => {
    if (core.realm !== 'practice') return refuse('simulator.not-here')
    const code = await work()
    return code === null ? ok({}) : refuse(code)
  }
  const signedIn = async <T>(
    work: () => ServiceResult<T> | Promise<ServiceResult<T>>,
  ): Promise<ServiceResult<T>> => (currentClerk(core) === null ? refuse('sign-in.needed') : work())

  return os.router({
    watch: os.watch.handler(async function* ({ context, signal }) {
      const ended = signal ? AbortSignal.any([signal, context.portClosed]) : context.portClosed
      for await (const revision of changes.watch(ended)) yield counterView(core, revision)
    }),
    signIn: os.signIn.handler(({ input, errors }) =>
      answer(core, errors, async () => done(await signIn(core, input.clerk, input.password))),
    ),
    signOut: os.signOut.handler(({ errors }) => answer(core, errors, () => done(signOut(core)))),
    readAgain: os.readAgain.handler(({ errors }) =>
      answer(core, errors, () =>
        signedIn(async () => {
          const code = await core.readers.readAgain()
          return code === null ? ok({}) : refuse(code)
        }),
      ),
    ),
    dismissCardProblem: os.dismissCardProblem.handler(({ errors }) =>
      answer(core, errors, () => {
        core.moment.cardProblem = null
        core.changed()
        return ok({})
      }),
    ),
    otherCard: os.otherCard.handler(({ input, errors }) =>
      answer(core, errors, () => done(settleOtherCard(core, input.readId, input.choice))),
    ),
    confirmPerson: os.confirmPerson.handler(({ input, errors }) =>
      answer(core, errors, () => done(confirmPerson(core, input.visitId, input.same))),
    ),
    parkVisit: os.parkVisit.handler(({ input, errors }) =>
      answer(core, errors, () => done(parkVisit(core, input.visitId))),
    ),
    resumeVisit: os.resumeVisit.handler(({ input, errors }) =>
      answer(core, errors, () => done(resumeVisit(core, input.visitId))),
    ),
    endVisit: os.endVisit.handler(({ input, errors }) =>
      answer(core, errors, () => done(endVisit(core, input.visitId))),
    ),
    refreshFacts: os.refreshFacts.handler(({ input, errors }) =>
      answer(core, errors, () =>
        signedIn(() => {
          refreshFacts(core, input.visitId)
          return ok({})
        }),
      ),
    ),
    askPayee: os.askPayee.handler(({ input, errors }) => answer(core, errors, () => askPayee(core, input))),
    checkForm: os.checkForm.handler(({ input, errors }) =>
      answer(core, errors, () => {
        const lines = checkForm(core, input.visitId, input.form)
        return lines.ok ? ok([...lines.value]) : lines
      }),
    ),
    propose: os.propose.handler(({ input, errors }) =>
      answer(core, errors, async () =>
        after(
          await proposeOperation(core, input.operationId, input.visitId, input.form),
          viewOf(input.operationId),
        ),
      ),
    ),
    withdraw: os.withdraw.handler(({ input, errors }) =>
      answer(core, errors, () =>
        after(withdrawOperation(core, input.operationId), viewOf(input.operationId)),
      ),
    ),
    take: os.take.handler(({ input, errors }) =>
      answer(core, errors, () => after(takeOperation(core, input.operationId), viewOf(input.operationId))),
    ),
    operation: os.operation.handler(({ input, errors }) =>
      answer(core, errors, () => signedIn(viewOf(input.operationId))),
    ),
    printSlip: os.printSlip.handler(({ input, errors }) =>
      answer(core, errors, () => printSlip(core, input.operationId)),
    ),
    waitingList: os.waitingList.handler(({ errors }) =>
      answer(core, errors, () => signedIn(() => ok(waitingRows(core)))),
    ),
    packForForms: os.packForForms.handler(({ errors }) => answer(core, errors, () => ok(packForForms(core)))),
    practice: {
      cards: os.practice.cards.handler(({ errors }) =>
        answer(core, errors, async () => {
          if (core.realm !== 'practice') return refuse('simulator.not-here')
          const cards = await core.readers.cards()
          return typeof cards === 'string' ? refuse(cards) : ok([...cards])
        }),
      ),
      place: os.practice.place.handler(({ input, errors }) =>
        answer(core, errors, () =>
          practice(() => core.readers.place(input.cardId, input.liftAfterMs ?? null)),
        ),
      ),
      lift: os.practice.lift.handler(({ errors }) =>
        answer(core, errors, () => practice(() => core.readers.lift())),
      ),
      plug: os.practice.plug.handler(({ input, errors }) =>
        answer(core, errors, () => practice(() => core.readers.plug(input.plugged))),
      ),
      line: os.practice.line.handler(({ input, errors }) =>
        answer(core, errors, () =>
          practice(() => {
            core.practiceLine.set(input.up)
            core.moment.practiceLine = input.up ? 'up' : 'cut'
            core.changed()
            core.wakeSync()
            return Promise.resolve(null)
          }),
        ),
      ),
    },
  })
}

function done(result: ServiceResult<null>): ServiceResult<Record<string, never>> {
  return result.ok ? ok({}) : result
}

function after<T>(result: ServiceResult<null>, next: () => ServiceResult<T>): ServiceResult<T> {
  return result.ok ? next() : result
}

function packForForms({ pack, clock, words }: Core) {
  const { transfer, regionTable, relations } = pack
  const today = shanghaiDate(clock.now())
  const unlisted = regionTable.provinces
    .filter(({ complete }) => !complete)
    .map(({ code, name }) => ({
      key: regionKey(code, words('unlistedRegion')),
      name: words('unlistedRegion'),
      province: name,
    }))
  return {
    regions: [...allRegions(regionTable), ...unlisted].map(({ key, name, province }) => ({
      key,
      name,
      province,
      openness: openness(regionTable, key, 'wallet', today).openness,
    })),
    regionTableAsOf: regionTable.asOf,
    relations: relations.map(({ code, name, rule }) => ({ code, name, rule })),
    maxFen: transfer.maxFen,
    maxPerDay: transfer.maxPerDay,
    hours: { ...transfer.hours },
  }
}
