import { createRequire } from 'node:module'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atShanghai, shanghaiDate } from '../../../shared/domain/china-time'
import type { JournalEvent } from '../../../shared/domain/events'
import type { ClerkId, Fen, OperationId, VisitId } from '../../../shared/domain/ids'
import { createProjection } from './projection'

const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')
const clerk = 'liyulan' as ClerkId
const dayMs = 86_400_000

/** Operations taken at these moments; the frame of each was written `lateMs` after its content was frozen. */
async function taken(of: readonly { readonly at: number; readonly lateMs: number }[]) {
  const projection = await createProjection(wasmPath, null)
  let frame = 0
  const commit = (event: JournalEvent, at: number): void => {
    const operationId = 'operationId' in event ? event.operationId : null
    projection.apply([{ frame: ++frame, at, type: event.type, operationId, event }])
  }
  const visitId = randomUUID() as VisitId
  const person = {
    name: '王秀英',
    idNumber: '990101194001010022',
    sexCode: '2',
    birthDate: '19400101',
    ethnicCode: '01',
    cardType: 'resident' as const,
    validTo: '长期',
  }
  const evidence = {
    readId: visitId,
    samNumber: '1',
    cardType: 'resident' as const,
    textHmac: 'a'.repeat(64),
  }
  commit({ type: 'visit-opened', visitId, clerk, person, evidence }, of[0]?.at ?? 0)
  const ids = of.map(({ at, lateMs }, n) => {
    const operationId = randomUUID() as OperationId
    const body = { kind: 'receive', transferId: operationId, amountFen: 100 as Fen } as const
    commit({ type: 'operation-proposed', operationId, visitId, clerk, body, wordsHash: 'b'.repeat(64) }, at)
    const canonical = JSON.stringify({ takenAt: at })
    commit(
      { type: 'operation-taken', operationId, clerk, taken: n + 1, canonical, payloadHash: 'c' },
      at + lateMs,
    )
    return { id: operationId, at }
  })
  return { projection, ids }
}

test.each([
  ['the first moment of a day', '2026-11-23', 0, 0, '2026-11-23'],
  ['the last moment of the day before', '2026-11-23', -1, 0, '2026-11-22'],
  ['frozen before midnight, written after it', '2026-11-23', -1, 5, '2026-11-22'],
  ['new year', '2027-01-01', -1, 1, '2026-12-31'],
  ['a leap day', '2028-03-01', -1, 1, '2028-02-29'],
])('%s', async (_name, midnight, offset, lateMs, day) => {
  const at = atShanghai(midnight, '00:00') + offset
  const { projection, ids } = await taken([{ at, lateMs }])
  const { days } = projection
  expect(days.operationsOn(day).map(({ id }) => id)).toEqual([ids[0]?.id])
  for (const other of [shanghaiDate(at - dayMs), shanghaiDate(at + dayMs)])
    expect(days.operationsOn(other)).toEqual([])
  expect(days.daysBefore('2100-01-01')).toEqual([day])
  expect(days.daysBefore(day)).toEqual([])
})

test('every operation is of the day its content says, and of no other, as the centre has it', async () => {
  const first = atShanghai('2026-11-20', '00:00')
  const moment = fc.record({
    // near a midnight more often than not
    at: fc.oneof(
      fc.integer({ min: 0, max: 5 * dayMs - 1 }),
      fc
        .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: -3, max: 3 }))
        .map(([n, ms]) => n * dayMs + ms),
    ),
    lateMs: fc.integer({ min: 0, max: 10 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 20 }), async (moments) => {
      const { projection, ids } = await taken(moments.map(({ at, lateMs }) => ({ at: first + at, lateMs })))
      const { days } = projection
      const expected = new Map<string, OperationId[]>()
      for (const { id, at } of ids) {
        const from = atShanghai(shanghaiDate(at), '00:00')
        expect(at >= from && at < from + dayMs).toBe(true)
        expected.set(shanghaiDate(at), [...(expected.get(shanghaiDate(at)) ?? []), id])
      }
      for (const [day, all] of expected) expect(days.operationsOn(day).map(({ id }) => id)).toEqual(all)
      expect(days.daysBefore('2100-01-01')).toEqual([...expected.keys()].sort().reverse())
    }),
    { numRuns: 40 },
  )
})
