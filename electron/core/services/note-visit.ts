import type { VisitNote } from '../../../shared/domain/visit-help'
import type { VisitId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { openVisitOf } from './propose-operation'
import { currentClerk } from './sign-in'

/**
 * What the clerk saw of the member: 有自己的收入, or 答不上来 the three open questions (domain.md 2). What it means is the
 * rules' to say. Errors: `sign-in.needed`, `visit.none-open`.
 */
export function noteVisit(
  core: Core,
  visitId: VisitId,
  note: VisitNote,
  holds: boolean,
): ServiceResult<null> {
  const clerk = currentClerk(core)
  const visit = openVisitOf(core, visitId)
  if (clerk === null || !visit.ok) return visit.ok ? refuse('sign-in.needed') : visit
  const { ownIncome, cannotAnswer } = visit.value.help
  const known = note === 'own-income' ? ownIncome : cannotAnswer
  if (known !== holds) core.commit([{ type: 'visit-noted', visitId, clerk: clerk.id, note, holds }])
  return ok(null)
}
