import type { JournalEventType } from '../../../shared/domain/events'
import type { ClerkId, OperationId, RegionKey } from '../../../shared/domain/ids'
import type { CardlessReason } from '../../../shared/domain/person-look'
import type { LookHow } from '../../../shared/domain/movements'
import { integer, text, textOrNull } from './tables'
import type { Row, Tables } from './tables'

/** Somebody here looked at a member's records. */
export interface Look {
  readonly at: number
  readonly clerk: ClerkId
  readonly how: LookHow
}

/** Somebody was looked up whose card was not here. */
export interface CardlessLook {
  readonly id: string
  readonly of: string
  readonly name: string
  readonly clerk: ClerkId
  readonly reason: CardlessReason
  readonly said: string
  readonly at: number
}

/** One step of an operation's story as the journal tells it. */
export interface StoryStep {
  readonly at: number
  readonly type: JournalEventType
  /** The clerk whose act it was; null = the member's, the program's or the centre's. */
  readonly who: ClerkId | null
  /** What tells it apart from others of its type: an answer, a cause, a slip's title and copy, a record. */
  readonly detail: string
}

export interface PrintedSlip {
  readonly copy: number
  readonly title: string
  readonly at: number
}

export interface Complaint {
  readonly id: string
  readonly number: string
  readonly institution: string | null
  readonly name: string
  readonly region: RegionKey | null
  readonly said: string
  readonly clerk: ClerkId
  readonly madeAt: number
  /** To the centre by itself (no clerk), or elsewhere by somebody's hand. */
  readonly handedOn: { readonly to: string; readonly clerk: ClerkId | null; readonly at: number } | null
}

/** What can be asked of looking and telling. */
export interface LookUpQueries {
  /** Whether this card read was a 先查一下. */
  wasTriage(readId: string): boolean
  /** Whether somebody was looked up without a card under this id. */
  wasLookedUp(lookId: string): boolean
  /** Whether a member's own records were shown under this id. */
  wasShown(lookId: string): boolean
  /** Who was looked up without a card on a business day (YYYY-MM-DD), by whom and why, the newest first. */
  cardlessOn(day: string): readonly CardlessLook[]
  /** Looks without a card the centre was not told of, the oldest first. */
  untoldLooks(limit: number): readonly CardlessLook[]
  /** Who looked at a member's records here, the newest first. */
  looksAt(idNumber: string, limit: number): readonly Look[]
  storyOf(id: OperationId): readonly StoryStep[]
  slipsOf(id: OperationId): readonly PrintedSlip[]
  operationOfNumber(taken: number): OperationId | null
  /** The day (YYYY-MM-DD) of an operation only whose skeleton is left. */
  purgedDayOf(taken: number): string | null
  /** What was told already is not told again. */
  wasTold(toldId: string): boolean
  /** How many were told something instead of being served, on a business day (YYYY-MM-DD). */
  toldOn(day: string): number
  complaint(id: string): Complaint | null
  complaintsOn(day: string): number
  /** What the centre does not have, the oldest first. */
  unsentComplaints(limit: number): readonly Complaint[]
  /** Those not handed on first, then the newest. */
  complaints(limit: number): readonly Complaint[]
}

export function lookUpQueries(tables: Tables): LookUpQueries {
  const count = (sql: string, params: readonly (string | number)[]): number =>
    integer(tables.one(sql, [...params]) ?? { n: 0 }, 'n')
  return {
    wasTriage: (readId) =>
      tables.one("SELECT 1 FROM look WHERE id = ? AND how = 'triage'", [readId]) !== null,
    wasLookedUp: (lookId) => tables.one('SELECT 1 FROM cardless_look WHERE id = ?', [lookId]) !== null,
    wasShown: (lookId) =>
      tables.one("SELECT 1 FROM look WHERE id = ? AND how IN ('movements', 'looks', 'case')", [lookId]) !==
      null,
    cardlessOn: (day) =>
      tables
        .all('SELECT * FROM cardless_look WHERE first_day = ? ORDER BY at DESC, id', [day])
        .map(cardlessLook),
    untoldLooks: (limit) =>
      tables
        .all('SELECT * FROM cardless_look WHERE told IS NULL ORDER BY at, id LIMIT ?', [limit])
        .map(cardlessLook),
    looksAt: (idNumber, limit) =>
      tables
        .all('SELECT at, clerk, how FROM look WHERE id_number = ? ORDER BY at DESC, id LIMIT ?', [
          idNumber,
          limit,
        ])
        .map((row) => ({
          at: integer(row, 'at'),
          clerk: text(row, 'clerk') as ClerkId,
          how: text(row, 'how') as Look['how'],
        })),
    storyOf: (id) =>
      tables
        .all('SELECT at, type, who, detail FROM story WHERE operation_id = ? ORDER BY frame', [id])
        .map((row) => ({
          at: integer(row, 'at'),
          type: text(row, 'type') as JournalEventType,
          who: textOrNull(row, 'who') as ClerkId | null,
          detail: text(row, 'detail'),
        })),
    slipsOf: (id) =>
      tables
        .all(
          `SELECT copy, title, printed_at FROM slip WHERE operation_id = ?1
           UNION ALL SELECT copy, title, printed_at FROM side_slip WHERE operation_id = ?1
           ORDER BY printed_at, title, copy`,
          [id],
        )
        .map((row) => ({
          copy: integer(row, 'copy'),
          title: text(row, 'title'),
          at: integer(row, 'printed_at'),
        })),
    operationOfNumber: (taken) => {
      const row = tables.one('SELECT id FROM operation WHERE taken = ?', [taken])
      return row === null ? null : (text(row, 'id') as OperationId)
    },
    purgedDayOf: (taken) => {
      const row = tables.one('SELECT day FROM purged_operation WHERE taken = ?', [taken])
      return row === null ? null : text(row, 'day')
    },
    wasTold: (toldId) => tables.one('SELECT 1 FROM told_beforehand WHERE id = ?', [toldId]) !== null,
    toldOn: (day) => count('SELECT COUNT(*) AS n FROM told_beforehand WHERE day = ?', [day]),
    complaint: (id) => {
      const row = tables.one('SELECT * FROM complaint WHERE id = ?', [id])
      return row === null ? null : complaintIn(row)
    },
    complaintsOn: (day) => count('SELECT COUNT(*) AS n FROM complaint WHERE first_day = ?', [day]),
    unsentComplaints: (limit) =>
      tables
        .all('SELECT * FROM complaint WHERE handed_on IS NULL ORDER BY made_at, id LIMIT ?', [limit])
        .map(complaintIn),
    complaints: (limit) =>
      tables
        .all('SELECT * FROM complaint ORDER BY handed_on IS NOT NULL, made_at DESC, id LIMIT ?', [limit])
        .map(complaintIn),
  }
}

function cardlessLook(row: Row): CardlessLook {
  return {
    id: text(row, 'id'),
    of: text(row, 'id_number'),
    name: text(row, 'name'),
    clerk: text(row, 'clerk') as ClerkId,
    reason: text(row, 'reason') as CardlessReason,
    said: text(row, 'said'),
    at: integer(row, 'at'),
  }
}

function complaintIn(row: Row): Complaint {
  const handedOn = textOrNull(row, 'handed_on')
  return {
    id: text(row, 'id'),
    number: text(row, 'number'),
    institution: textOrNull(row, 'institution'),
    name: text(row, 'name'),
    region: textOrNull(row, 'region') as RegionKey | null,
    said: text(row, 'said'),
    clerk: text(row, 'clerk') as ClerkId,
    madeAt: integer(row, 'made_at'),
    handedOn: handedOn === null ? null : (JSON.parse(handedOn) as Complaint['handedOn']),
  }
}
