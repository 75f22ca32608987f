import type { RelationCode } from './ids'
import type { Agent, CardEvidence, Person } from './operation'

/** Who acts for the member of a visit. */
export interface VisitAgent extends Omit<Agent, 'name' | 'idNumber' | 'paper' | 'relation'> {
  readonly person: Person
  readonly evidence: CardEvidence
  /** The agent seen from the member (GB/T 4761). */
  readonly relation: RelationCode
  /** The attachment that shows the authority; null = none was picked. */
  readonly paperId: string | null
  /** The member is not here and a supervisor is to call; absent = not, as in journals from before it could be said. */
  readonly supervisorCalls?: true
}

export type VisitNote = 'own-income' | 'cannot-answer'
