import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/** Errors: `sign-in.needed`. */
export function syncNow(core: Core): ServiceResult<null> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  core.wakeSync()
  return ok(null)
}

/** The line goes on after sign-out, and so does looking for it. */
export function networkBack(core: Core): ServiceResult<null> {
  core.wakeSync()
  return ok(null)
}

/**
 * A supervisor's recorded act: the counter sends again. Where nothing has changed at the centre the next round stops it
 * again. Errors: `sign-in.needed`, `clerk.not-supervisor`.
 */
export function resumeSending(core: Core): ServiceResult<null> {
  const supervisor = supervisorHere(core)
  if (!supervisor.ok) return supervisor
  const code = core.projection.stopped()
  if (code === null) return ok(null)
  core.commit([{ type: 'sending-resumed', clerk: supervisor.value, code }])
  core.wakeSync()
  return ok(null)
}

/**
 * Gives up this epoch: the station file is put aside, and core starts again at the enrolment screen. Nothing of the
 * journal is touched. Errors: `sign-in.needed`, `clerk.not-supervisor`, `message.not-allowed` in practice.
 */
export function enrolAgain(core: Core): ServiceResult<null> {
  const supervisor = supervisorHere(core)
  if (!supervisor.ok) return supervisor
  if (core.realm === 'practice') return refuse('message.not-allowed')
  core.log('warn', 'enrol.again')
  core.giveUpEpoch()
  return ok(null)
}

/** Errors: `sign-in.needed`. */
export function remoteActsSeen(core: Core): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (core.projection.remoteActs().length > 0) core.commit([{ type: 'remote-acts-seen', clerk: clerk.id }])
  return ok(null)
}

/** Errors: `sign-in.needed`. */
export function notePack(core: Core, number: number): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  if (number <= core.pack.number && number > core.projection.packNoted())
    core.commit([{ type: 'pack-noted', number, clerk: clerk.id }])
  return ok(null)
}

function supervisorHere(core: Core): ServiceResult<NonNullable<ReturnType<typeof currentClerk>>['id']> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  return clerk.role === 'supervisor' ? ok(clerk.id) : refuse('clerk.not-supervisor')
}
