import type { VisitAgent } from '../../../shared/domain/visit-help'
import type { Agent, Operation, OperationPayload, Refusal } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { reason } from './outcome'

/** The agent as the rules and the payload know it. */
export function agentOf({ projection }: Pick<Core, 'projection'>, agent: VisitAgent): Agent {
  const { person, phone, authority, memberPresent, relation, paperId } = agent
  const paper = paperId === null ? null : projection.attachment(paperId)
  return {
    name: person.name,
    idNumber: person.idNumber,
    phone,
    authority,
    memberPresent,
    relation,
    ...(paper === null ? {} : { paper: { kind: paper.kind, sha256: paper.sha256 } }),
  }
}

/** What a payload says of help: who acts, what was noted, what was asked by itself. */
export function helpInPayload(
  core: Core,
  { help }: VisitRecord,
  { consents = [] }: Operation,
): Pick<OperationPayload, 'agent' | 'ownIncome' | 'consents'> {
  const agreed = consents.filter(({ answer }) => answer === 'agree')
  return {
    ...(help.agent === null ? {} : { agent: agentOf(core, help.agent) }),
    ...(help.ownIncome ? { ownIncome: true } : {}),
    ...(agreed.length === 0
      ? {}
      : { consents: agreed.map(({ subject, at, wordsHash }) => ({ subject, at, wordsHash })) }),
  }
}

/**
 * Why an operation cannot be taken because of who acts: somebody else acts since the member agreed (`assent.stale`), or
 * the paper that was kept cannot be had any more (`attachment.lost|damaged`).
 */
export function helpProblem(core: Core, { id, help }: VisitRecord, operation: Operation): Refusal | null {
  const { agent, agentAt } = help
  const { assent } = operation
  if (agentAt !== null && assent !== null && assent.at < agentAt) return reason('assent.stale')
  if (agent === null || agent.paperId === null) return null
  const kept = core.projection.attachment(agent.paperId)
  if (kept === null) return reason('attachment.lost', 'agent')
  const paper = core.papers.attachments.read(id, kept)
  return paper.ok ? null : reason(paper.error, 'agent')
}
