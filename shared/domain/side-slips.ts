import type { Operation, OperationBody } from './operation'
import { displayState } from './operation-states'

/**
 * Papers beside the slip that says how an operation stands: 申请表 and 近亲属关系承诺书, which the member signs, and
 * 到期提醒单, which the payer takes home for the family.
 */
export const sideSlips = ['application', 'commitment', 'deadline'] as const
export type SideSlip = (typeof sideSlips)[number]

/** Those that can be printed of an operation as it stands at `now` (ms since 1970). */
export function sideSlipsOf(operation: Operation, now: number): readonly SideSlip[] {
  return sideSlips.filter((slip) => applies[slip](operation, now))
}

const applies: Readonly<Record<SideSlip, (operation: Operation, now: number) => boolean>> = {
  application: ({ body, taken, state }) =>
    (body.kind === 'wallet-opening' || body.kind === 'place-of-use-change') &&
    taken !== null &&
    state !== 'cancelled',
  // the member may sign before anything is taken
  commitment: (operation) => commitmentOf(operation.body) !== null && operation.state !== 'cancelled',
  deadline: (operation, now) => now < (receiveBy(operation) ?? now),
}

/** The fact the member commits to instead of showing a paper (domain.md 3.4); null = none was asked for. */
export function commitmentOf(body: OperationBody): string | null {
  return 'commitment' in body ? (body.commitment ?? null) : null
}

/** Until when a transfer that waits must be received, exactly as the centre gave it; null = it does not wait, or none was given. */
export function receiveBy(operation: Operation): number | null {
  const { outcome } = operation
  return displayState(operation) === 'receipt-pending' && outcome?.type === 'done' ? outcome.deadlineAt : null
}
