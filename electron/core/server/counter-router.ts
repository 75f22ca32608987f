import { implement } from '@orpc/server'
import { counterContract } from '../../../shared/contract/counter'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { OperationId } from '../../../shared/domain/ids'
import { allRegions, openness, regionKey } from '../../../shared/domain/regions'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { printUnprinted, tellMember, waiveSlip } from '../services/after-care'
import { askPayee } from '../services/ask-payee'
import { askPremiums } from '../services/ask-premiums'
import { raiseDispute, settleDispute } from '../services/dispute'
import { sendAgain } from '../services/item-records'
import { keepPaper } from '../services/keep-paper'
import { askPasswordAgain } from '../services/member-password'
import { confirmPerson, endVisit, parkVisit, resumeVisit } from '../services/move-visit'
import { noteVisit } from '../services/note-visit'
import { refuse } from '../services/outcome'
import type { ServiceResult } from '../services/outcome'
import { checkPremiums, proposePremiums, takePremiums } from '../services/pay-premiums'
import { printSideSlip } from '../services/print-side-slip'
import { listPrinters, printSlip, setPaper, setPrinter } from '../services/print-slip'
import { checkForm, proposeOperation } from '../services/propose-operation'
import { refreshFacts } from '../services/refresh-facts'
import { scanCode } from '../services/scan-code'
import { approve, holdOperation, reject } from '../services/second-person'
import { removeAgent, settleAgent } from '../services/settle-agent'
import { settleOtherCard } from '../services/settle-other-card'
import { readStickAnswer, writeStick } from '../services/sticks'
import { currentClerk, signIn, signOut } from '../services/sign-in'
import {
  enrolAgain,
  networkBack,
  notePack,
  remoteActsSeen,
  resumeSending,
  syncNow,
} from '../services/sync-acts'
import { takeOperation, withdrawOperation } from '../services/take-operation'
import { tellBeforehand } from '../services/tell-beforehand'
import { openTypedVisit } from '../services/typed-entry'
import { counterView } from '../views/counter-view'
import { operationView, waitingRows } from '../views/operation-view'
import { answer, done } from './answers'
import { endOf, servedOf, storeViews, whenOpen } from './front'
import type { PortContext } from './front'
import { dayCloseRouter } from './day-close-router'
import { institutionsRouter } from './institutions-router'
import { peopleRouter } from './people-router'
import { looksRouter } from './looks-router'
import { practiceRouter } from './practice-router'
import { remoteSecondRouter } from './remote-second-router'
import { storeAct } from './store-act'

const os = implement(counterContract).$context<PortContext>()
const open = os.use(({ context, next }) => {
  const served = servedOf(context)
  return next({ context: { core: served.core } })
})

/**
 * The procedures of the counter window. Every one but the streams, the store's and sign-in asks for a signed-in clerk
 * first; all but the streams and the store's are refused as `core.restarting` until the store is open.
 */
export const counterRouter = os.router({
  watch: os.watch.handler(async function* ({ context, signal }) {
    const ended = endOf(signal, context)
    const served = await whenOpen(context.front, ended)
    if (served === null) return
    for await (const revision of served.changes.watch(ended)) yield counterView(served.core, revision)
  }),
  store: {
    watch: os.store.watch.handler(({ context, signal }) => storeViews(context.front, endOf(signal, context))),
    act: os.store.act.handler(async ({ context, input, errors }) => {
      const result = await storeAct(context.front.store, input)
      if (!result.ok) throw errors.refused({ data: { refusals: [...result.error] } })
      return {}
    }),
    enrol: os.store.enrol.handler(async ({ context, input, errors }) => {
      const { enrol } = context.front.store
      // the answer was lost and the counter is open by now: nothing is left to do
      const result = enrol === undefined ? ok(null) : await enrol(input)
      if (!result.ok) throw errors.refused({ data: { refusals: [...result.error] } })
      return {}
    }),
    restartAs: os.store.restartAs.handler(({ context, input }) => {
      context.front.restartAs(input.realm)
      return {}
    }),
  },
  signIn: open.signIn.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, async () => done(await signIn(core, input.clerk, input.password))),
  ),
  signOut: open.signOut.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => done(signOut(core))),
  ),
  readAgain: open.readAgain.handler(({ context: { core }, errors }) =>
    answer(core, errors, () =>
      signedIn(core, async () => {
        const code = await core.readers.readAgain()
        return code === null ? ok({}) : refuse(code)
      }),
    ),
  ),
  openTyped: open.openTyped.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(openTypedVisit(core, input.entryId, input))),
  ),
  codeScanned: open.codeScanned.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(scanCode(core, input.scanId, input.text, 'keyboard'))),
  ),
  dropCode: open.dropCode.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => {
      if (core.codes.view()?.scanId === input.scanId) core.codes.drop()
      return ok({})
    }),
  ),
  devicesAgain: open.devicesAgain.handler(({ context: { core }, errors }) =>
    answer(core, errors, () =>
      signedIn(core, () => {
        core.devicesAgain()
        return ok({})
      }),
    ),
  ),
  testReader: open.testReader.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () =>
      signedIn(core, async () => {
        const tested = await core.readers.test(input.readerKey)
        return typeof tested === 'string' ? refuse(tested) : ok(tested)
      }),
    ),
  ),
  dismissCardProblem: open.dismissCardProblem.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => {
      core.moment.cardProblem = null
      core.changed()
      return ok({})
    }),
  ),
  otherCard: open.otherCard.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(settleOtherCard(core, input.readId, input.choice))),
  ),
  agent: {
    settle: open.agent.settle.handler(({ context: { core }, input, errors }) =>
      answer(core, errors, () => done(settleAgent(core, input.visitId, input.form))),
    ),
    remove: open.agent.remove.handler(({ context: { core }, input, errors }) =>
      answer(core, errors, () => done(removeAgent(core, input.visitId))),
    ),
  },
  keepPaper: open.keepPaper.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, async () => {
      const kept = await keepPaper(core, input.visitId, input.attachmentId, input.kind)
      return kept.ok ? ok({ kept: kept.value }) : kept
    }),
  ),
  noteVisit: open.noteVisit.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(noteVisit(core, input.visitId, input.note, input.holds))),
  ),
  confirmPerson: open.confirmPerson.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(confirmPerson(core, input.visitId, input.same))),
  ),
  parkVisit: open.parkVisit.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(parkVisit(core, input.visitId))),
  ),
  resumeVisit: open.resumeVisit.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(resumeVisit(core, input.visitId))),
  ),
  endVisit: open.endVisit.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(endVisit(core, input.visitId))),
  ),
  refreshFacts: open.refreshFacts.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () =>
      signedIn(core, () => {
        refreshFacts(core, input.visitId)
        return ok({})
      }),
    ),
  ),
  askPayee: open.askPayee.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => askPayee(core, input)),
  ),
  checkForm: open.checkForm.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => {
      const lines = checkForm(core, input.visitId, input.form)
      return lines.ok ? ok([...lines.value]) : lines
    }),
  ),
  propose: open.propose.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, async () =>
      after(
        await proposeOperation(core, input.operationId, input.visitId, input.form),
        viewOf(core, input.operationId),
      ),
    ),
  ),
  premiums: {
    ask: open.premiums.ask.handler(({ context: { core }, input, errors }) =>
      answer(core, errors, async () => {
        const told = await askPremiums(core, input)
        return told.ok ? ok({ asOf: told.value.asOf, premiums: [...told.value.premiums] }) : told
      }),
    ),
    check: open.premiums.check.handler(({ context: { core }, input, errors }) =>
      answer(core, errors, () => {
        const lines = checkPremiums(core, input.visitId, input.forms)
        return lines.ok ? ok(lines.value.map((one) => [...one])) : lines
      }),
    ),
    propose: open.premiums.propose.handler(({ context: { core }, input, errors }) =>
      answer(core, errors, async () =>
        after(
          await proposePremiums(core, input.visitId, input.lines),
          viewsOf(
            core,
            input.lines.map(({ operationId }) => operationId),
          ),
        ),
      ),
    ),
    take: open.premiums.take.handler(({ context: { core }, input, errors }) =>
      answer(core, errors, () =>
        after(takePremiums(core, input.operationIds), viewsOf(core, input.operationIds)),
      ),
    ),
  },
  looks: looksRouter,
  institutions: institutionsRouter,
  people: peopleRouter,
  dayClose: dayCloseRouter,
  tellBeforehand: open.tellBeforehand.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => tellBeforehand(core, input)),
  ),
  withdraw: open.withdraw.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () =>
      after(withdrawOperation(core, input.operationId), viewOf(core, input.operationId)),
    ),
  ),
  sendAgain: open.sendAgain.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => after(sendAgain(core, input.operationId), viewOf(core, input.operationId))),
  ),
  second: {
    approve: open.second.approve.handler(({ context: { core }, input, errors }) =>
      answer(core, errors, async () =>
        after(await approve(core, input.items, input, input), viewsOf(core, input.items.map(idOf))),
      ),
    ),
    reject: open.second.reject.handler(({ context: { core }, input, errors }) =>
      answer(core, errors, async () =>
        after(await reject(core, input.items, input, input.reason), viewsOf(core, input.items.map(idOf))),
      ),
    ),
  },
  remoteSecond: remoteSecondRouter,
  askPassword: open.askPassword.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () =>
      after(askPasswordAgain(core, input.operationId), viewOf(core, input.operationId)),
    ),
  ),
  hold: open.hold.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () =>
      after(
        holdOperation(core, input.operationId, input.held, input.caller),
        viewOf(core, input.operationId),
      ),
    ),
  ),
  take: open.take.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () =>
      after(takeOperation(core, input.operationId), viewOf(core, input.operationId)),
    ),
  ),
  operation: open.operation.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => signedIn(core, viewOf(core, input.operationId))),
  ),
  printers: open.printers.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => listPrinters(core)),
  ),
  setPrinter: open.setPrinter.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, async () => done(await setPrinter(core, input.printer))),
  ),
  setPaper: open.setPaper.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(setPaper(core, input.paper))),
  ),
  printSlip: open.printSlip.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => printSlip(core, input.operationId)),
  ),
  printSideSlip: open.printSideSlip.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => printSideSlip(core, input.operationId, input.slip)),
  ),
  printUnprinted: open.printUnprinted.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => printUnprinted(core)),
  ),
  waiveSlip: open.waiveSlip.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(waiveSlip(core, input.operationId))),
  ),
  tellMember: open.tellMember.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(tellMember(core, input.operationId, input.how))),
  ),
  raiseDispute: open.raiseDispute.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(raiseDispute(core, input.operationId, input.reason))),
  ),
  settleDispute: open.settleDispute.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(settleDispute(core, input.operationId, input.words))),
  ),
  syncNow: open.syncNow.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => done(syncNow(core))),
  ),
  networkBack: open.networkBack.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => done(networkBack(core))),
  ),
  writeStick: open.writeStick.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => writeStick(core)),
  ),
  readStickAnswer: open.readStickAnswer.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => readStickAnswer(core)),
  ),
  resumeSending: open.resumeSending.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => done(resumeSending(core))),
  ),
  enrolAgain: open.enrolAgain.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => done(enrolAgain(core))),
  ),
  remoteActsSeen: open.remoteActsSeen.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => done(remoteActsSeen(core))),
  ),
  notePack: open.notePack.handler(({ context: { core }, input, errors }) =>
    answer(core, errors, () => done(notePack(core, input.number))),
  ),
  waitingList: open.waitingList.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => signedIn(core, () => ok(waitingRows(core)))),
  ),
  packForForms: open.packForForms.handler(({ context: { core }, errors }) =>
    answer(core, errors, () => ok(packForForms(core))),
  ),
  practice: practiceRouter,
})

const idOf = ({ operationId }: { readonly operationId: OperationId }): OperationId => operationId

function viewOf(core: Core, id: OperationId): () => ServiceResult<ReturnType<typeof operationView>> {
  return () => {
    const record = core.projection.operation(id)
    return record === null ? refuse('operation.no-such') : ok(operationView(core, record))
  }
}

function viewsOf(
  core: Core,
  ids: readonly OperationId[],
): () => ServiceResult<ReturnType<typeof operationView>[]> {
  return () =>
    ok(ids.flatMap((id) => core.projection.operation(id) ?? []).map((record) => operationView(core, record)))
}

function signedIn<T>(
  core: Core,
  work: () => ServiceResult<T> | Promise<ServiceResult<T>>,
): ServiceResult<T> | Promise<ServiceResult<T>> {
  return currentClerk(core) === null ? refuse('sign-in.needed') : work()
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
    aliases: (pack.placeAliases?.aliases ?? []).map(({ alias, region, kind }) => ({ alias, region, kind })),
    relations: relations.map(({ code, name, rule }) => ({ code, name, rule })),
    maxFen: transfer.maxFen,
    maxPerDay: transfer.maxPerDay,
    bindingTaken: pack.familyBinding?.taken === true,
    hours: { ...transfer.hours },
  }
}
