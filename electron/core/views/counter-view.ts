import type { CounterView, VisitView } from '../../../shared/contract/view'
import { shanghaiDate, shanghaiMidnight } from '../../../shared/domain/china-time'
import { ageAt } from '../../../shared/domain/id-number'
import type { Fen } from '../../../shared/domain/ids'
import { hallIdNumber, hallName } from '../../../shared/domain/masks'
import type { MemberFacts } from '../../../shared/domain/member-facts'
import { amountOf } from '../../../shared/domain/operation'
import { openness } from '../../../shared/domain/regions'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { currentClerk } from '../services/sign-in'
import { dayToClose } from './day-view'
import { helpView, memberCalls } from './help-view'
import { correctedView, operationView, toTell, waitingItems } from './operation-view'
import { packNews, syncView } from './sync-view'
import { triageView } from './triage-view'

const historyMs = 400 * 24 * 3_600_000

/** Everything the counter window sees now, made from the journal's projection and the moment. */
export function counterView(core: Core, revision: number): CounterView {
  const { moment, projection, station, pack } = core
  const clerk = currentClerk(core)
  const visit = clerk === null ? null : projection.openVisit()
  const waiting = clerk === null ? [] : waitingItems(core)
  const today = shanghaiDate(core.clock.now())
  return {
    run: core.run,
    revision,
    at: core.clock.now(),
    realm: core.realm,
    station: { id: station.id, hall: station.hall, desk: station.desk },
    pack: { number: pack.number, title: pack.title, validFrom: pack.validFrom },
    clerks: core.clerks.map(({ id, name, role }) => ({ id, name, role })),
    session: clerk === null ? null : { clerk: clerk.id, name: clerk.name, role: clerk.role },
    readers: [...moment.readers],
    scanners: [...moment.scanners],
    profileProblems: [...moment.profileProblems],
    permissionFix: core.permissionFix,
    wedge: core.wedge,
    devices: moment.devices,
    scannedCode: clerk === null ? null : core.codes.view(),
    memberWindow: moment.memberWindow ? 'connected' : 'gone',
    slipPaper: core.paper.paper(),
    slipPrinter: core.paper.printer(),
    line: lineView(core),
    sync: syncView(core),
    packNews: clerk === null ? null : packNews(core),
    store: { disk: core.guards.room(), mirror: core.guards.mirror() },
    visit: visit === null ? null : visitView(core, visit),
    otherCard:
      moment.otherCard === null || visit === null
        ? null
        : {
            readId: moment.otherCard.readId,
            name: moment.otherCard.person.name,
            idNumberMasked: hallIdNumber(moment.otherCard.person.idNumber),
          },
    telephoneCode: core.pack.telephoneCode !== undefined,
    memberCalls: visit === null ? null : memberCalls(core),
    card: clerk === null ? null : moment.card,
    triage: clerk === null || visit !== null ? null : triageView(core),
    cardProblem: clerk === null ? null : moment.cardProblem,
    parked: clerk === null ? [] : projection.parkedVisits().map((parked) => parkedView(core, parked)),
    attention: {
      waiting: waiting.length,
      unknown: waiting.filter(({ next }) => next === 'query-first').length,
      refused: waiting.filter(({ next }) => next === 'tell-member').length,
      unprinted: clerk === null ? 0 : projection.afterCare.unprinted().length,
      approvals: waiting.filter(({ next }) => next === 'second-person').length,
      callBacks: waiting.filter(({ callBack }) => callBack === 'due').length,
      risen: waiting.filter(({ callBack }) => callBack === 'risen').length,
      oldestAt: waiting.reduce<number | null>(
        (oldest, { record: { changedAt } }) => Math.min(oldest ?? changedAt, changedAt),
        null,
      ),
      toldToday: projection.looks.toldOn(today),
      dayToClose: clerk === null ? null : dayToClose(core, today),
    },
    setAside: moment.setAside,
    practice: core.realm === 'practice' ? { ...moment.practice } : null,
  }
}

function lineView(core: Core): CounterView['line'] {
  const { count, oldestAt } = core.projection.waiting()
  return { ...core.moment.line, waiting: count, oldestWaitingAt: oldestAt }
}

function visitView(core: Core, visit: VisitRecord): VisitView {
  const { person, who } = visit
  const card = who.way === 'card' ? who.person : null
  const today = shanghaiDate(core.clock.now())
  const age = ageAt(person.birthDate, today)
  const facts = core.projection.facts(person.idNumber)
  const payee = core.moment.payeeCards.get(visit.id)
  const relative = core.moment.householdCards.get(visit.id)
  return {
    visitId: visit.id,
    openedAt: visit.openedAt,
    person: {
      name: person.name,
      idNumberMasked: hallIdNumber(person.idNumber),
      sexCode: person.sexCode,
      age: Number.isNaN(age) ? null : age,
      ethnicCode: card?.ethnicCode ?? null,
      identity: who.way,
      cardType: card?.cardType ?? null,
      validTo: card?.validTo ?? null,
      expired: card !== null && card.validTo !== '长期' && card.validTo < today.replaceAll('-', ''),
    },
    personConfirmedAt: visit.confirmedAt,
    factsState: factsState(core, visit, facts),
    factsAsOf: facts?.asOf ?? null,
    facts: facts === null ? null : factsView(core, person.idNumber, facts),
    operations: core.projection
      .operationsOfVisit(visit.id)
      .filter(({ operation }) => !(operation.state === 'cancelled' && operation.taken === null))
      .map((record) => operationView(core, record)),
    toTell: toTell(core, person.idNumber).map((record) => operationView(core, record)),
    history: core.projection
      .operationsOfMember(person.idNumber, core.clock.now() - historyMs)
      .filter(({ operation }) => operation.visitId !== visit.id)
      .slice(0, 5)
      .map(({ operation }) => ({
        at: operation.taken?.at ?? 0,
        kind: operation.body.kind,
        amountFen: amountOf(operation.body),
        state: operation.state,
        receipt: operation.receipt,
        corrected: correctedView(operation),
      })),
    ...helpView(core, visit, Number.isNaN(age) ? null : age),
    payeeCard:
      payee === undefined
        ? null
        : { name: payee.name, idNumber: payee.idNumber, idNumberMasked: hallIdNumber(payee.idNumber) },
    householdCard:
      relative === undefined
        ? null
        : { readId: relative.readId, name: relative.person.name, idNumber: relative.person.idNumber },
  }
}

/**
 * `current` = the centre said so since the visit was opened. When that was heard is compared, not what time it was at the
 * centre: two clocks never agree.
 */
function factsState(core: Core, visit: VisitRecord, facts: MemberFacts | null): VisitView['factsState'] {
  if (core.moment.factsAsked) return 'asking'
  if (facts === null) return 'none'
  const heardAt = core.projection.factsHeardAt(visit.person.idNumber) ?? 0
  return core.moment.line.state === 'up' && heardAt >= visit.openedAt ? 'current' : 'known'
}

function factsView(core: Core, idNumber: string, facts: MemberFacts): NonNullable<VisitView['facts']> {
  const now = core.clock.now()
  const { transfer, regionTable } = core.pack
  const here = core.projection.takenHere(idNumber, shanghaiMidnight(now))
  const place =
    facts.insuredRegion === null
      ? null
      : openness(regionTable, facts.insuredRegion, 'wallet', shanghaiDate(now))
  const queuedFen = here.memberQueuedFen?.['personal-account'] ?? 0
  const ofToday = shanghaiDate(facts.asOf) === shanghaiDate(now) ? facts.transfersToday : 0
  return {
    status: facts.status,
    insurances: [...facts.insurances],
    insuredRegion: facts.insuredRegion,
    regionOpenness: place?.openness ?? 'unknown',
    regionTableAsOf: regionTable.asOf,
    personalAccountFen: facts.personalAccountFen,
    wallet: facts.wallet,
    transferableFen:
      facts.personalAccountFen === null
        ? null
        : (Math.max(0, facts.personalAccountFen - queuedFen - transfer.minKeptFen) as Fen),
    transfersToday: Math.max(ofToday + here.memberTransfersQueued, here.memberTransfersToday),
    maxTransfersPerDay: transfer.maxPerDay,
    transfersPending: facts.transfersPending,
    waitingToReceive: facts.waitingToReceive.map((money) => ({ ...money })),
    premiums: facts.premiums?.map((premium) => ({ ...premium })) ?? null,
    familyBindings: facts.familyBindings?.map((binding) => ({ ...binding })) ?? null,
  }
}

function parkedView(core: Core, visit: VisitRecord): CounterView['parked'][number] {
  const last = core.projection.operationsOfVisit(visit.id).at(-1)
  return {
    visitId: visit.id,
    name: hallName(visit.person.name),
    since: visit.changedAt,
    kind: last?.operation.body.kind ?? null,
    fromEarlierRun: visit.appRun !== core.appRun,
  }
}
