import type { PeopleToday, PersonSeen } from '../../../shared/contract/people'
import type { peopleFoundSchema, personLookSchema } from '../../../shared/contract/people'
import type { z } from 'zod'
import { shanghaiDate } from '../../../shared/domain/china-time'
import { hallIdNumber, hallName } from '../../../shared/domain/masks'
import { isLongEnough, mostPeople, soughtText } from '../../../shared/domain/person-look'
import { ok } from '../../../shared/domain/result'
import { sentence } from '../../../shared/domain/typed-text'
import { anyId } from '../crypto'
import type { Core } from '../counter-core'
import type { ClerkId } from '../../../shared/domain/ids'
import { clerkName, operationNumber } from '../views/operation-view'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

type PeopleFound = z.infer<typeof peopleFoundSchema>
type Asked = z.infer<typeof personLookSchema>

const longestSaid = 200
const mostLooks = 50
const mostUnsettled = 20

/** What the rules allow, what was looked up today, and how old the township's list is. Errors: `sign-in.needed`. */
export function peopleToday(core: Core): ServiceResult<PeopleToday> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const looks = looksToday(core)
  const own = looks.filter((look) => look.clerk === clerk.id)
  return ok({
    township: { readAt: core.township.readAt(), list: core.township.told() },
    perDay: core.pack.lookUp?.withoutCardPerDay ?? null,
    done: own.length,
    looks: (clerk.role === 'supervisor' ? looks : own).slice(0, mostLooks).map((look) => ({
      at: look.at,
      clerk: clerkName(core, look.clerk),
      who: `${hallName(look.name)} ${hallIdNumber(look.of)}`,
      reason: look.reason,
      said: look.said,
    })),
  })
}

/**
 * People served here and of the township's own list whom a text leads to, masked, the ones served here first. Nothing is
 * told of them yet, and nothing leaves this computer.
 * Errors: `sign-in.needed`, `people.not-offered`; at the field `field.missing`, `people.too-short`.
 */
export function findPeople(core: Core, typed: string): ServiceResult<PeopleFound> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  if (core.pack.lookUp === undefined) return refuse('people.not-offered')
  const sought = soughtText(typed)
  if (sought === '') return refuse('field.missing', 'text')
  if (!isLongEnough(sought)) return refuse('people.too-short', 'text')
  const served = core.projection.findMembers(sought, mostPeople + 1)
  const seen = new Set(served.map(({ idNumber }) => idNumber))
  const listed = core.township
    .find(sought, mostPeople + 1 + seen.size)
    .filter(({ idNumber }) => !seen.has(idNumber))
  const all = [...served, ...listed].map(({ idNumber, name }) => ({ ref: anyId(), idNumber, name }))
  const shown = all.slice(0, mostPeople)
  core.moment.peopleFound = new Map(shown.map(({ ref, ...person }) => [ref, person]))
  const servedAt = new Map(served.map((one) => [one.idNumber, one.seenAt]))
  return ok({
    people: shown.map(({ ref, idNumber, name }) => ({
      ref,
      name: hallName(name),
      idNumber: hallIdNumber(idNumber),
      born: bornIn(idNumber),
      servedAt: servedAt.get(idNumber) ?? null,
      listed: core.township.resident(idNumber) !== null,
    })),
    more: all.length > shown.length,
  })
}

/**
 * Opens one of those found: who looked at whom and why is journalled before anything is told, and counts against the clerk's
 * day. No money is told. Of somebody who died it is said, and nothing else.
 * Errors: `sign-in.needed`, `people.not-offered`, `people.gone`, `people.enough-today` (`n`); at their fields
 * `people.no-reason`, `field.too-long` (`max`).
 */
export function lookUpPerson(core: Core, asked: Asked): ServiceResult<PersonSeen> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (core.pack.lookUp === undefined) return refuse('people.not-offered')
  const said = sentence(asked.said)
  if (asked.reason === null || (asked.reason === 'other' && said === ''))
    return refuse('people.no-reason', asked.reason === null ? 'reason' : 'said')
  if (said.length > longestSaid) return refuse('field.too-long', 'said', { max: longestSaid })
  const person = core.moment.peopleFound.get(asked.ref)
  if (person === undefined) return refuse('people.gone')
  if (!core.projection.looks.wasLookedUp(asked.lookId)) {
    const refusal = beyondToday(core, clerk.id)
    if (refusal !== null) return refusal
    const { idNumber: of, name } = person
    const { lookId, reason } = asked
    core.commit([{ type: 'person-looked-up', lookId, of, name, clerk: clerk.id, reason, said }])
    core.wakeSync()
  }
  return ok(seen(core, person))
}

function beyondToday(core: Core, clerk: ClerkId): ServiceResult<never> | null {
  const n = core.pack.lookUp?.withoutCardPerDay ?? 0
  const done = looksToday(core).filter((look) => look.clerk === clerk).length
  return done >= n ? refuse('people.enough-today', null, { n }) : null
}

function looksToday(core: Core) {
  return core.projection.looks.cardlessOn(shanghaiDate(core.clock.now()))
}

function seen(
  core: Core,
  { idNumber, name }: { readonly idNumber: string; readonly name: string },
): PersonSeen {
  const { projection, township } = core
  const list = township.told()
  const resident = township.resident(idNumber)
  const facts = projection.facts(idNumber)
  const [served] = projection.findMembers(idNumber, 1)
  const isDead = resident?.status === 'deceased' || facts?.status === 'deceased'
  return {
    name,
    idNumber: hallIdNumber(idNumber),
    born: bornIn(idNumber),
    servedAt: served?.seenAt ?? null,
    listed:
      resident === null || list === null
        ? null
        : {
            township: list.township,
            asOf: list.asOf,
            status: resident.status,
            insurances: isDead ? [] : [...resident.insurances],
            wallet: !isDead && resident.wallet,
            premium: isDead || resident.premium === null ? null : { ...resident.premium },
          },
    known:
      facts === null
        ? null
        : {
            asOf: facts.asOf,
            status: facts.status,
            insurances: isDead ? [] : [...facts.insurances],
            insuredRegion: isDead ? null : facts.insuredRegion,
            placeOfUse: isDead ? null : (facts.wallet?.placeOfUse ?? null),
          },
    unsettled: isDead ? [] : unsettledOf(core, idNumber),
  }
}

function unsettledOf(core: Core, idNumber: string): PersonSeen['unsettled'] {
  return core.projection
    .unsettled()
    .filter(({ member }) => member.idNumber === idNumber)
    .slice(0, mostUnsettled)
    .map(({ operation }) => ({
      operationId: operation.id,
      number: operationNumber(core, operation) ?? '',
      kind: operation.body.kind,
      state: operation.state,
      receipt: operation.receipt,
      takenAt: operation.taken?.at ?? 0,
    }))
}

/** The year an ID number of 18 places says (GB 11643), null for any other. */
function bornIn(idNumber: string): number | null {
  return /^\d{17}[\dX]$/u.test(idNumber) ? Number(idNumber.slice(6, 10)) : null
}
