import type { StationList } from '../../../shared/contract/changes'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { Core } from '../counter-core'
import type { Central } from '../ports'
import { noteArchive } from '../services/note-archive'
import { centreKnows, passwordsGone } from '../services/member-password'
import { refreshFacts } from '../services/refresh-facts'
import { readChanges } from './changes'
import { fetchBack } from './fetch-back'
import { drain } from './outbox'
import type { Drained } from './outbox'
import { keptLists, readLists } from './read-lists'
import type { ApprovalsTold } from './tell-approvals'
import { nothingTold, tellApprovals } from './tell-approvals'
import { tellCentre } from './tell-centre'

/** Lists are asked for by themselves this often, beside what the change log says. */
const listsEveryMs = 600_000

/** What one round leaves to the next. */
export interface Talk {
  /** Sending has stopped for now; null while it goes. */
  halt: { readonly code: ErrorCode; readonly expected: number } | null
  listsDue: ReadonlySet<StationList>
  /** When the lists were asked for last, by core's clock; null = not since core started. */
  listsAt: number | null
  /** Until when nothing is told again that the centre could not take, by core's clock. */
  tellingHeldUntil: number
  /** What waits for a supervisor elsewhere, as the centre was told last. */
  approvals: ApprovalsTold
}

export const firstTalk: Readonly<Talk> = {
  halt: null,
  listsDue: new Set(),
  listsAt: null,
  tellingHeldUntil: 0,
  approvals: nothingTold,
}

/** What ends a round early, or comes of it. */
interface Heard {
  readonly code: ErrorCode | null
  readonly some: boolean
}

/**
 * One round: status and clock, what was lost with a disk, what waits to be sent, what others did, lists. What came from
 * the centre is read even where nothing can be sent to it. Answers why not all was answered, null when it was.
 * @param centreTime hears what time the centre says it is
 * @param cameUp is called once the centre has answered
 */
export async function talk(
  core: Core,
  centreTime: (at: number) => void,
  cameUp: () => boolean,
  kept: Talk,
): Promise<ErrorCode | null> {
  const central = core.central()
  if (central === null) return 'central.offline'
  const askedAt = core.clock.now()
  const status = await central.status(core.station.id)
  if (!status.ok) return endedByCentre(core, status.failure.code)
  const { expected, at } = status.value
  const clockDifferenceMs = at - Math.round((askedAt + core.clock.now()) / 2)
  core.moment.line = { ...core.moment.line, clockDifferenceMs }
  core.moment.otherWriter = status.value.otherWriter === true
  core.moment.centreKnows = new Set(status.value.knows ?? [])
  // it was set back to a version without passwords: what waits with one waits for the member again
  if (!centreKnows(core, 'member-password')) passwordsGone(core)
  const met = core.centreKeys?.met() ?? null
  if (met !== null) core.commit([met])
  noteArchive(core, status.value.archivedThrough, at)
  centreTime(at)
  const isFresh = cameUp()
  const sent = await send(core, central, expected, kept)
  const stopped = core.projection.stopped()
  if (sent.code !== null && stopped === null && kept.halt === null) return sent.code
  const read = await readChanges(core, central)
  if (isFresh || sent.some || read.some || core.moment.factsLost) refreshOpenVisit(core)
  noteLists(core, kept, isFresh, read.lists)
  const lists = read.failed ?? (await readLists(core, central, kept.listsDue, at))
  if (lists === null) kept.listsDue = new Set()
  kept.tellingHeldUntil = await tellCentre(core, central, kept.tellingHeldUntil)
  kept.approvals = await tellApprovals(core, central, kept.approvals)
  return sent.code ?? stopped ?? lists
}

/** Everything that waits, in its order; nothing where sending has stopped. */
async function send(core: Core, central: Central, expected: number, kept: Talk): Promise<Heard> {
  const beyond = aheadOrBehind(core, expected)
  if (beyond !== null) return { code: stop(core, beyond), some: false }
  if (core.projection.stopped() !== null) return { code: null, some: false }
  const fetched = await fetchBack(core, central)
  if (fetched !== null) return { code: fetched.code, some: false }
  const { blocked, some } = kept.halt?.expected === expected ? stillHalted(kept.halt) : await drain(core)
  const code = blocked?.code ?? null
  kept.halt = code !== null && haltsSending.has(code) ? { code, expected } : null
  return { code: code !== null && stopsSending.has(code) ? stop(core, code) : code, some }
}

/** The centre and the journal do not fit: one of them lacks what the other has. */
function aheadOrBehind({ projection }: Core, expected: number): ErrorCode | null {
  if (expected > projection.dispatch() + 1) return 'sync.counter-behind'
  return expected <= projection.answeredDispatch() ? 'sync.centre-behind' : null
}

/** What only a person can mend: it stands in the journal until somebody acts. */
const stopsSending: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'sync.two-writers',
  'sync.epoch-ended',
  'sync.counter-behind',
  'sync.centre-behind',
])

function stop(core: Core, code: ErrorCode): ErrorCode {
  if (core.projection.stopped() !== code) core.commit([{ type: 'sending-stopped', code }])
  return code
}

/** A station whose epoch has ended gets no token any more. */
function endedByCentre(core: Core, code: ErrorCode): ErrorCode {
  return code === 'sync.epoch-ended' ? stop(core, code) : code
}

/**
 * What sending again the same way cannot mend: it stops until the centre expects another number or core is started anew.
 * Trying on would only fill the journal.
 */
const haltsSending: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'sync.bad-signature',
  'sync.bad-link',
  'sync.unknown-station',
  'sync.wrong-realm',
  'operation.same-id-other-content',
  'message.malformed',
])

function stillHalted({ code }: NonNullable<Talk['halt']>): Drained {
  return { blocked: { kind: 'untouched', code, expected: null }, some: false }
}

function noteLists(core: Core, kept: Talk, isFresh: boolean, told: ReadonlySet<StationList>): void {
  const now = core.clock.now()
  const isTime = kept.listsAt === null || now - kept.listsAt >= listsEveryMs
  if (isFresh || isTime) kept.listsAt = now
  kept.listsDue = new Set([...kept.listsDue, ...told, ...(isFresh || isTime ? keptLists : [])])
}

/** What the member sees of the own account follows what was just carried out. */
function refreshOpenVisit(core: Core): void {
  const visit = core.projection.openVisit()
  if (visit !== null) refreshFacts(core, visit.id)
}
