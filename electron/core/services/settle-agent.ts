import type { AgentForm } from '../../../shared/contract/help'
import { agentRefusals, papersOf } from '../../../shared/domain/agent-rules'
import type { VisitAgent } from '../../../shared/domain/visit-help'
import type { RelationCode, VisitId } from '../../../shared/domain/ids'
import { relationOf } from '../../../shared/domain/kinship'
import type { Refusal } from '../../../shared/domain/operation'
import { readPhone } from '../../../shared/domain/phone'
import { fail, ok } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'
import type { RulePack } from '../../../shared/domain/rule-pack'
import { sameContent } from '../../../shared/domain/same'
import { trimmed } from '../../../shared/domain/typed-text'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { agentOf } from './agent-in-payload'
import { reason, refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { openVisitOf } from './propose-operation'
import { currentClerk } from './sign-in'

type Fields = Pick<VisitAgent, 'relation' | 'phone' | 'paperId'>

/**
 * Somebody acts for the member from now on, by the card that was laid down for it, or what is known of who does so
 * already changes. The clerk compares the faces anew, and what the member agreed to before is shown again (domain.md 2).
 * Errors: `sign-in.needed`, `visit.none-open`, `agent.no-card`; at their fields `field.missing`, `relation.no-such`,
 * `phone.malformed`, `attachment.lost` (no such paper of this visit); `agent.too-young|card-expired|letter-missing|
 * guardian-paper-missing`.
 */
export function settleAgent(core: Core, visitId: VisitId, form: AgentForm): ServiceResult<null> {
  const clerk = currentClerk(core)
  const open = openVisitOf(core, visitId)
  if (clerk === null || !open.ok) return open.ok ? refuse('sign-in.needed') : open
  const visit = open.value
  const card = core.moment.agentCards.get(visitId) ?? visit.help.agent
  if (card == null) return refuse('agent.no-card')
  const fields = readFields(core, visit, form)
  if (!fields.ok) return fields
  const { person, evidence } = card
  const agent: VisitAgent = {
    person,
    evidence,
    ...fields.value,
    authority: form.authority,
    memberPresent: form.memberPresent,
    ...(form.supervisorCalls === true && !form.memberPresent ? { supervisorCalls: true } : {}),
  }
  const seen = agentOf(core, agent)
  const refusals = agentRefusals({ ...seen, validTo: person.validTo }, core.pack, core.clock.now())
  if (refusals.length > 0) return fail(refusals)
  core.moment.agentCards.delete(visitId)
  if (sameContent(agent, visit.help.agent)) core.changed()
  else core.commit([{ type: 'agent-settled', visitId, clerk: clerk.id, agent }])
  return ok(null)
}

/** Nobody acts for the member any more. Errors: `sign-in.needed`, `visit.none-open`. */
export function removeAgent(core: Core, visitId: VisitId): ServiceResult<null> {
  const clerk = currentClerk(core)
  const visit = openVisitOf(core, visitId)
  if (clerk === null || !visit.ok) return visit.ok ? refuse('sign-in.needed') : visit
  core.moment.agentCards.delete(visitId)
  if (visit.value.help.agent === null) core.changed()
  else core.commit([{ type: 'agent-settled', visitId, clerk: clerk.id, agent: null }])
  return ok(null)
}

/** Everything that does not read, at once, each at its field. */
function readFields(core: Core, visit: VisitRecord, form: AgentForm): ServiceResult<Fields> {
  const relation = readRelation(core.pack, form.relation)
  const phone: Result<string | null, Refusal> = readAgentPhone(form.phone)
  const paper = readPaper(core, visit, form)
  const wrong = [relation, phone, paper].flatMap((read) => (read.ok ? [] : [read.error]))
  if (!relation.ok || !phone.ok || !paper.ok) return fail(wrong)
  return ok({ relation: relation.value, phone: phone.value, paperId: paper.value })
}

function readRelation(pack: RulePack, typed: string): Result<RelationCode, Refusal> {
  const code = trimmed(typed)
  if (code === '') return fail(reason('field.missing', 'relation'))
  const relation = relationOf(pack, code)
  return relation === null
    ? fail(reason('relation.no-such', 'relation', { relation: code.slice(0, 40) }))
    : ok(relation.code)
}

/** No phone at all is allowed. */
function readAgentPhone(typed: string): Result<string | null, Refusal> {
  if (trimmed(typed) === '') return ok(null)
  const phone = readPhone(typed)
  return phone.ok ? phone : fail(reason(phone.error, 'phone'))
}

/** A paper of this visit, and of a kind that shows this authority; another kind counts as none. */
function readPaper(core: Core, visit: VisitRecord, form: AgentForm): Result<string | null, Refusal> {
  if (form.paperId === null) return ok(null)
  const kept = core.projection.attachment(form.paperId)
  if (kept?.visitId !== visit.id) return fail(reason('attachment.lost', 'paper'))
  return ok(papersOf[form.authority].includes(kept.kind) ? kept.attachmentId : null)
}
