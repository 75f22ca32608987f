import { z } from 'zod'
import type { CentreFeature } from '../../../shared/contract/centre-features'
import type { SealedFor } from '../../../shared/contract/verification'
import { sealedTextSchema } from '../../../shared/contract/verification'
import { decide } from '../../../shared/domain/decide'
import type { JournalEvent } from '../../../shared/domain/events'
import type { OperationId } from '../../../shared/domain/ids'
import type { Operation, Refusal } from '../../../shared/domain/operation'
import { fail, ok } from '../../../shared/domain/result'
import { refusal } from '../../../shared/domain/rule-check'
import type { Keypad } from '../../../shared/domain/verification'
import { passwordFor } from '../../../shared/domain/verification'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { decideContext } from './rule-context'
import { currentClerk } from './sign-in'

/**
 * The member's own press on the keypad of the own window: the sealed password, or that it cannot be remembered (null).
 * It goes out with its operations at once; a household's lines are confirmed together or not at all.
 * Errors: `assent.stale`, `operation.*`, `verification.*`.
 */
export function typePassword(
  core: Core,
  operations: readonly SealedFor[],
  sealed: string | null,
): ServiceResult<null> {
  if (!operations.every(({ operationId }) => core.moment.shown.includes(operationId)))
    return refuse('assent.stale')
  if (sealed !== null && !isForCentre(core, sealed)) return refuse('verification.unreadable')
  const changed = change(core, operations, sealed === null ? 'forgotten' : 'given')
  if (!changed.ok) return changed
  if (sealed === null || changed.value.length === 0) return ok(null)
  core.passwords.keep(
    operations.map(({ operationId }) => operationId),
    sealed,
  )
  core.wakeSync()
  return ok(null)
}

/** The clerk asks once more after 想不起来. Errors: `sign-in.needed`, `operation.*`, `verification.*`. */
export function askPasswordAgain(core: Core, operationId: OperationId): ServiceResult<null> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const operation = core.projection.operation(operationId)?.operation
  if (operation?.taken == null) return refuse('operation.no-such')
  const { visitId, taken } = operation
  const alike = core.projection
    .operationsOfVisit(visitId)
    .filter((one) => one.operation.wordsHash === operation.wordsHash)
    .flatMap(({ operation: one }) =>
      one.state === 'awaiting-verification' && one.taken !== null
        ? [{ operationId: one.id, payloadHash: one.taken.payloadHash }]
        : [],
    )
  const changed = change(
    core,
    alike.length === 0 ? [{ operationId, payloadHash: taken.payloadHash }] : alike,
    'asked',
  )
  return changed.ok ? ok(null) : changed
}

/** A password ran out, or went with the memory of an earlier run: what did not leave waits for the member again. */
export function passwordsGone(core: Core, ids?: readonly OperationId[]): void {
  const gone = core.projection.passwordsGiven().filter(({ operation: { id } }) => ids?.includes(id) !== false)
  core.commit(
    gone.map(({ operation: { id: operationId } }) => ({
      type: 'password-changed',
      operationId,
      state: 'gone',
    })),
  )
}

/** Whether the centre knows of something that not every version does; until it was asked nothing is held against it. */
export function centreKnows({ moment: { centreKnows: known } }: Core, feature: CentreFeature): boolean {
  return known?.has(feature) !== false
}

/** What there is to type a password with, for this operation's visit. */
export function keypadFor(core: Core, { visitId }: Operation): Keypad {
  const { moment, projection, central } = core
  return {
    online: moment.line.state === 'up' && central()?.encryption !== undefined,
    known: centreKnows(core, 'member-password'),
    there: moment.memberWindow && moment.keypad,
    agent: projection.visit(visitId)?.help.agent ?? null,
  }
}

/** How it stands with the member's own password: `why` is why none is asked for, or what the centre said of the last one. */
export function passwordNow(
  core: Core,
  operation: Operation,
): { readonly asked: boolean; readonly forgotten: boolean; readonly why: Refusal | null } | null {
  const now = passwordFor(operation, core.pack, keypadFor(core, operation))
  if (now === null) return null
  const { outcome } = operation
  if (now === 'forgotten') return { asked: false, forgotten: true, why: null }
  if (now !== 'ask') return { asked: false, forgotten: false, why: refusal(now) }
  if (outcome?.type !== 'verification-needed') return { asked: true, forgotten: false, why: null }
  const data = outcome.triesLeft === null ? {} : { left: outcome.triesLeft }
  return { asked: true, forgotten: false, why: refusal(outcome.code, { data }) }
}

function change(
  core: Core,
  operations: readonly SealedFor[],
  state: 'given' | 'forgotten' | 'asked',
): ServiceResult<readonly JournalEvent[]> {
  const events: JournalEvent[] = []
  for (const { operationId, payloadHash } of operations) {
    const operation = core.projection.operation(operationId)?.operation
    const visit = operation === undefined ? null : core.projection.visit(operation.visitId)
    if (operation === undefined || visit === null) return refuse('operation.no-such')
    const keypad = keypadFor(core, operation)
    const command = { type: 'password', operationId, payloadHash, state, keypad } as const
    const decision = decide(operation, command, decideContext(core, visit, operation.body))
    if (!decision.ok) return fail(decision.error)
    events.push(...decision.value)
  }
  core.commit(events)
  return ok(events)
}

const headSchema = z.object({
  alg: z.literal('ECDH-ES'),
  enc: z.literal('A256GCM'),
  typ: z.literal('member-password'),
  suite: z.literal('intl-1'),
  kid: z.string(),
})

/** Sealed as agreed, to the key of this centre; nobody here can see more of it. */
function isForCentre({ central }: Core, sealed: string): boolean {
  if (!sealedTextSchema.safeParse(sealed).success) return false
  const [head = ''] = sealed.split('.')
  const read = headSchema.safeParse(parseJson(Buffer.from(head, 'base64url').toString('utf8')))
  return read.success && read.data.kid === central()?.encryption?.().keyId
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
