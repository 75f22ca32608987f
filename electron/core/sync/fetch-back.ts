import type { OwnOperation } from '../../../shared/contract/own-operations'
import { operationPayloadSchema } from '../../../shared/contract/operation'
import { decideSending } from '../../../shared/domain/decide'
import type { JournalEvent } from '../../../shared/domain/events'
import type { Core } from '../counter-core'
import { sha256 } from '../crypto'
import type { Central, CentralFailure } from '../ports'
import { takeUpParked } from './changes'

const dayMs = 24 * 3_600_000

/**
 * The first thing an epoch that follows another one does: what the centre has of this station and the journal lacks comes
 * back (a restored backup, another disk), and what the journal holds as unanswered gets its answer. Nothing is sent before
 * all of it was read. Resumable: each page and its place stand in one batch. Null when all was read.
 */
export async function fetchBack(core: Core, central: Central): Promise<CentralFailure | null> {
  // what is older than the counter keeps people's data for stays with the centre
  const since = Math.max(0, core.clock.now() - core.pack.retention.localCopyDays * dayMs)
  for (;;) {
    const upTo = core.projection.fetchedUpTo()
    if (upTo === null) return null
    const answer = await central.ownOperations(core.station.id, upTo, since)
    if (!answer.ok) return answer.failure
    const last = answer.value.at(-1)?.sequence ?? upTo
    core.commit([
      ...answer.value.flatMap((operation) => eventsOf(core, operation)),
      { type: 'operations-fetched', upTo: last, done: answer.value.length === 0 },
    ])
    if (answer.value.length === 0) takeUpParked(core)
  }
}

function eventsOf(
  core: Core,
  { id, prefix, dispatch, payload, outcome }: OwnOperation,
): readonly JournalEvent[] {
  const payloadHash = sha256(payload)
  const here = core.projection.operation(id)?.operation ?? null
  if (here !== null) {
    if (here.taken?.payloadHash !== payloadHash) {
      core.log('error', 'operation.same-id-other-content')
      return []
    }
    const decision = decideSending(here, { type: 'answer', operationId: id, outcome, via: 'query' })
    return decision.ok ? decision.value : []
  }
  const read = operationPayloadSchema.safeParse(JSON.parse(payload))
  if (core.projection.isPurged(id)) return []
  if (!read.success) {
    // a kind that this version cannot take, so it never did: a newer one had it
    core.log('warn', 'operation.unknown-kind')
    return []
  }
  const { member, body, assent, clerk, taken, takenAt } = read.data
  return [
    {
      type: 'operation-returned',
      operationId: id,
      ...{ prefix, member, body, clerk, taken, takenAt, dispatch, payloadHash, outcome },
      wordsHash: assent.wordsHash,
      assentAt: assent.at,
      canonical: payload,
    },
  ]
}
