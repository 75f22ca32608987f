import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DayOperation } from './day-close'
import { linesOf, looseEndsOf, nameDifference, sameTallies, talliesOf } from './day-close'
import { stateOfOutcome } from './fold'
import type { Fen, OperationId } from './ids'
import { operationKinds, operationStates, receipts } from './operation'
import type { Outcome } from './operation'

const outcomes = Object.keys(stateOfOutcome) as readonly Outcome['type'][]
const operation: fc.Arbitrary<DayOperation> = fc.record({
  id: fc.uuid().map((id) => id as OperationId),
  kind: fc.constantFrom(...operationKinds),
  state: fc.constantFrom(...operationStates),
  receipt: fc.constantFrom(null, ...receipts),
  outcome: fc.constantFrom(null, ...outcomes),
  amountFen: fc.oneof(
    fc.constant(null),
    fc.integer({ min: 0, max: 200_000 }).map((fen) => fen as Fen),
  ),
  unprinted: fc.boolean(),
  told: fc.boolean(),
  disputed: fc.boolean(),
})
const day = fc.uniqueArray(operation, { selector: ({ id }) => id, maxLength: 40 })

function one(id: number, parts: Partial<DayOperation> = {}): DayOperation {
  return {
    id: `0193d2f0-0000-7000-8000-${String(id).padStart(12, '0')}` as OperationId,
    kind: 'transfer',
    state: 'done',
    receipt: 'received',
    outcome: 'done',
    amountFen: 100 as Fen,
    unprinted: false,
    told: false,
    disputed: false,
    ...parts,
  }
}

test('every operation stands in one line; every answered one in one tally; sums are kept, whatever the order', () => {
  fc.assert(
    fc.property(day, (operations) => {
      const sum = (of: readonly { readonly count: number; readonly amountFen: number }[]) => ({
        count: of.reduce((all, { count }) => all + count, 0),
        fen: of.reduce((all, { amountFen }) => all + amountFen, 0),
      })
      const total = (of: readonly DayOperation[]) =>
        sum(of.map(({ amountFen }) => ({ count: 1, amountFen: amountFen ?? 0 })))
      expect(sum(linesOf(operations))).toEqual(total(operations))
      expect(sum(talliesOf(operations))).toEqual(total(operations.filter(({ outcome }) => outcome !== null)))
      const turned = talliesOf([...operations].reverse())
      expect(turned).toEqual(talliesOf(operations))
      expect(sameTallies([...turned].reverse(), talliesOf(operations))).toBe(true)
      const keys = turned.map(({ kind, outcome }) => `${kind}/${outcome}`)
      expect(new Set(keys).size).toBe(keys.length)
    }),
  )
})

test('one more answered operation is another tally; one that has no answer is none', () => {
  fc.assert(
    fc.property(day, operation, (operations, extra) => {
      const more = talliesOf([...operations, extra])
      expect(sameTallies(talliesOf(operations), more)).toBe(extra.outcome === null)
    }),
  )
})

test('loose ends by state and mark; one operation under several; what is at its end is none', () => {
  const whyOf = (parts: Partial<DayOperation>): readonly string[] =>
    looseEndsOf([one(1, parts)]).map(({ why }) => why)
  expect(whyOf({})).toEqual([])
  expect(whyOf({ state: 'queued', unprinted: true })).toEqual(['unsent', 'unprinted'])
  expect(whyOf({ state: 'in-flight' })).toEqual(['unknown'])
  expect(whyOf({ state: 'unknown', disputed: true })).toEqual(['unknown', 'disputed'])
  expect(whyOf({ state: 'awaiting-approval' })).toEqual(['unapproved'])
  expect(whyOf({ state: 'awaiting-verification' })).toEqual(['unverified'])
  expect(whyOf({ state: 'refused' })).toEqual(['untold'])
  expect(whyOf({ state: 'refused', told: true })).toEqual([])
  for (const receipt of ['returned', 'tax-returned'] as const) expect(whyOf({ receipt })).toEqual(['untold'])
  for (const state of ['done', 'cancelled', 'awaiting-hours'] as const) expect(whyOf({ state })).toEqual([])
})

test('a difference names what only one end has; with the same operations, those whose amount differs', () => {
  const figures = (count: number) => ({ count, amountFen: 100 as Fen })
  const line = (counter: number, centre: number) => ({
    kind: 'transfer',
    outcome: 'done',
    counter: figures(counter),
    centre: figures(centre),
  })
  const here = [one(1), one(2), one(3, { outcome: 'refused' }), one(4, { kind: 'receive' })]
  const id = (n: number) => one(n).id
  expect(nameDifference(line(2, 3), [id(1), id(3), id(9)], here)).toMatchObject({
    onlyAtCentre: [id(3), id(9)],
    onlyHere: [id(2)],
    inBoth: [],
    more: false,
  })
  expect(nameDifference(line(2, 2), [id(1), id(2)], here)).toMatchObject({
    onlyAtCentre: [],
    onlyHere: [],
    inBoth: [id(1), id(2)],
  })
  // the centre counts more than it names: nothing is said to be here only
  expect(nameDifference(line(2, 600), [id(1)], here)).toMatchObject({
    onlyAtCentre: [],
    onlyHere: [],
    inBoth: [],
    more: true,
  })
  const many = Array.from({ length: 60 }, (_, n) => id(n + 100))
  const cut = nameDifference(line(2, 60), many, here)
  expect([cut.onlyAtCentre.length, cut.onlyHere.length, cut.more]).toEqual([50, 2, true])
})
