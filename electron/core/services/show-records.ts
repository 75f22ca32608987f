import type { RecordsView } from '../../../shared/contract/movements'
import type { VisitId } from '../../../shared/domain/ids'
import type { RecordView } from '../../../shared/domain/movements'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { recordsSlip } from '../slips/records-slip'
import { knownLooks, knownMovements, looksView, movementsView } from '../views/records-view'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { printLeaflet } from './print-leaflet'
import type { PrintedLeaflet } from './print-leaflet'
import { currentClerk } from './sign-in'

interface Asked {
  readonly visitId: VisitId
  readonly lookId: string
  readonly what: RecordView
}

/**
 * 余额和明细, 谁看过我的记录 (domain.md 3.8): who looked is journalled before anything is answered, here and at the centre.
 * Without a line it is what this counter knows, with its age. The same look again is journalled once.
 * Errors: `sign-in.needed`, `visit.none-open`, `visit.person-not-confirmed`, `member.deceased`, `agent.letter-missing`
 * (somebody asks for a member who is not here, without a paper).
 */
export async function showRecords(core: Core, asked: Asked): Promise<ServiceResult<RecordsView>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const visit = core.projection.openVisit()
  if (visit?.id !== asked.visitId) return refuse('visit.none-open')
  const { lookId, what } = asked
  const { idNumber, name } = visit.person
  const stopped = stoppedBy(core, visit)
  if (stopped !== null) return refuse(stopped)
  if (!core.projection.looks.wasShown(lookId))
    core.commit([{ type: 'records-shown', lookId, shownIn: visit.id, of: idNumber, clerk: clerk.id, what }])
  const named = { station: core.station.id, idNumber, name, readId: visit.lookUpId, clerk: clerk.id }
  const view = what === 'movements' ? await movements(core, named) : await looks(core, named)
  if (view === null) return refuse('member.deceased')
  // ended meanwhile: nothing of it is left for the next one
  if (core.projection.openVisit()?.id === visit.id) core.moment.records = { lookId, view }
  return ok(view)
}

/** 明细单, or the list of who looked, as it was shown. Errors: those of {@link showRecords}, `print.failed`. */
export async function printRecords(core: Core, asked: Asked): Promise<ServiceResult<PrintedLeaflet>> {
  const { records } = core.moment
  const shown = records?.lookId === asked.lookId ? ok(records.view) : await showRecords(core, asked)
  if (!shown.ok) return shown
  const clerk = currentClerk(core)
  const visit = core.projection.openVisit()
  if (clerk === null) return refuse('sign-in.needed')
  if (visit?.id !== asked.visitId) return refuse('visit.none-open')
  const slip = recordsSlip(core, clerk.name, visit.person, shown.value)
  return printLeaflet(core, { leaflet: asked.what, slip, clerk: clerk.id, printedIn: visit.id })
}

function stoppedBy(
  core: Core,
  { confirmedAt, help, person }: VisitRecord,
): 'visit.person-not-confirmed' | 'member.deceased' | 'agent.letter-missing' | null {
  if (confirmedAt === null) return 'visit.person-not-confirmed'
  if (core.projection.facts(person.idNumber)?.status === 'deceased') return 'member.deceased'
  const { agent } = help
  return agent === null || agent.memberPresent || agent.paperId !== null ? null : 'agent.letter-missing'
}

type Named = Parameters<NonNullable<ReturnType<Core['central']>>['movements']>[0]

async function movements(core: Core, named: Named): Promise<RecordsView | null> {
  const answer = await core.central()?.movements(named)
  if (answer?.ok === true) return movementsView(core, named.idNumber, answer.value)
  return answer?.failure.code === 'member.deceased' ? null : knownMovements(core, named.idNumber)
}

async function looks(core: Core, named: Named): Promise<RecordsView | null> {
  const answer = await core.central()?.looks(named)
  if (answer?.ok === true) return looksView(core, named.idNumber, answer.value)
  return answer?.failure.code === 'member.deceased' ? null : knownLooks(core, named.idNumber)
}
