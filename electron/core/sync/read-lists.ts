import type { StationList } from '../../../shared/contract/changes'
import { canonicalJson } from '../../../shared/contract/canonical'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { JournalEvent } from '../../../shared/domain/events'
import type { Core } from '../counter-core'
import { checkPack, packReceived } from '../enrolment/check-pack'
import { readAnnouncements } from '../enrolment/centre-keys'
import type { Central } from '../ports'
import { centreKnows } from '../services/member-password'

const dayMs = 86_400_000

/** The lists a counter keeps in its journal, asked for every few minutes; institutions are a file beside it. */
export const keptLists: readonly StationList[] = ['clerks', 'rule-packs', 'centre-keys']

/**
 * Asks for the lists that are due and journals what is new. A pack that does not hold is named on the screen and in the
 * log, and the last good one stays (domain.md 6). Answers why a list could not be had, null when all were.
 */
export async function readLists(
  core: Core,
  central: Central,
  due: ReadonlySet<StationList>,
  centreAt: number,
): Promise<ErrorCode | null> {
  if (isInstitutionsDue(core, due)) {
    const answer = await central.institutions()
    if (!answer.ok) return answer.failure.code
    core.institutions.keep(answer.value, core.clock.now())
    core.changed()
  }
  if (core.enrolled === null) return readTownship(core, central)
  if (due.has('clerks')) {
    const answer = await central.clerks()
    if (!answer.ok) return answer.failure.code
    const same = canonicalJson(answer.value) === canonicalJson(core.projection.clerks() ?? [])
    core.commit([
      ...(same ? [] : [{ type: 'clerks-received', clerks: answer.value } as const]),
      ...(isConfirmedOn(core, centreAt) && same ? [] : [{ type: 'clerks-confirmed', centreAt } as const]),
    ])
  }
  const keys = due.has('centre-keys') ? await readCentreKeys(core, central) : null
  const packs = keys === null && due.has('rule-packs') ? await readPacks(core, central) : keys
  return packs ?? readTownship(core, central)
}

/** An announcement that nobody proves is named on the screen and in the log; the keys stay as they are. */
async function readCentreKeys(core: Core, central: Central): Promise<ErrorCode | null> {
  if (core.centreKeys === null) return null
  const answer = await central.centreKeys()
  if (!answer.ok) return answer.failure.code
  const known = new Set(core.projection.centreKeys().map(({ jws }) => jws))
  const { events, isBad } = await readAnnouncements(answer.value, core.centreKeys, core.realm, known)
  if (isBad) core.log('warn', 'central.keys-not-proven')
  core.moment.keysProblem = isBad ? 'central.keys-not-proven' : null
  core.commit(events)
  return null
}

/** A list of thousands: asked for when the centre says that it is another one, and once a day. */
function isInstitutionsDue({ institutions, clock }: Core, due: ReadonlySet<StationList>): boolean {
  const readAt = institutions.readAt()
  return due.has('institutions') || readAt === null || clock.now() - readAt >= dayMs
}

/** Thousands of people: asked for once a day, and only after everything that waits has gone out. */
function isTownshipDue(core: Core): boolean {
  const { township, clock, projection } = core
  if (!centreKnows(core, 'township-list') || projection.waiting().count > 0) return false
  const readAt = township.readAt()
  return readAt === null || clock.now() - readAt >= dayMs
}

async function readTownship(core: Core, central: Central): Promise<ErrorCode | null> {
  if (!isTownshipDue(core)) return null
  const answer = await central.township()
  if (!answer.ok) return answer.failure.code
  core.township.keep(answer.value, core.clock.now())
  core.changed()
  return null
}

function isConfirmedOn(core: Core, centreAt: number): boolean {
  const before = core.projection.clerksAt()
  return before !== null && shanghaiDate(before) === shanghaiDate(centreAt)
}

async function readPacks(core: Core, central: Central): Promise<ErrorCode | null> {
  if (core.centreKeys === null) return null
  const newest = (): number => core.projection.packs().at(-1)?.number ?? 0
  const answer = await central.rulePacks(newest() + 1)
  if (!answer.ok) return answer.failure.code
  const signing = core.centreKeys.signing()
  const events: JournalEvent[] = []
  let problem: Core['moment']['packProblem'] = null
  for (const pack of answer.value) {
    const last = events.findLast((event) => event.type === 'pack-received')
    const checked = await checkPack(pack, signing, core.realm, last?.number ?? newest())
    if (checked.ok) events.push(packReceived(checked.value, pack.content, pack.jws ?? ''))
    else {
      core.log('warn', checked.error, { number: pack.number })
      problem = { number: pack.number, code: checked.error }
    }
  }
  core.moment.packProblem = problem
  core.commit(events)
  return null
}
