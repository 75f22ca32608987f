import { randomUUID } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { openTypedVisit } from './services/typed-entry'
import { openVisit, openingForm, refusedCodes, take } from './testing/clerk-acts'
import { personOf } from './testing/practice-counter'
import { practiceDesks } from './testing/practice-desks'
import { formatYuan } from '../../shared/domain/money'

/** 余额和明细, 谁看过我的记录 (domain.md 3.8): every look is kept, and offline each figure has its age. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()

test('balances and movements come from the centre, are journalled first and once, and go on one sheet', async () => {
  const { counter } = await desk()
  counter.lay('li-jianguo')
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts')
  const visitId = counter.view().visit?.visitId ?? ''
  const look = { visitId, lookId: randomUUID(), what: 'movements' } as const
  expect(await refusedCodes(counter.counter.looks.records(look))).toEqual(['visit.person-not-confirmed'])
  await counter.counter.confirmPerson({ visitId, same: true })
  const view = await counter.counter.looks.records(look)
  const { personalAccountFen, wallet } = counter.view().visit?.facts ?? {}
  expect(view).toMatchObject({
    what: 'movements',
    from: 'centre',
    balances: { personalAccountFen, walletFen: wallet?.balanceFen },
    here: [],
  })
  await counter.counter.looks.records(look)
  const events = counter.committed.filter((event) => event.type === 'records-shown')
  expect(events).toMatchObject([
    { lookId: look.lookId, of: personOf('li-jianguo').idNumber, clerk: 'liyulan', what: 'movements' },
  ])
  expect((await counter.counter.looks.printRecords(look)).title).toBe('明细单')
  const slip = counter.slips.at(-1)
  expect(slip).toMatchObject({ number: '', qr: null })
  const text = JSON.stringify(slip)
  expect(text).toContain(`${formatYuan(personalAccountFen ?? -1)} 元`)
  expect(text).toContain('账户里原有的')
  expect(text).toMatch(/中心 2026-11-23 \d\d:\d\d 的记录/)
  expect(text).not.toMatch(/李建国|990101194808202318/)
  expect(counter.committed.filter((event) => event.type === 'records-shown')).toHaveLength(1)
  // nothing of it is left for the next one
  await counter.counter.endVisit({ visitId })
  expect(counter.core.moment.records).toBeNull()
  expect(await refusedCodes(counter.counter.looks.printRecords(look))).toEqual(['visit.none-open'])
})

test('without a line: what this counter knows at its age, what was taken here with its state; nothing is claimed', async () => {
  const { counter, centre } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
  counter.pass(3_600_000)
  const taken = await take(counter, visitId, openingForm())
  const look = { visitId, lookId: randomUUID(), what: 'movements' } as const
  const view = await counter.counter.looks.records(look)
  const number = counter.core.projection.operation(taken)?.operation.taken?.number
  expect(number).toBeDefined()
  expect(view).toMatchObject({
    from: 'known',
    asOf: counter.core.projection.facts(personOf('wang-xiuying').idNumber)?.asOf,
    balances: { personalAccountFen: 328_640, walletFen: null },
    movements: [],
    here: [{ kind: 'wallet-opening', state: 'queued', amountFen: null }],
  })
  await counter.counter.looks.printRecords(look)
  const text = JSON.stringify(counter.slips.at(-1))
  expect(text).toMatch(/没有联网。余额是 2026-11-23 09:30 知道的/)
  expect(text).toContain('登记好了，还没办')
  const own = { visitId, lookId: randomUUID(), what: 'looks' } as const
  const looks = await counter.counter.looks.records(own)
  expect(looks).toMatchObject({
    from: 'known',
    looks: [
      { why: 'looks', clerk: '李玉兰', place: '马家窑镇便民服务中心 2号窗口' },
      { why: 'movements', clerk: '李玉兰' },
      { why: 'visit', clerk: '李玉兰' },
    ],
  })
  expect((await counter.counter.looks.printRecords(own)).title).toBe('谁看过我的记录')
  expect(JSON.stringify(counter.slips.at(-1))).toContain('接待您办事')
})

test('online this counter’s looks are told once, by the journal; a typed name of another one is told nothing', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'li-jianguo')
  await counter.counter.refreshFacts({ visitId })
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts again')
  const looks = await counter.counter.looks.records({ visitId, lookId: randomUUID(), what: 'looks' })
  expect(looks).toMatchObject({
    from: 'centre',
    looks: [{ why: 'looks' }, { why: 'visit', clerk: '李玉兰' }],
  })
  await counter.counter.endVisit({ visitId })
  const { idNumber } = personOf('li-jianguo')
  openTypedVisit(counter.core, randomUUID(), { idNumber, name: '李建设' })
  const typed = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId: typed, same: true })
  const stranger = await counter.counter.looks.records({
    visitId: typed,
    lookId: randomUUID(),
    what: 'movements',
  })
  expect(stranger).toMatchObject({ from: 'stranger', movements: [], balances: { personalAccountFen: null } })
})
