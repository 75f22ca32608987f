import { rulePackSchema } from '../../shared/contract/rule-pack'
import type { Reader } from '../../shared/contract/devices'
import type { ReaderView } from '../../shared/contract/view'
import type { ToCore } from '../../shared/contract/shell'
import type { ClerkId } from '../../shared/domain/ids'
import type { JournalEvent } from '../../shared/domain/events'
import { approvalSecret } from './approval-secret'
import { cardTrouble } from './reader-trouble'
import type { Clock } from './clock'
import type { Core, Moment, StationSettings, StoreGuards } from './counter-core'
import { anyId, deriveKey, stationSigner } from './crypto'
import type { Central, Papers, PracticeWorld, Printer, ReaderEvents, Readers, Sticks } from './ports'
import { createChangesSignal } from './server/changes-signal'
import { liveLists, practiceLists } from './lists'
import { institutionList } from './institutions/institution-list'
import { townshipList } from './township/township-list'
import { paperSetting } from './paper-file'
import { permissionFix } from './permission-fix'
import { readWedge } from './wedge-file'
import type { ChangesSignal } from './server/changes-signal'
import { createScannedCodes } from './scanned-codes'
import { createSealedPasswords } from './sealed-passwords'
import { cardRead } from './services/card-read'
import { reason } from './services/outcome'
import { passwordsGone } from './services/member-password'
import { scanCode } from './services/scan-code'
import { noteSticks } from './services/sticks'
import { centreKeys } from './enrolment/centre-keys'
import type { StationFile } from './enrolment/station-file'
import { files } from '../files/files'
import { packReceived } from './enrolment/check-pack'
import type { OpenStore } from './store/open-store'
import { takeUpParked } from './sync/changes'
import { loseInFlight, mostAskedAtOnce } from './sync/outbox'
import { chineseWords } from './words'

export type StartMessage = Extract<ToCore, { type: 'start' }>
/** The start message with the station core works as: main names the practice one, a live core's stands in its folder. */
export type StartCore = Omit<StartMessage, 'station'> & { readonly station: StationSettings }

/** What main.ts (or a test) puts behind core's doors. */
export interface Doors {
  readonly clock: Clock
  readonly store: OpenStore
  readonly guards: StoreGuards
  readonly setAside: string | null
  /** How a live counter became a station; null in practice, which needs none. */
  readonly enrolment: StationFile | null
  readonly central: () => Central | null
  readonly readers: Readers
  readonly printer: Printer
  readonly papers: Papers
  readonly sticks: Sticks
  readonly practiceWorld: PracticeWorld
  readonly devicesAgain: () => void
  readonly giveUpEpoch: () => void
  readonly wakeSync: () => void
  /** Calls `run` after `delayMs`; the answer takes it back. */
  readonly schedule: (run: () => void, delayMs: number) => () => void
  readonly log: Core['log']
}

export interface StartedCore {
  readonly core: Core
  readonly changes: ChangesSignal
  readonly readerEvents: ReaderEvents
}

/** Puts core together over its open store, and marks what was in flight as unknown. */
export async function startCore(start: StartCore, doors: Doors): Promise<StartedCore> {
  const { clock, store } = doors
  const { journal, projection } = store
  const changes = createChangesSignal()
  const lists =
    start.realm === 'live'
      ? liveLists(projection, clock)
      : practiceLists(start.resourcesDir, () => core.moment.practice.asLive)
  const keys = doors.enrolment === null ? null : centreKeys(doors.enrolment.answer, projection)
  const core: Core = {
    realm: start.realm,
    run: anyId(),
    appRun: start.appRun,
    station: start.station,
    get pack() {
      return lists.pack()
    },
    get packChanges() {
      return lists.packChanges()
    },
    get clerks() {
      return lists.clerks()
    },
    clock,
    journal,
    projection,
    guards: doors.guards,
    central: doors.central,
    readers: doors.readers,
    printer: {
      print: (name, slip) =>
        core.moment.practice.paper
          ? doors.printer.print(name, slip, core.paper.paper(), core.paper.printer())
          : Promise.resolve(null),
      list: () => doors.printer.list(),
    },
    paper: paperSetting(files, start.dataDir, doors.log),
    approvalSecret: approvalSecret(
      files,
      start.dataDir,
      { station: start.station.id, epoch: start.station.epoch },
      deriveKey(store.master.key, 'approval-secret'),
      doors.log,
    ),
    practiceWorld: doors.practiceWorld,
    papers: doors.papers,
    institutions: institutionList(files, start.dataDir, doors.log),
    township: townshipList(
      files,
      start.dataDir,
      start.station.id,
      deriveKey(store.master.key, 'township'),
      doors.log,
    ),
    sticks: doors.sticks,
    signer: await stationSigner(start.station.keyId, start.station.privateKeyJwk),
    get enrolled() {
      const { enrolment } = doors
      if (enrolment === null || keys === null) return null
      return { ...enrolment, answer: { ...enrolment.answer, ...keys.present() } }
    },
    centreKeys: keys,
    words: chineseWords(),
    dayKey: (day) => deriveKey(store.master.key, `day/${day}`),
    moment: startingMoment(clock, doors.setAside),
    permissionFix: permissionFix(process.platform, start.resourcesDir),
    wedge: readWedge(start.dataDir, doors.log),
    codes: createScannedCodes({
      now: () => clock.now(),
      schedule: doors.schedule,
      changed: () => {
        changes.changed()
      },
    }),
    passwords: createSealedPasswords(doors.schedule, (ids) => {
      passwordsGone(core, ids)
    }),
    commit(events, told = 'at once') {
      if (events.length > 0) projection.apply(journal.append(events))
      if (told === 'soon') changes.changedSoon()
      else changes.changed()
    },
    changed: () => {
      changes.changed()
    },
    devicesAgain: doors.devicesAgain,
    giveUpEpoch: doors.giveUpEpoch,
    wakeSync: doors.wakeSync,
    log: doors.log,
  }
  // whoever was signed in when the app went away: the opening ends that sign-in
  const before = projection.session()?.clerk
  core.commit([
    { type: 'opened', station: start.station.id, epoch: start.station.epoch, appRun: start.appRun },
    ...epochEvents(core, doors.enrolment),
  ])
  loseInFlight(core)
  passwordsGone(core)
  noteSticks(core)
  takeUpParked(core)
  setAsideOldVisit(core, before)
  core.papers.attachments.sweep(new Set(projection.attachmentIds(null)))
  showAgain(core)
  return { core, changes, readerEvents: readerEvents(core) }
}

function startingMoment(clock: Clock, setAside: string | null): Moment {
  return {
    readers: [],
    scanners: [],
    profileProblems: [],
    devices: 'running',
    memberWindow: false,
    keypad: false,
    otherCard: null,
    triage: { armed: false, shown: null },
    card: null,
    records: null,
    caseOpened: null,
    foundElsewhere: null,
    cardProblem: null,
    peopleFound: new Map(),
    payeeCards: new Map(),
    householdCards: new Map(),
    agentCards: new Map(),
    payeeAnswers: new Map(),
    premiums: new Map(),
    factsAsked: false,
    factsLost: false,
    shown: [],
    line: {
      state: 'checking',
      since: clock.now(),
      lastSuccessAt: null,
      nextTryAt: null,
      waiting: 0,
      oldestWaitingAt: null,
      clockDifferenceMs: 0,
      cause: null,
    },
    practice: { line: 'up', centre: 'none', paper: true, asLive: false },
    packProblem: null,
    keysProblem: null,
    askAtOnce: mostAskedAtOnce,
    centreKnows: null,
    otherWriter: false,
    sticksWaiting: [],
    setAside,
  }
}

/** The first opening after an enrolment: its epoch begins, with the clerks and rule packs that came with it. */
function epochEvents({ projection }: Core, enrolment: StationFile | null): readonly JournalEvent[] {
  if (enrolment === null || (projection.epoch()?.epoch ?? 0) >= enrolment.answer.epoch) return []
  const { station, epoch, prefix, centre, before, firstLink, clerks } = enrolment.answer
  const kept = projection.packs().at(-1)?.number ?? 0
  return [
    {
      type: 'epoch-started',
      ...{ station, epoch, prefix, centre, before, firstLink },
      keyId: enrolment.keyId,
      firstTaken: projection.taken() + 1,
    },
    { type: 'clerks-received', clerks },
    ...enrolment.packs.flatMap(({ number, content, jws }) =>
      number <= kept || jws === null
        ? []
        : [packReceived(rulePackSchema.parse(JSON.parse(content)), content, jws)],
    ),
  ]
}

/** A visit left open by an earlier run of the app waits on home; nobody sits there any more. */
function setAsideOldVisit(core: Core, clerk: ClerkId | undefined): void {
  const { projection, appRun } = core
  const visit = projection.openVisit()
  if (visit === null || visit.appRun === appRun || clerk === undefined) return
  core.commit([{ type: 'visit-parked', visitId: visit.id, clerk }])
}

/** After a restart of core the member window shows again what stood there. */
function showAgain({ projection, moment }: Core): void {
  const visit = projection.openVisit()
  const operations =
    visit === null
      ? []
      : [...projection.operationsOfVisit(visit.id)].sort((a, b) => b.changedAt - a.changedAt)
  const newest = operations[0]?.operation
  moment.shown = operations
    .map(({ operation }) => operation)
    .filter(({ id, body, wordsHash }) => {
      if (id === newest?.id) return true
      return body.kind === 'premium-payment' && wordsHash === newest?.wordsHash
    })
    .map(({ id }) => id)
}

function readerEvents(core: Core): ReaderEvents {
  const { moment, clock } = core
  return {
    readers(readers, nowMs) {
      const ahead = clock.now() - nowMs
      moment.readers = readers.map((reader) => readerView(reader, ahead))
      const trouble = cardTrouble(readers)
      if (trouble !== null) moment.cardProblem = trouble
      else if (readers.some(({ state }) => state.name === 'ready' || state.name === 'reading'))
        clearCardTrouble(core)
      core.changed()
    },
    scanners(scanners) {
      moment.scanners = scanners
      core.changed()
    },
    profileProblems(problems) {
      moment.profileProblems = problems
      core.changed()
    },
    cardRead: (read) => {
      cardRead(core, read)
    },
    codeScanned(scanId, text) {
      const taken = scanCode(core, scanId, text, 'scanner')
      if (taken.ok) return
      // nobody asked, so there is nobody to refuse: it stands on the screen
      moment.cardProblem = taken.error[0] ?? null
      core.changed()
    },
    realCardInPractice() {
      moment.cardProblem = reason('card.real-in-practice')
      core.changed()
    },
  }
}

/** The devices process counts its own milliseconds; `ahead` leads from them to the time of day. */
function readerView({ sinceMs, lastFault, ...reader }: Reader, ahead: number): ReaderView {
  const at = (ms: number): number => Math.max(0, Math.round(ms + ahead))
  return {
    ...reader,
    since: at(sinceMs),
    lastFault: lastFault === null ? null : { cause: lastFault.cause, at: at(lastFault.atMs) },
  }
}

/** A card that could be read, or none at all, ends what a reader complained of; a wrong number and a real card in practice
 * are the clerk's to see. */
function clearCardTrouble({ moment }: Core): void {
  const stays = ['card.wrong-number', 'card.real-in-practice']
  const code = moment.cardProblem?.code
  if (code?.startsWith('card.') === true && !stays.includes(code)) moment.cardProblem = null
}
