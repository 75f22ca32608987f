import type { CounterView, SyncView } from '../../../shared/contract/view'
import type { ErrorCode } from '../../../shared/domain/errors'
import { hallName } from '../../../shared/domain/masks'
import type { Core } from '../counter-core'
import { stickView } from '../services/sticks'
import { operationNumber } from './operation-view'

/** What the sync screen shows beside the line. */
export function syncView(core: Core): SyncView {
  const { projection, enrolled, moment } = core
  const stopped = projection.stopped()
  return {
    address: enrolled?.address ?? null,
    epoch: core.station.epoch,
    sent: projection.dispatch(),
    received: projection.cursor(),
    fetching: projection.fetchedUpTo() !== null,
    stopped: stopped === null ? null : { code: stopped, acts: [...actsFor(core, stopped)] },
    otherWriter: moment.otherWriter,
    parkedChanges: projection.parkedChanges().length,
    remoteActs: projection
      .remoteActs()
      .slice(0, 200)
      .map((one) => remoteAct(core, one)),
    clerksAt: projection.clerksAt(),
    packProblem: moment.packProblem,
    nextKeysAt: core.centreKeys?.next()?.at ?? null,
    keysProblem: moment.keysProblem,
    stick: stickView(core),
  }
}

/** Practice is never enrolled again: its own app makes it known. */
function actsFor({ realm }: Core, stopped: ErrorCode): NonNullable<SyncView['stopped']>['acts'] {
  const resume = stopped === 'sync.centre-behind' || stopped === 'sync.counter-behind'
  return [...(resume ? (['resume'] as const) : []), ...(realm === 'live' ? (['enrol-again'] as const) : [])]
}

function remoteAct(
  core: Core,
  { operationId, act, actor, by, at }: ReturnType<Core['projection']['remoteActs']>[number],
): SyncView['remoteActs'][number] {
  const record = core.projection.operation(operationId)
  return {
    operationId,
    number: record === null ? null : operationNumber(core, record.operation),
    member: record === null ? '' : hallName(record.member.name),
    act,
    actor,
    by,
    at,
  }
}

/** The pack in force against the one before it; null when somebody has seen it, or there is none to compare with. */
export function packNews({ projection, pack, packChanges }: Core): CounterView['packNews'] {
  if (projection.packNoted() >= pack.number || packChanges === null) return null
  return { number: pack.number, lines: [...packChanges] }
}
