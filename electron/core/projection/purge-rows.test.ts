import { createRequire } from 'node:module'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atShanghai, shanghaiDate } from '../../../shared/domain/china-time'
import type { JournalEvent } from '../../../shared/domain/events'
import type { ClerkId, Fen, OperationId, RegionKey, StationId, VisitId } from '../../../shared/domain/ids'
import type { Person } from '../../../shared/domain/operation'
import type { JournalFrame } from '../journal/journal-frame'
import { createProjection } from './projection'
import type { Projection } from './projection'

const wasmPath = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')
const clerk = 'liyulan' as ClerkId
const dayMs = 24 * 3_600_000
const people = ['王建国', '李秀英', '赵单', '钱·买买提'].map((name, index): Person => ({
  name,
  idNumber: `99010119400101${String(1000 + index)}`,
  sexCode: '1',
  birthDate: '19400101',
  ethnicCode: '01',
  cardType: 'resident',
  validTo: '长期',
}))

/** What happens at the counter, one step at a time, as random numbers choose. */
type Step = readonly [act: number, which: number]

/** A counter that lives some weeks; gives every frame it ever wrote, and the projection that ran all the while. */
async function lived(steps: readonly Step[]) {
  const running = await createProjection(wasmPath, null)
  const frames: JournalFrame[] = []
  const visits: { id: VisitId; ended: boolean }[] = []
  const operations: { id: OperationId; taken: boolean; sent: boolean; ended: boolean }[] = []
  let at = atShanghai('2026-11-02', '09:30')
  let [taken, dispatch] = [0, 0]
  const commit = (...events: readonly JournalEvent[]): void => {
    const batch = events.map((event, index): JournalFrame => ({
      frame: frames.length + 1 + index,
      at,
      type: event.type,
      operationId: 'operationId' in event ? event.operationId : null,
      event,
    }))
    frames.push(...batch)
    running.apply(batch)
  }
  const openDay = (): void => {
    commit({ type: 'opened', station: 'practice-1' as StationId, epoch: 1, appRun: randomUUID() })
    commit({ type: 'signed-in', clerk, clerkName: '李玉兰', role: 'clerk', appRun: running.appRun() })
  }
  const purge = (): void => {
    commit({ type: 'archive-confirmed', throughDay: shanghaiDate(at - dayMs), centreAt: at })
    const { days } = running.purgeableDays(shanghaiDate(at - dayMs))
    if (days.length === 0) return
    const newest = running.dispatch()
    commit(
      {
        type: 'days-purged',
        centreAt: at,
        ...running.purgedOf(days),
        counters: {
          taken: running.taken(),
          dispatch: newest,
          link: running.linkOf(newest),
          cursor: running.cursor(),
        },
      },
      ...running.restated(),
    )
  }
  openDay()
  for (const [act, which] of steps) {
    at += 60_000
    const person = people[which % people.length] ?? people[0]
    const visit = visits.at(-1 - (which % 3))
    const operation = operations.at(-1 - (which % 4))
    const isOpen = visit !== undefined && !visit.ended
    if (act < 4 && person !== undefined) {
      const id = randomUUID() as VisitId
      visits.push({ id, ended: false })
      const evidence = {
        readId: randomUUID(),
        samNumber: '05.01',
        cardType: 'resident' as const,
        textHmac: 'a'.repeat(64),
      }
      commit({ type: 'visit-opened', visitId: id, clerk, person, evidence })
      commit({
        type: 'facts-received',
        facts: {
          idNumber: person.idNumber,
          asOf: at,
          status: 'active',
          insurances: ['310'],
          insuredRegion: '320000/苏州市' as RegionKey,
          personalAccountFen: which as Fen,
          wallet: null,
          transfersToday: 0,
          transfersPending: 0,
          waitingToReceive: [],
        },
      })
    } else if (act < 7 && isOpen) {
      const id = randomUUID() as OperationId
      operations.push({ id, taken: false, sent: false, ended: false })
      const body = { kind: 'receive', transferId: id, amountFen: 100 as Fen } as const
      commit({
        type: 'operation-proposed',
        operationId: id,
        visitId: visit.id,
        clerk,
        body,
        wordsHash: 'b'.repeat(64),
      })
      commit({
        type: 'words-shown',
        operationId: id,
        wordsHash: 'b'.repeat(64),
        question: '对不对？',
        facts: [],
      })
    } else if (act < 9 && operation?.taken === false) {
      operation.taken = true
      taken += 1
      commit({
        type: 'operation-taken',
        operationId: operation.id,
        clerk,
        taken,
        canonical: '{}',
        payloadHash: 'c',
      })
    } else if (act < 11 && operation?.taken === true && !operation.sent) {
      operation.sent = true
      dispatch += 1
      commit({
        type: 'operation-dispatched',
        operationId: operation.id,
        dispatch,
        link: `link-${String(dispatch)}`,
      })
    } else if (act < 13 && operation?.sent === true && !operation.ended) {
      operation.ended = true
      const outcome =
        which % 2 === 0
          ? ({ type: 'done', at, receipt: null, deadlineAt: null } as const)
          : ({ type: 'refused', at, refusals: [] } as const)
      commit({ type: 'outcome-received', operationId: operation.id, outcome, via: 'answer' })
    } else if (act === 13 && operation?.taken === true) {
      const copy = running.slipCopies(operation.id) + 1
      if (running.operation(operation.id) !== null)
        commit({
          type: 'slip-printed',
          operationId: operation.id,
          title: '收款单',
          copy,
          clerk,
          file: 'x.pdf',
        })
    } else if (act === 14 && operation !== undefined) {
      commit(
        which % 3 === 0
          ? { type: 'dispute-raised', operationId: operation.id, clerk, reason: '不是本人' }
          : { type: 'dispute-settled', operationId: operation.id, clerk, words: '说清楚了' },
      )
    } else if (act < 18 && isOpen) {
      visit.ended = true
      commit({ type: 'visit-ended', visitId: visit.id, clerk })
    } else if (act < 22) {
      at += dayMs
      openDay()
    } else if (act < 26) purge()
    else if (act < 28 && person !== undefined)
      commit({
        type: 'person-looked-up',
        lookId: randomUUID(),
        of: person.idNumber,
        name: person.name,
        clerk,
        reason: 'telephone',
        said: '',
      })
    else if (act === 31 && operation?.ended === true)
      commit(
        which % 3 === 0
          ? { type: 'remote-act', operationId: operation.id, act: 'correction', actor: 'bureau', at }
          : {
              type: 'corrected-by-centre',
              operationId: operation.id,
              reason: '办错了',
              by: which % 3 === 1 ? [] : ['陈主管', '林科长'],
              at,
            },
      )
    else if (act === 32 && operation !== undefined && running.operation(operation.id) !== null) {
      const copy = running.afterCare.sideSlipCopies(operation.id, 'application') + 1
      const { id: operationId } = operation
      commit({
        type: 'side-slip-printed',
        operationId,
        slip: 'application',
        title: '申请表',
        copy,
        clerk,
        file: `a-${String(copy)}.pdf`,
      })
    } else if (act === 33) commit({ type: 'remote-acts-seen', clerk })
    else if (act < 29)
      for (const { id } of running.looks.untoldLooks(1 + (which % 2)))
        commit({ type: 'look-told', lookId: id, centreAt: at })
    else {
      const day = shanghaiDate(at - (which % 4) * dayMs)
      const comparison = { number: 1, centreAt: at }
      commit(
        act === 29
          ? {
              type: 'day-compared',
              comparisonId: randomUUID(),
              day,
              clerk,
              ...comparison,
              tallies: [],
              differences: [],
            }
          : {
              type: 'day-closed',
              closeId: randomUUID(),
              day,
              clerk,
              operations: which,
              tallies: [],
              looseEnds: [],
              parkedChanges: 0,
              comparison: { ...comparison, differences: 0 },
            },
      )
    }
  }
  return { running, frames, visits, operations }
}

/** The journal as it can still be read: of purged days the clear headers only. */
async function rebuilt(frames: readonly JournalFrame[], purged: ReadonlySet<string>): Promise<Projection> {
  const projection = await createProjection(wasmPath, null)
  projection.apply(
    frames.map((frame) => (purged.has(shanghaiDate(frame.at)) ? { ...frame, event: null } : frame)),
  )
  return projection
}

test('running on after purges and folding the purged journal anew give the same rows', async () => {
  let purges = 0
  const step = fc.tuple(fc.integer({ min: 0, max: 33 }), fc.integer({ min: 0, max: 20 }))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 160 }), async (steps) => {
      const { running, frames } = await lived(steps)
      const purged = new Set(running.purgedDays())
      purges += purged.size
      expect((await rebuilt(frames, purged)).rows()).toEqual(running.rows())
    }),
    { numRuns: 60 },
  )
  expect(purges).toBeGreaterThan(60)
})

test('papers beside the slip go with the operation, their files too', async () => {
  const { running } = await lived([
    [0, 0],
    [4, 0],
    [8, 0],
    [32, 0],
    [32, 0],
  ])
  expect(running.slipFilesOf(['2026-11-02'])).toEqual(['a-1.pdf', 'a-2.pdf'])
})

test('what stays of a purged day names nobody; counters, link and skeletons stay', async () => {
  const { running, operations } = await lived([
    [0, 0],
    [4, 0],
    [8, 0],
    [10, 0],
    [12, 0],
    [17, 0],
    [20, 0],
    [20, 0],
    [25, 0],
  ])
  const rows = running.rows().join('\n')
  expect(running.purgedDays()).toEqual(['2026-11-02'])
  expect(rows).not.toContain('王建国')
  expect(rows).not.toContain('99010119400101')
  expect(rows).toContain(String(operations[0]?.id))
  expect([running.taken(), running.dispatch(), running.linkOf(1), running.answeredDispatch()]).toEqual([
    1,
    1,
    'link-1',
    1,
  ])
  expect(running.findMembers('王', 5)).toEqual([])
})

test('a day stays while a visit is open, an operation is not settled, somebody disputes it, it was reversed without paper, or the centre lacks a look', async () => {
  const opened: readonly Step[] = [[0, 0]]
  const kept = async (steps: readonly Step[]): Promise<string> => {
    const { running } = await lived([...steps, [20, 0], [20, 0], [25, 0]])
    const { kept: days } = running.purgeableDays('2027-01-01')
    return days.find(({ day }) => day === '2026-11-02')?.because ?? 'gone'
  }
  expect(await kept(opened)).toBe('visit-open')
  expect(await kept([...opened, [4, 0], [8, 0], [17, 0]])).toBe('not-settled')
  const done: readonly Step[] = [...opened, [4, 0], [8, 0], [10, 0], [12, 0], [17, 0]]
  expect(await kept([...done, [14, 0]])).toBe('disputed')
  expect(await kept([...done, [14, 0], [14, 4]])).toBe('gone')
  expect(await kept(done)).toBe('gone')
  // what was reversed is owed to the member on paper
  expect(await kept([...done, [13, 0], [31, 4]])).toBe('not-settled')
  expect(await kept([...done, [31, 4], [13, 0]])).toBe('gone')
  // nobody else knows yet whom somebody looked up without a card
  expect(await kept([...done, [26, 0]])).toBe('not-archived')
  expect(await kept([...done, [26, 0], [28, 0]])).toBe('gone')
})

test('the day on which a kept day was closed stays with it: else that day would look never closed', async () => {
  const done: readonly Step[] = [
    [0, 0],
    [4, 0],
    [8, 0],
    [10, 0],
    [12, 0],
    [17, 0],
  ]
  const after = async (...between: readonly Step[]): Promise<string> => {
    const { running } = await lived([...done, ...between, [20, 0], [20, 0], [25, 0]])
    const { kept } = running.purgeableDays('2027-01-01')
    return kept.find(({ day }) => day === '2026-11-03')?.because ?? 'gone'
  }
  const disputed: Step = [14, 0]
  expect(await after(disputed, [20, 0], [30, 1])).toBe('belongs-to-kept-day')
  expect(await after(disputed, [20, 0])).toBe('gone')
  expect(await after([20, 0], [30, 1])).toBe('gone')
})
