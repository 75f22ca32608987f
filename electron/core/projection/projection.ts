import { afterCareOf } from './after-care'
import type { AfterCare, Told } from './after-care'
import type { JournalEvent, KnownClerk, KnownEpoch } from '../../../shared/domain/events'
import type { ShownRemoteAct } from '../../../shared/domain/centre-events'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { ClerkId, OperationId, VisitId } from '../../../shared/domain/ids'
import type { MemberFacts } from '../../../shared/domain/member-facts'
import type { Operation } from '../../../shared/domain/operation'
import type { TakenHere } from '../../../shared/domain/rule-check'
import { firstLink } from '../../../shared/contract/central'
import type { JournalFrame } from '../journal/journal-frame'
import { digestOf, logicalRows } from './digest'
import { foldFrame } from './fold-frame'
import { attachmentIds, attachmentOf, attachmentsOf } from './fold-help'
import type { AttachmentRecord } from './fold-help'
import { centreKeysOf, clerksOf, newestEpoch, parkedChangesOf, remoteActsOf, restatedOf } from './station-row'
import type { NotedKeys, ParkedChange } from './station-row'
import { dayQueries } from './day-close'
import type { DayQueries } from './day-close'
import { lookUpQueries } from './look-ups'
import type { LookUpQueries } from './look-ups'
import { purgeableDays, purgedOf, slipFilesOf } from './purge-rows'
import type { PurgeableDays, ToldByPurge } from './purge-rows'
import { findMembers, mergeSearch } from './search'
import type { FoundMember } from './search'
import { takenHere } from './taken-here'
import { createTables, integer, integerOrNull, text, textOrNull } from './tables'
import type { Row, Tables } from './tables'
import { unsettledOf, waitingOf } from './unsettled'
import type { Waiting } from './unsettled'
import { visitRecord } from './visit-row'
import type { VisitRecord } from './visit-row'

export type { VisitIdentity, VisitRecord } from './visit-row'

export interface OperationRecord {
  readonly operation: Operation
  readonly member: { readonly name: string; readonly idNumber: string }
  readonly changedAt: number
  /** The frozen RFC 8785 text, null while it is a draft. */
  readonly canonical: string | null
  readonly link: string | null
  /** 手工录入, as the frozen content says it; false while it is a draft. */
  readonly typed: boolean
}

/** With who was told of it last, which a waiting list asks of every item. */
export interface UnsettledRecord extends OperationRecord {
  readonly told: Told | null
}

export interface KnownPack {
  readonly number: number
  /** YYYY-MM-DD */
  readonly validFrom: string
}

/** The words of a confirmation as the member saw them. */
type JournalledWords = Pick<Extract<JournalEvent, { type: 'words-shown' }>, 'question' | 'facts'>

export interface Session {
  readonly clerk: ClerkId
  readonly name: string
  readonly role: 'clerk' | 'supervisor'
  readonly appRun: string
}

/** Everything core asks of what the journal tells. */
export interface Projection {
  apply(frames: readonly JournalFrame[]): void
  session(): Session | null
  appRun(): string
  /** The highest running number taken so far. */
  taken(): number
  /** The highest dispatch number given so far and the chain's link after it. */
  dispatch(): number
  /** The highest dispatch number the centre has answered for. */
  answeredDispatch(): number
  /** link[n] of the current epoch; link[0] is what the epoch begins with. */
  linkOf(dispatch: number): string | null
  /** The newest epoch, null where none was ever begun (practice). */
  epoch(): KnownEpoch | null
  /** The four digits before a running number, null where no epoch was ever begun. */
  prefixOf(taken: number): string | null
  /** Who may sign in, null where the centre never said. */
  clerks(): readonly KnownClerk[] | null
  /** The packs that are kept, by number. */
  packs(): readonly KnownPack[]
  packContent(number: number): string | null
  /** When the centre last said (its clock) that the clerks are these. */
  clerksAt(): number | null
  /** The newest pack whose changes somebody saw. */
  packNoted(): number
  /** What the centre announced of its keys, by number. */
  centreKeys(): readonly NotedKeys[]
  parkedChanges(): readonly ParkedChange[]
  /** What others did to this station's operations and nobody here has seen yet. */
  remoteActs(): readonly ShownRemoteAct[]
  /** Wrong passwords of a clerk since the last right one, and when the last was. */
  signInFailures(clerk: string): { readonly count: number; readonly lastAt: number }
  /** Up to where the centre's operations of earlier epochs were fetched back, null when all were. */
  fetchedUpTo(): number | null
  /** Why sending stopped until somebody acts. */
  stopped(): ErrorCode | null
  /** What a purge tells once more, because the days on which it was said may go. */
  restated(): readonly JournalEvent[]
  cursor(): number
  openVisit(): VisitRecord | null
  visit(id: VisitId): VisitRecord | null
  /** The visit a card read opened: the devices process hands a read over again when core died just after it. */
  visitOfRead(readId: string): VisitRecord | null
  parkedVisits(): readonly VisitRecord[]
  /** The papers kept in a visit, as they were picked. */
  attachmentsOf(visitId: VisitId): readonly AttachmentRecord[]
  /** A paper that was kept, null = none of this id. */
  attachment(id: string): AttachmentRecord | null
  /** Ids of the papers of visits that began on these days, null = of all. */
  attachmentIds(days: readonly string[] | null): readonly string[]
  operation(id: OperationId): OperationRecord | null
  /** Only its skeleton is left. */
  isPurged(id: OperationId): boolean
  operationsOfVisit(id: VisitId): readonly OperationRecord[]
  operationsOfMember(idNumber: string, since: number): readonly OperationRecord[]
  /** Everything taken that is not at a good end, however old: nothing that waits is ever left out. */
  unsettled(): readonly UnsettledRecord[]
  /** What left or was about to leave and has no answer yet, in the order of its dispatch numbers. */
  numberedOutbox(): readonly OperationRecord[]
  /** What travels beside an operation, as it was made. */
  records(id: OperationId): readonly string[]
  /** The centre keeps these, and they are to be withdrawn: no number was given for that yet. */
  toWithdraw(): readonly OperationRecord[]
  /** Everything whose answer is missing, in the order of the numbers people see. */
  unknown(): readonly OperationRecord[]
  /** Taken, without a number and not put by: that of the open visit first, then as taken. */
  freshOutbox(limit: number): readonly OperationRecord[]
  /** How much of both there is, and since when (ms since 1970) the oldest waits. */
  waiting(): Waiting
  inFlight(): readonly OperationRecord[]
  /** Waiting to be sent with the member's own password, without a number. */
  passwordsGiven(): readonly OperationRecord[]
  /** Running numbers of what was taken and changed at this time (ms since 1970) or later. */
  takenAndChangedSince(at: number): readonly number[]
  facts(idNumber: string): MemberFacts | null
  /** When those came, by the counter's own clock (ms since 1970): their age is by the centre's, which may differ. */
  factsHeardAt(idNumber: string): number | null
  takenHere(idNumber: string, dayStart: number): TakenHere
  /** What stood on the member window when an assent named this hash. */
  words(id: OperationId, wordsHash: string): JournalledWords | null
  slipCopies(id: OperationId): number
  readonly afterCare: AfterCare
  lastSlip(id: OperationId): { readonly file: string; readonly title: string } | null
  /** Who looked at whom, the stories of operations, what was told, complaints. */
  readonly looks: LookUpQueries
  /** What business days came to, and how they were closed. */
  readonly days: DayQueries
  /** Members served here by number, name, a part of the name, or pinyin initials. */
  findMembers(typed: string, limit: number): readonly FoundMember[]
  /** The open dispute of an operation. */
  dispute(id: OperationId): Dispute | null
  disputed(): readonly OperationId[]
  /** Through which day the centre's archive is complete, null = it never said. */
  archivedThrough(): string | null
  purgeableDays(before: string): PurgeableDays
  /** What the event that purges these days must tell. */
  purgedOf(days: readonly string[]): ToldByPurge
  slipFilesOf(days: readonly string[]): readonly string[]
  purgedDays(): readonly string[]
  /** Every row, in a fixed order, and their SHA-256: equal for two projections of one journal. */
  rows(): readonly string[]
  digest(): string
  /** The whole projection as bytes, for a snapshot. It cannot be used any more. */
  takeImage(): Uint8Array
}

export interface Dispute {
  readonly clerk: ClerkId
  readonly reason: string
  readonly at: number
}

/** @param image what `takeImage` gave, null for an empty projection */
export async function createProjection(wasmPath: string, image: Uint8Array | null): Promise<Projection> {
  return overTables(await createTables(wasmPath, image))
}

const operationColumns = 'operation, member_name, id_number, changed_at, canonical, link, typed'

function overTables(tables: Tables): Projection {
  const station = (): Row => {
    const row = tables.one('SELECT * FROM station', [])
    if (row === null) throw new Error('the station row is missing')
    return row
  }
  const afterCare = afterCareOf(tables)
  const operations = (where: string, params: readonly (string | number)[]): readonly OperationRecord[] =>
    tables.all(`SELECT ${operationColumns} FROM operation WHERE ${where}`, [...params]).map(operationRecord)
  const unsettled = unsettledOf(tables, operationColumns, (row) => {
    const record = operationRecord(row)
    // whoever is told touches the operation's row too
    return { ...record, told: afterCare.told(record.operation.id) }
  })
  const visits = (where: string, params: readonly string[]): readonly VisitRecord[] =>
    tables.all(`SELECT * FROM visit WHERE ${where}`, [...params]).map((row) => visitRecord(tables, row))
  return {
    apply: (frames) => {
      tables.transaction(() => {
        for (const frame of frames) foldFrame(tables, frame)
      })
    },
    session: () => {
      const { session } = station()
      return typeof session === 'string' ? (JSON.parse(session) as Session) : null
    },
    appRun: () => text(station(), 'app_run'),
    taken: () => integer(station(), 'taken'),
    dispatch: () => integer(station(), 'dispatch'),
    answeredDispatch: () =>
      integerOrNull(
        tables.one(
          "SELECT MAX(dispatch) AS n FROM (SELECT dispatch FROM operation WHERE state NOT IN ('queued', 'in-flight', 'unknown') AND id NOT IN (SELECT operation_id FROM withdrawal) UNION ALL SELECT dispatch FROM purged_operation)",
          [],
        ) ?? { n: null },
        'n',
      ) ?? 0,
    linkOf: (dispatch) => {
      if (dispatch === 0) return newestEpoch(tables)?.firstLink ?? firstLink
      const row = tables.one(
        'SELECT link FROM operation WHERE dispatch = ?1 UNION ALL SELECT link FROM purged_operation WHERE dispatch = ?1 UNION ALL SELECT link FROM earlier_number WHERE dispatch = ?1',
        [dispatch],
      )
      if (row !== null) return text(row, 'link')
      return dispatch === integer(station(), 'dispatch') ? textOrNull(station(), 'link') : null
    },
    epoch: () => newestEpoch(tables),
    prefixOf: (taken) => {
      const row = tables.one(
        'SELECT prefix FROM epoch WHERE first_taken <= ? ORDER BY first_taken DESC, epoch DESC LIMIT 1',
        [taken],
      )
      return row === null ? null : text(row, 'prefix')
    },
    clerks: () => clerksOf(tables),
    packs: () =>
      tables
        .all('SELECT number, valid_from FROM rule_pack ORDER BY number', [])
        .map((row) => ({ number: integer(row, 'number'), validFrom: text(row, 'valid_from') })),
    packContent: (number) => {
      const row = tables.one('SELECT content FROM rule_pack WHERE number = ?', [number])
      return row === null ? null : text(row, 'content')
    },
    clerksAt: () => integerOrNull(station(), 'clerks_at'),
    packNoted: () => integer(station(), 'pack_noted'),
    centreKeys: () => centreKeysOf(tables),
    parkedChanges: () => parkedChangesOf(tables),
    remoteActs: () => remoteActsOf(tables),
    signInFailures: (clerk) => {
      const row = tables.one('SELECT failures, last_at FROM sign_in WHERE clerk = ?', [clerk])
      return row === null
        ? { count: 0, lastAt: 0 }
        : { count: integer(row, 'failures'), lastAt: integer(row, 'last_at') }
    },
    fetchedUpTo: () => integerOrNull(station(), 'fetched'),
    stopped: () => textOrNull(station(), 'stopped') as ErrorCode | null,
    restated: () => restatedOf(tables),
    cursor: () => integer(station(), 'cursor'),
    openVisit: () => visits("state = 'open' ORDER BY changed_at DESC LIMIT 1", [])[0] ?? null,
    visit: (id) => visits('id = ?', [id])[0] ?? null,
    visitOfRead: (readId) => visits('read_id = ?', [readId])[0] ?? null,
    parkedVisits: () => visits("state = 'parked' ORDER BY changed_at", []),
    attachmentsOf: (visitId) => attachmentsOf(tables, visitId),
    attachment: (id) => attachmentOf(tables, id),
    attachmentIds: (days) => attachmentIds(tables, days),
    operation: (id) => operations('id = ?', [id])[0] ?? null,
    isPurged: (id) => tables.one('SELECT 1 FROM purged_operation WHERE id = ?', [id]) !== null,
    operationsOfVisit: (id) => operations('visit_id = ? ORDER BY id', [id]),
    operationsOfMember: (idNumber, since) =>
      operations('id_number = ? AND taken_at >= ? ORDER BY taken_at DESC', [idNumber, since]),
    unsettled,
    numberedOutbox: () =>
      operations(
        `id IN (SELECT id FROM operation WHERE state IN ('queued', 'unknown', 'in-flight') AND dispatch IS NOT NULL
         UNION ALL SELECT operation_id FROM withdrawal) AND dispatch IS NOT NULL ORDER BY dispatch`,
        [],
      ),
    records: (id) =>
      tables
        .all('SELECT record FROM record WHERE operation_id = ? ORDER BY place', [id])
        .map((row) => text(row, 'record')),
    toWithdraw: () =>
      operations(
        `state IN ('awaiting-hours', 'awaiting-approval', 'awaiting-verification') AND id NOT IN (SELECT operation_id FROM withdrawal)
         AND id IN (SELECT operation_id FROM record WHERE record ->> '$.record' = 'withdraw') ORDER BY taken`,
        [],
      ),
    unknown: () => operations("state = 'unknown' ORDER BY dispatch, taken", []),
    freshOutbox: (limit) => {
      const fresh = (ofVisit: string, order: string, most: number): readonly OperationRecord[] =>
        operations(
          `state = 'queued' AND ${ofVisit} (SELECT id FROM visit WHERE state = 'open')
           AND +dispatch IS NULL AND operation ->> '$.held' IS NULL ORDER BY ${order} LIMIT ?`,
          [most],
        )
      // each along its own index (`+` keeps SQLite from any other), and no further than asked: thousands may lie behind
      const ofOpenVisit = fresh('visit_id IN', '+taken', limit)
      return [...ofOpenVisit, ...fresh('+visit_id NOT IN', 'taken', limit - ofOpenVisit.length)]
    },
    waiting: waitingOf(unsettled),
    takenAndChangedSince: (at) =>
      tables
        .all('SELECT taken FROM operation WHERE taken IS NOT NULL AND changed_at >= ? ORDER BY taken', [at])
        .map((row) => integer(row, 'taken')),
    inFlight: () => operations("state = 'in-flight' ORDER BY dispatch", []),
    passwordsGiven: () =>
      operations(
        "dispatch IS NULL AND state = 'queued' AND operation ->> '$.password.state' = 'given' ORDER BY taken",
        [],
      ),
    facts: (idNumber) => {
      const row = tables.one('SELECT facts FROM member_facts WHERE id_number = ? ORDER BY day DESC LIMIT 1', [
        idNumber,
      ])
      return row === null ? null : (JSON.parse(text(row, 'facts')) as MemberFacts)
    },
    factsHeardAt: (idNumber) =>
      integerOrNull(
        tables.one('SELECT MAX(heard_at) AS at FROM member_facts WHERE id_number = ?', [idNumber]) ?? {
          at: null,
        },
        'at',
      ),
    takenHere: (idNumber, dayStart) => takenHere(tables, idNumber, dayStart),
    words: (id, wordsHash) => {
      const row = tables.one('SELECT words FROM words WHERE operation_id = ? AND words_hash = ?', [
        id,
        wordsHash,
      ])
      return row === null ? null : (JSON.parse(text(row, 'words')) as JournalledWords)
    },
    afterCare,
    slipCopies: (id) =>
      integerOrNull(
        tables.one('SELECT MAX(copy) AS n FROM slip WHERE operation_id = ?', [id]) ?? { n: null },
        'n',
      ) ?? 0,
    lastSlip: (id) => {
      const row = tables.one(
        'SELECT file, title FROM slip WHERE operation_id = ? ORDER BY copy DESC LIMIT 1',
        [id],
      )
      return row === null ? null : { file: text(row, 'file'), title: text(row, 'title') }
    },
    looks: lookUpQueries(tables),
    days: dayQueries(tables),
    findMembers: (typed, limit) => findMembers(tables, typed, limit),
    dispute: (id) => {
      const row = tables.one('SELECT dispute FROM operation WHERE id = ? AND dispute IS NOT NULL', [id])
      return row === null ? null : (JSON.parse(text(row, 'dispute')) as Dispute)
    },
    disputed: () =>
      tables
        .all('SELECT id FROM operation WHERE dispute IS NOT NULL ORDER BY taken', [])
        .map((row) => text(row, 'id') as OperationId),
    archivedThrough: () => textOrNull(station(), 'archived_through'),
    purgeableDays: (before) => purgeableDays(tables, before),
    purgedOf: (days) => purgedOf(tables, days),
    slipFilesOf: (days) => slipFilesOf(tables, days),
    purgedDays: () =>
      tables.all('SELECT day FROM purged_day ORDER BY day', []).map((row) => text(row, 'day')),
    rows: () => logicalRows(tables),
    digest: () => digestOf(tables),
    takeImage: () => {
      mergeSearch(tables)
      return tables.takeImage()
    },
  }
}

function operationRecord(row: Row): OperationRecord {
  return {
    operation: JSON.parse(text(row, 'operation')) as Operation,
    member: { name: text(row, 'member_name'), idNumber: text(row, 'id_number') },
    changedAt: integer(row, 'changed_at'),
    canonical: row['canonical'] === null ? null : text(row, 'canonical'),
    link: row['link'] === null ? null : text(row, 'link'),
    typed: integer(row, 'typed') === 1,
  }
}
