import type { OperationKind, Refusal } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import { reason } from './outcome'

/** domain.md 7: a larger measured difference to the centre blocks money. */
const agreeWithinMs = 5 * 60_000
const movesMoney: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'transfer',
  'receive',
  'premium-payment',
])
const minuteMs = 60_000

/**
 * Why money waits until somebody sets the computer's clock; null = it need not, or this moves none. Practice follows the
 * clock of its own centre.
 */
export function clockProblem({ realm, moment }: Core, kind: OperationKind): Refusal | null {
  const difference = Math.abs(moment.line.clockDifferenceMs)
  if (realm === 'practice' || !movesMoney.has(kind) || difference <= agreeWithinMs) return null
  return reason('clock.differs', null, { minutes: Math.round(difference / minuteMs) })
}
