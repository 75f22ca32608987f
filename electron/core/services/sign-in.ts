import type { ClerkId } from '../../../shared/domain/ids'
import { cautiousSignIn } from '../../../shared/domain/rule-pack'
import { ok } from '../../../shared/domain/result'
import type { Clerk } from '../clerks'
import type { Core } from '../counter-core'
import { passwordMatches } from '../crypto'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'

/** Who works here now: a sign-in of this run of the app. It survives a restart of core, not of the app. */
export function currentClerk(
  core: Core,
): { readonly id: ClerkId; readonly name: string; readonly role: 'clerk' | 'supervisor' } | null {
  const session = core.projection.session()
  if (session?.appRun !== core.appRun) return null
  const clerk = core.clerks.find(({ id }) => id === session.clerk)
  return clerk ? { id: clerk.id, name: clerk.name, role: clerk.role } : null
}

const dayMs = 24 * 3_600_000
const minuteMs = 60_000

/**
 * Errors: `sign-in.wrong` (never says whether the name or the password), `sign-in.locked` after too many wrong passwords of
 * a day, `sign-in.list-too-old` where the centre has not confirmed the clerks for longer than the pack allows.
 */
export async function signIn(core: Core, clerkId: string, password: string): Promise<ServiceResult<null>> {
  const clerk = await provePassword(core, clerkId, password)
  if (!clerk.ok) return clerk
  const { id, name, role } = clerk.value
  if (currentClerk(core)?.id === id) return ok(null)
  core.commit([{ type: 'signed-in', clerk: id, clerkName: name, role, appRun: core.appRun }])
  core.wakeSync()
  return ok(null)
}

/**
 * Whose password this is, whoever is signed in. A wrong one is journalled and counts towards the lock.
 * Errors: as of {@link signIn}.
 */
export async function provePassword(
  core: Core,
  clerkId: string,
  password: string,
): Promise<ServiceResult<Clerk>> {
  const { offlineDays, tries, lockMinutes } = core.pack.signIn ?? cautiousSignIn
  const confirmedAt = core.projection.clerksAt()
  const ageMs = confirmedAt === null ? 0 : core.clock.now() - confirmedAt
  if (ageMs > offlineDays * dayMs)
    return refuse('sign-in.list-too-old', 'clerk', { days: Math.floor(ageMs / dayMs) })
  const clerk = core.clerks.find(({ id }) => id === clerkId)
  const failures = core.projection.signInFailures(clerkId)
  const lockedUntil = failures.lastAt + lockMinutes * minuteMs
  if (failures.count >= tries && core.clock.now() < lockedUntil)
    return refuse('sign-in.locked', 'password', { untilAt: lockedUntil })
  if (!clerk || !(await passwordMatches(password, clerk.verifier))) {
    core.commit([{ type: 'sign-in-failed', clerk: clerk?.id ?? 'unknown' }])
    return refuse('sign-in.wrong', 'password')
  }
  return ok(clerk)
}

/** An open visit is put aside; sending goes on. */
export function signOut(core: Core): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (!clerk) return ok(null)
  const visit = core.projection.openVisit()
  core.commit([
    ...(visit ? [{ type: 'visit-parked' as const, visitId: visit.id, clerk: clerk.id }] : []),
    { type: 'signed-out', clerk: clerk.id },
  ])
  core.moment.shown = []
  core.moment.otherCard = null
  core.moment.triage = { armed: false, shown: null }
  core.moment.peopleFound = new Map()
  core.moment.caseOpened = null
  core.moment.foundElsewhere = null
  core.moment.card = null
  core.codes.drop()
  return ok(null)
}
