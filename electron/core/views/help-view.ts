import type { CounterView, VisitView } from '../../../shared/contract/view'
import { hallIdNumber } from '../../../shared/domain/masks'
import { relationOf } from '../../../shared/domain/kinship'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { askedNow } from '../services/separate-question'

type HelpView = Pick<VisitView, 'agent' | 'agentCard' | 'papers' | 'notes'>

/** Who helps in a visit and what was noted of the member; `age` in years, null = not known. */
export function helpView(core: Core, visit: VisitRecord, age: number | null): HelpView {
  const { ownIncome, cannotAnswer } = visit.help
  const { guardianUnder, ownIncomeFrom } = core.pack.ages
  const needsGuardian = age !== null && age < guardianUnder
  const card = core.moment.agentCards.get(visit.id)
  return {
    agent: agentView(core, visit),
    agentCard:
      card === undefined
        ? null
        : {
            readId: card.readId,
            name: card.person.name,
            idNumberMasked: hallIdNumber(card.person.idNumber),
          },
    papers: core.projection
      .attachmentsOf(visit.id)
      .map(({ attachmentId, kind, content, bytes }) => ({ attachmentId, kind, content, bytes })),
    notes: {
      ownIncome,
      mayHaveOwnIncome: needsGuardian && age >= ownIncomeFrom,
      cannotAnswer,
      needsGuardian,
    },
  }
}

function agentView({ pack }: Core, { help, openedAt }: VisitRecord): VisitView['agent'] {
  const { agent, agentAt } = help
  if (agent === null) return null
  const { person, relation, authority, phone, memberPresent, paperId } = agent
  return {
    name: person.name,
    idNumberMasked: hallIdNumber(person.idNumber),
    relation,
    relationName: relationOf(pack, relation)?.name ?? relation,
    authority,
    phone,
    memberPresent,
    paperId,
    supervisorCalls: agent.supervisorCalls === true,
    since: agentAt ?? openedAt,
  }
}

/** 请帮我 on what stands on the member's window now: the clerk sees it wherever the clerk is. */
export function memberCalls(core: Core): CounterView['memberCalls'] {
  for (const id of core.moment.shown) {
    const operation = core.projection.operation(id)?.operation
    const asked = operation?.state === 'draft' ? askedNow(core, operation) : null
    if (operation !== undefined && asked?.answer === 'help')
      return { operationId: id, kind: operation.body.kind, at: asked.answeredAt ?? 0 }
  }
  return null
}
