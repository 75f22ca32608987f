import { dayViewSchema } from '../../../shared/contract/day-view'
import type { DayView } from '../../../shared/contract/day-view'
import type { CounterView, OperationView, VisitView } from '../../../shared/contract/view'
import {
  counterViewSchema,
  defaultWedge,
  operationViewSchema,
  visitViewSchema,
} from '../../../shared/contract/view'

/** Invented people and views for tests of the pages; checked by the contract, so they cannot drift from it. */
const at = Date.UTC(2026, 10, 21, 6, 2)
const visitId = '0193d2f0-0000-7000-8000-000000000001'

/** A view with nobody being served, over which the given parts are laid. */
export function aView(parts: Partial<CounterView> = {}): CounterView {
  const base = {
    run: 'first',
    revision: 1,
    at,
    realm: 'practice',
    station: { id: 'practice-1', hall: 'Practice hall', desk: 'Desk 2' },
    pack: { number: 1, title: 'Practice rules 1', validFrom: '2026-01-01' },
    clerks: [
      { id: 'liyulan', name: 'Li Yulan', role: 'clerk' },
      { id: 'zhoumin', name: 'Zhou Min', role: 'supervisor' },
    ],
    session: { clerk: 'liyulan', name: 'Li Yulan', role: 'clerk' },
    readers: [
      {
        key: 'simulated',
        model: 'Practice reader',
        simulated: true,
        carrier: 'raw64',
        state: { name: 'ready' },
        since: at - 60_000,
        counters: { reads: 0, cardErrors: 0, faults: 0, plugs: 1 },
        lastFault: null,
        lastReadMs: null,
      },
    ],
    scanners: [],
    profileProblems: [],
    permissionFix: "sudo install '/opt/rules' /etc/udev/rules.d/",
    wedge: { ...defaultWedge, from: 'defaults' },
    devices: 'running',
    scannedCode: null,
    memberWindow: 'connected',
    slipPaper: 'a5',
    slipPrinter: null,
    sync: {
      address: null,
      epoch: 1,
      sent: 0,
      received: 0,
      fetching: false,
      stopped: null,
      otherWriter: false,
      parkedChanges: 0,
      remoteActs: [],
      clerksAt: null,
      packProblem: null,
      nextKeysAt: null,
      keysProblem: null,
      stick: { allowed: false, waiting: [] },
    },
    packNews: null,
    store: { disk: 'ok', mirror: null },
    line: {
      state: 'up',
      since: at - 600_000,
      lastSuccessAt: at - 60_000,
      nextTryAt: null,
      waiting: 0,
      oldestWaitingAt: null,
      clockDifferenceMs: 0,
      cause: null,
    },
    visit: null,
    otherCard: null,
    telephoneCode: true,
    memberCalls: null,
    triage: null,
    card: null,
    cardProblem: null,
    parked: [],
    attention: {
      waiting: 0,
      unknown: 0,
      refused: 0,
      approvals: 0,
      callBacks: 0,
      risen: 0,
      unprinted: 0,
      oldestAt: null,
      toldToday: 0,
      dayToClose: null,
    },
    setAside: null,
    practice: { line: 'up', centre: 'none', paper: true, asLive: false },
  }
  return counterViewSchema.parse({ ...base, ...parts })
}

/** One visit, person confirmed, wallet open, facts of the centre. */
export function aVisit(parts: Partial<VisitView> = {}): VisitView {
  const base = {
    visitId,
    openedAt: at,
    person: {
      name: 'Wang Xiuying',
      idNumberMasked: '990***********4214',
      sexCode: '2',
      age: 76,
      ethnicCode: '01',
      identity: 'card',
      cardType: 'resident',
      validTo: '20380601',
      expired: false,
    },
    personConfirmedAt: at,
    factsState: 'current',
    factsAsOf: at,
    facts: {
      status: 'active',
      insurances: ['310'],
      insuredRegion: '620000/Linxia',
      regionOpenness: 'open',
      regionTableAsOf: '2025-05-08',
      personalAccountFen: 328_640,
      wallet: { placeOfUse: '620000/Linxia', balanceFen: 12_000 },
      transferableFen: 328_640,
      transfersToday: 1,
      maxTransfersPerDay: 3,
      transfersPending: 0,
      waitingToReceive: [],
      premiums: null,
      familyBindings: null,
    },
    operations: [],
    toTell: [],
    history: [],
    agent: null,
    agentCard: null,
    papers: [],
    notes: { ownIncome: false, mayHaveOwnIncome: false, cannotAnswer: false, needsGuardian: false },
    payeeCard: null,
    householdCard: null,
  }
  return visitViewSchema.parse({ ...base, ...parts })
}

/** One transfer as core shows it. */
export function anOperation(parts: Partial<OperationView> = {}): OperationView {
  const base = {
    operationId: '0193d2f0-0000-7000-8000-0000000000aa',
    visitId,
    kind: 'transfer',
    number: '000000000017',
    state: 'queued',
    receipt: null,
    corrected: null,
    sideSlips: [],
    sent: false,
    member: 'W**',
    amountFen: 65_000,
    other: { name: '*Xiaomei', relation: 'daughter', last4: '5827' },
    year: null,
    placeOfUse: null,
    placeBefore: null,
    assent: 'agree',
    wordsHash: 'a'.repeat(64),
    shown: null,
    takenAt: at,
    clerk: 'Li Yulan',
    refusals: [],
    deadlineAt: null,
    opensAt: null,
    slipCopies: 0,
    unprinted: false,
    told: null,
    withdrawal: 'here',
    twin: false,
    clerkId: 'liyulan',
    typed: false,
    second: null,
    approvedBy: null,
    rejectedBy: null,
    held: null,
    password: null,
    mayHold: false,
  }
  return operationViewSchema.parse({ ...base, ...parts })
}

/** A business day with one operation done and one that waits to be sent, neither compared nor closed. */
export function aDay(parts: Partial<DayView> = {}): DayView {
  const unsent = {
    operationId: '0193d2f0-0000-7000-8000-00000000000b',
    number: '000000000025',
    kind: 'transfer',
    state: 'queued',
    receipt: null,
  }
  const base = {
    day: '2026-11-21',
    today: '2026-11-21',
    asOf: at,
    operations: 2,
    lines: [
      { kind: 'transfer', state: 'queued', count: 1, amountFen: 65_000 },
      { kind: 'wallet-opening', state: 'done', count: 1, amountFen: 0 },
    ],
    looseEnds: [{ why: 'unsent', count: 1, operations: [unsent] }],
    parkedChanges: [],
    parkedVisits: 0,
    compared: null,
    closed: null,
    openDays: [],
    moreDays: 0,
  }
  return dayViewSchema.parse({ ...base, ...parts })
}
