import type { VisitId } from '../../../shared/domain/ids'
import type { CardEvidence, Person, TypedPerson } from '../../../shared/domain/operation'
import { helpOf } from './fold-help'
import type { VisitHelp } from './fold-help'
import { integer, integerOrNull, text } from './tables'
import type { Row, Tables } from './tables'

/** How a visit's person is known; typed is the side mark `typed-identity` (domain.md 4.1). */
export type VisitIdentity =
  | { readonly way: 'card'; readonly person: Person; readonly evidence: CardEvidence }
  | { readonly way: 'typed'; readonly person: TypedPerson }

export interface VisitRecord {
  readonly id: VisitId
  readonly who: VisitIdentity
  /** What both kinds of identity tell. */
  readonly person: Pick<Person, keyof TypedPerson>
  /** What the centre records the visit's look-ups under: the card read, or the entry that was typed. */
  readonly lookUpId: string
  readonly openedAt: number
  readonly changedAt: number
  readonly state: 'open' | 'parked' | 'ended'
  readonly confirmedAt: number | null
  readonly appRun: string
  readonly help: VisitHelp
}

/** A row of the table `visit`, with what the journal tells of help in it. */
export function visitRecord(tables: Tables, row: Row): VisitRecord {
  const person: unknown = JSON.parse(text(row, 'person'))
  const evidence = JSON.parse(text(row, 'evidence')) as CardEvidence | null
  const who: VisitIdentity =
    evidence === null
      ? { way: 'typed', person: person as TypedPerson }
      : { way: 'card', person: person as Person, evidence }
  const id = text(row, 'id') as VisitId
  return {
    id,
    who,
    person: who.person,
    lookUpId: text(row, 'read_id'),
    openedAt: integer(row, 'opened_at'),
    changedAt: integer(row, 'changed_at'),
    state: text(row, 'state') as VisitRecord['state'],
    confirmedAt: integerOrNull(row, 'confirmed_at'),
    appRun: text(row, 'app_run'),
    help: helpOf(tables, id),
  }
}
