import type { CardRead } from '../../../shared/contract/devices'
import { shanghaiDate } from '../../../shared/domain/china-time'
import { readIdNumber } from '../../../shared/domain/id-number'
import type { VisitId } from '../../../shared/domain/ids'
import type { CardEvidence, Person } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import { hmacSha256, timedId } from '../crypto'
import type { VisitRecord } from '../projection/projection'
import { reason } from './outcome'
import { roomProblem } from './room'
import { refreshFacts } from './refresh-facts'
import { currentClerk } from './sign-in'

/**
 * A card was read (`visit.cardRead`): it opens a visit, joins the open one, or waits for the clerk to say whose it is.
 * A number whose check digit is wrong opens nothing and leaves no identity behind. Nothing is refused to the caller:
 * what is wrong stands on the screen as `cardProblem`.
 */
export function cardRead(core: Core, read: CardRead): void {
  const clerk = currentClerk(core)
  if (clerk === null || core.projection.visitOfRead(read.readId) !== null) return
  const now = core.clock.now()
  const number = readIdNumber(read.record.idNumber, shanghaiDate(now))
  if (!number.ok) {
    core.moment.cardProblem = reason('card.wrong-number')
    core.changed()
    return
  }
  const person = personOf(read, number.value.idNumber)
  const evidence = evidenceOf(core, read, now)
  const visit = core.projection.openVisit()
  core.moment.cardProblem = null
  const noRoom = roomProblem(core, 'visit')
  if (visit === null && noRoom !== null) {
    core.moment.cardProblem = reason(noRoom)
    core.changed()
  } else if (visit === null) {
    openVisit(core, clerk.id, person, evidence)
  } else if (visit.person.idNumber === person.idNumber) {
    joinVisit(core, visit, person, evidence)
  } else {
    core.moment.otherCard = { readId: read.readId, person, evidence }
    core.changed()
  }
}

/** Opens a visit for the person, durably, and asks the centre what it knows. */
export function openVisit(core: Core, clerk: VisitOpener, person: Person, evidence: CardEvidence): void {
  const visitId = timedId(core.clock.now()) as VisitId
  core.commit([{ type: 'visit-opened', visitId, clerk, person, evidence }])
  core.moment.otherCard = null
  core.moment.shown = []
  refreshFacts(core, visitId)
}
type VisitOpener = NonNullable<ReturnType<typeof currentClerk>>['id']

/** The card of a number that was typed takes the place of the typing. */
function joinVisit(core: Core, visit: VisitRecord, person: Person, evidence: CardEvidence): void {
  core.moment.otherCard = null
  if (visit.who.way === 'typed') {
    core.commit([{ type: 'card-replaced-typing', visitId: visit.id, person, evidence }])
    return
  }
  core.commit([{ type: 'card-joined', visitId: visit.id, evidence }])
}

function personOf({ record }: CardRead, idNumber: string): Person {
  return {
    name: record.name,
    idNumber,
    sexCode: record.sexCode,
    birthDate: record.birthDate,
    ethnicCode: record.ethnicCode ?? null,
    cardType: record.type,
    validTo: record.validTo,
  }
}

function evidenceOf(core: Core, read: CardRead, now: number): CardEvidence {
  return {
    readId: read.readId,
    samNumber: read.samNumber,
    cardType: read.record.type,
    textHmac: hmacSha256(core.dayKey(shanghaiDate(now)), Buffer.from(read.textRecord, 'base64')),
  }
}
