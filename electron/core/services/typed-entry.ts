import { shanghaiDate } from '../../../shared/domain/china-time'
import { readIdNumber } from '../../../shared/domain/id-number'
import { longestName, readPersonName } from '../../../shared/domain/person-name'
import type { VisitId } from '../../../shared/domain/ids'
import type { TypedPerson } from '../../../shared/domain/operation'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { timedId } from '../crypto'
import { reason, refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { refreshFacts } from './refresh-facts'
import { roomProblem } from './room'
import { currentClerk } from './sign-in'

/**
 * 手工录入: opens a visit for a number and a name that were typed, because the card or the reader failed (domain.md 2).
 * The visit carries the mark `typed-identity`: what is taken in it says so, and money waits for a second person.
 * `entryId` is made at the counter; the same entry again changes nothing.
 * Errors: `sign-in.needed`, `visit.other-open`, `disk.low|full`, and at their fields `id-number.*`, `name.*`, `field.too-long`.
 */
export function openTypedVisit(
  core: Core,
  entryId: string,
  typed: { readonly idNumber: string; readonly name: string },
): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (core.projection.visitOfRead(entryId) !== null) return ok(null)
  if (core.projection.openVisit() !== null) return refuse('visit.other-open')
  const now = core.clock.now()
  const number = readIdNumber(typed.idNumber, shanghaiDate(now))
  const name = readPersonName(typed.name)
  const wrong = [
    ...(number.ok ? [] : [reason(number.error, 'idNumber')]),
    ...(name.ok ? [] : [reason(name.error, 'name', { max: longestName })]),
  ]
  if (!number.ok || !name.ok) return { ok: false, error: wrong }
  const noRoom = roomProblem(core, 'visit')
  if (noRoom !== null) return refuse(noRoom)
  const { idNumber, birthDate, sexCode } = number.value
  const person: TypedPerson = {
    name: name.value,
    idNumber,
    sexCode: sexCode ?? '9',
    birthDate: birthDate ?? '',
  }
  const visitId = timedId(now) as VisitId
  core.moment.cardProblem = null
  core.commit([{ type: 'typed-visit-opened', visitId, clerk: clerk.id, person, entryId }])
  core.moment.shown = []
  refreshFacts(core, visitId)
  return ok(null)
}
