import { describe, expect, it } from 'vitest'
import type { Operation, OperationState } from './operation'
import { operationStates, receipts } from './operation'
import { displayState, isFinal, mayMove, stateGraph } from './operation-states'

describe('the state graph', () => {
  it('has exactly the edges of domain.md 4.1', () => {
    const edges = operationStates.flatMap((from) =>
      operationStates.filter((to) => mayMove(from, to)).map((to) => `${from} → ${to}`),
    )
    expect(edges).toHaveLength(32)
    expect(edges).toEqual(
      expect.arrayContaining([
        'draft → queued',
        'queued → in-flight',
        'in-flight → queued',
        'in-flight → unknown',
        'unknown → in-flight',
        'awaiting-hours → done',
        'awaiting-approval → draft',
      ]),
    )
    for (const never of [
      'unknown → queued',
      'queued → done',
      'awaiting-hours → queued',
      'awaiting-verification → draft',
    ]) {
      expect(edges).not.toContain(never)
    }
  })

  it('ends in done, refused and cancelled, and every state but draft is reached', () => {
    expect(operationStates.filter(isFinal)).toEqual(['done', 'refused', 'cancelled'])
    const reached = new Set<OperationState>(['draft'])
    for (const state of reached) for (const next of stateGraph[state]) reached.add(next)
    expect([...reached].sort()).toEqual([...operationStates].sort())
  })

  it('never moves a state to itself', () => {
    expect(operationStates.filter((state) => mayMove(state, state))).toEqual([])
  })
})

describe('displayState', () => {
  const show = (state: OperationState, receipt: Operation['receipt']): string =>
    displayState({ state, receipt })

  it('shows the receipt of a done transfer and the state of everything else', () => {
    expect(receipts.map((receipt) => show('done', receipt))).toEqual([
      'receipt-pending',
      'receipt-received',
      'receipt-returned',
      'receipt-tax-pending',
      'receipt-tax-confirmed',
      'receipt-tax-returned',
    ])
    for (const state of operationStates) expect(show(state, null)).toBe(state)
    expect(show('unknown', 'pending')).toBe('unknown')
  })
})
