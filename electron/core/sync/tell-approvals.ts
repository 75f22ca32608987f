import { mostRequests } from '../../../shared/contract/approvals'
import type { ApprovalAsked } from '../../../shared/contract/approvals'
import { canonicalJson } from '../../../shared/contract/canonical'
import { askedElsewhere } from '../../../shared/domain/remote-approval'
import type { Core } from '../counter-core'
import { sha256 } from '../crypto'
import type { Central } from '../ports'

/** What the centre was told last, and until when it is not tried again after a failure (core's clock). */
export interface ApprovalsTold {
  /** SHA-256 over the list; null = not since core started, or the centre did not take it. */
  readonly hash: string | null
  readonly heldUntil: number
}

export const nothingTold: ApprovalsTold = { hash: null, heldUntil: 0 }

/** A centre that is older than this question is not asked again before this; it is no reason to be off the line. */
const pauseMs = 60_000

/**
 * Tells the centre all that waits here for a supervisor at another counter whenever that has changed, and fetches what
 * telephone codes are checked with while there is a line (ADR 34). Never a reason for the line to count as down.
 */
export async function tellApprovals(
  core: Core,
  central: Central,
  told: ApprovalsTold,
): Promise<ApprovalsTold> {
  if (core.clock.now() < told.heldUntil) return told
  const failed = (code: string): ApprovalsTold => {
    core.log('warn', code, { where: 'approvals' })
    return { hash: null, heldUntil: core.clock.now() + pauseMs }
  }
  if (core.pack.telephoneCode !== undefined && core.approvalSecret.read() === null) {
    const secret = await central.approvalSecret(core.station.id)
    if (!secret.ok) return failed(secret.failure.code)
    core.approvalSecret.keep(secret.value)
  }
  const requests = waitingElsewhere(core)
  const hash = sha256(canonicalJson(requests))
  if (hash === told.hash) return told
  const answer = await central.askApprovals(core.station.id, requests)
  return answer.ok ? { hash, heldUntil: 0 } : failed(answer.failure.code)
}

/** The oldest first. */
function waitingElsewhere(core: Core): readonly ApprovalAsked[] {
  return core.projection
    .unsettled()
    .flatMap(({ operation, canonical }) => {
      const asked = operation.state === 'awaiting-approval' ? askedElsewhere(operation, core.pack) : null
      if (asked === null || canonical === null || operation.taken === null) return []
      const { id: operationId, taken } = operation
      return [{ at: taken.at, request: { operationId, payload: canonical, reasons: [...asked.reasons] } }]
    })
    .sort((a, b) => a.at - b.at)
    .slice(0, mostRequests)
    .map(({ request }) => request)
}
