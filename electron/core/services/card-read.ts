import type { CardRead } from '../../../shared/contract/devices'
import { shanghaiDate } from '../../../shared/domain/china-time'
import { readIdNumber } from '../../../shared/domain/id-number'
import type { CardEvidence, Person } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import { hmacSha256 } from '../crypto'
import type { VisitRecord } from '../projection/projection'
import { openVisit } from './open-visit'
import { reason } from './outcome'
import { roomProblem } from './room'
import { currentClerk } from './sign-in'
import { forgetTriage, lookUpCard } from './triage'

/**
 * A card was read (`visit.cardRead`): it opens a visit, is looked up and no more (先查一下), joins the open visit, or waits
 * for the clerk to say whose it is.
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
  if (visit === null && isTriage(core, read.readId)) {
    lookUpCard(core, clerk.id, person, evidence)
    return
  }
  forgetTriage(core)
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

/** Waited for as 先查一下; or the same read once more, after core died just behind it. */
function isTriage({ moment, projection }: Core, readId: string): boolean {
  return moment.triage.armed || projection.looks.wasTriage(readId)
}

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
