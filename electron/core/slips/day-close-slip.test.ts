import { expect, test } from 'vitest'
import type { DayView, ListedOperation } from '../../../shared/contract/day-view'
import { dayViewSchema } from '../../../shared/contract/day-view'
import { slipSchema } from '../../../shared/contract/slip'
import { atShanghai } from '../../../shared/domain/china-time'
import { looseEnds } from '../../../shared/domain/day-close'
import type { Fen, OperationId } from '../../../shared/domain/ids'
import { operationKinds, operationStates, receipts } from '../../../shared/domain/operation'
import { makeOperationNumber } from '../../../shared/domain/operation-number'
import type { DisplayState } from '../../../shared/domain/operation-states'
import type { Core } from '../counter-core'
import { chineseWords } from '../words'
import { dayCloseSlip } from './day-close-slip'

const at = atShanghai('2026-11-23', '17:05')
const core = {
  words: chineseWords(),
  realm: 'practice',
  station: { hall: '马家窑镇便民服务中心', desk: '2号窗口' },
  pack: { office: { phone: '0930-0000000', hours: '工作日 9:00–17:00' } },
  clock: { now: () => at },
} as unknown as Core

const states: readonly DisplayState[] = [
  ...operationStates.filter((state) => state !== 'draft' && state !== 'done'),
  ...receipts.map((receipt) => `receipt-${receipt}` as const),
]
const listed = (n: number): ListedOperation => ({
  operationId: `0193d2f0-0000-7000-8000-${String(n).padStart(12, '0')}` as OperationId,
  number: makeOperationNumber('0000', n),
  kind: 'transfer',
  state: 'queued',
  receipt: null,
})
const many = (count: number): ListedOperation[] => Array.from({ length: count }, (_, n) => listed(n + 1))
const difference = (n: number): NonNullable<DayView['compared']>['differences'][number] => ({
  kind: 'premium-payment',
  outcome: `new-${String.fromCharCode(97 + n)}`,
  counter: { count: 3, amountFen: 120_000 as Fen },
  centre: { count: 4, amountFen: 160_000 as Fen },
  onlyAtCentre: [{ ...listed(7), number: null, kind: null, state: null }, listed(8)],
  onlyHere: many(50),
  inBoth: [],
  more: true,
})

function aDay(parts: Partial<DayView> = {}): DayView {
  return dayViewSchema.parse({
    day: '2026-11-23',
    today: '2026-11-23',
    asOf: at,
    operations: 2,
    lines: [
      { kind: 'wallet-opening', state: 'done', count: 1, amountFen: 0 },
      { kind: 'transfer', state: 'awaiting-hours', count: 1, amountFen: 65_000 },
    ],
    looseEnds: [],
    parkedChanges: [],
    parkedVisits: 0,
    compared: null,
    closed: null,
    openDays: [],
    moreDays: 0,
    ...parts,
  })
}
const compared = (differences: NonNullable<DayView['compared']>['differences']): DayView['compared'] => ({
  at,
  clerk: '李玉兰',
  number: 2,
  changed: false,
  differences,
})
const closed: NonNullable<DayView['closed']> = {
  at,
  clerk: '李玉兰',
  times: 1,
  operations: 2,
  looseEnds: 0,
  comparison: null,
  changed: false,
}
const slipOf = (view: DayView) => slipSchema.parse(dayCloseSlip(core, '李玉兰', view))
const valuesOf = (view: DayView) =>
  slipOf(view).rows.map(({ label, value, small }) => `${label}：${value}${small === null ? '' : `/${small}`}`)

test('an ordinary day, not closed: its title says so', () => {
  expect([slipOf(aDay()).title, slipOf(aDay()).banner]).toEqual([
    '日结表（还没日结）',
    '还没有日结，这是现在的数',
  ])
  expect(valuesOf(aDay())).toEqual([
    '营业日：2026-11-23/登记 2 笔，2026-11-23 17:05 本机的数',
    '开通医保钱包：办结 1 笔',
    '转账给近亲属：定时待办 1 笔 650.00 元',
    '要接着办的：没有，都办完了',
    '日结：还没有日结',
    '和中心核对：还没和中心核对',
  ])
  expect(valuesOf(aDay({ operations: 0, lines: [] }))[1]).toBe('办理：当天没有登记业务')
})

test('the banner is what is true: compared later, changed since, different', () => {
  const bannerOf = (parts: Partial<DayView>): string => slipOf(aDay(parts)).banner
  expect(bannerOf({ closed })).toBe('已经日结，还没和中心核对')
  expect(bannerOf({ closed, compared: compared([]) })).toBe('已经日结，和中心一致')
  expect(bannerOf({ closed, compared: compared([difference(0)]) })).toBe('已经日结，和中心有 1 处不一样')
  expect(bannerOf({ closed: { ...closed, changed: true }, compared: compared([]) })).toBe(
    '日结以后又有变化，请再日结一次',
  )
  // figures that were the same before they changed are not called the same
  const stale = { closed, compared: { ...compared([]), changed: true } as DayView['compared'] }
  expect(bannerOf(stale)).toBe('已经日结，核对以后又有变化')
})

test('the fullest day there can be fits; what has no room is counted, and nothing is cut off unsaid', () => {
  const full = aDay({
    operations: 9_999_999,
    lines: operationKinds.flatMap((kind) =>
      states.map((state) => ({ kind, state, count: 12_345, amountFen: 123_456_789 as Fen })),
    ),
    looseEnds: looseEnds.map((why) => ({ why, count: 150, operations: many(100) })),
    parkedChanges: [{ type: 'new-thing', count: 4 }],
    parkedVisits: 3,
    compared: compared(Array.from({ length: 20 }, (_, n) => difference(n))),
    closed: { ...closed, looseEnds: 904, comparison: { number: 2, differences: 20 } },
  })
  const rows = slipOf(full).rows
  expect(rows).toHaveLength(18)
  expect(rows.at(-1)).toMatchObject({ label: '和中心核对', small: '还有 20 处写不下，屏幕上都有' })
  const oneRow = { ...full, parkedChanges: [], parkedVisits: 0 }
  expect(slipOf(oneRow).rows.at(-1)).toMatchObject({
    label: '不一样',
    value: '还有 20 处写不下，屏幕上都有',
  })
  expect(slipOf({ ...oneRow, looseEnds: full.looseEnds.slice(1) }).rows.slice(-2)).toMatchObject([
    { value: expect.stringContaining('new-a') as string },
    { value: '还有 19 处写不下，屏幕上都有' },
  ])
  for (const { value, small } of rows) {
    expect(value.length).toBeLessThan(400)
    expect(small?.length ?? 0).toBeLessThanOrEqual(120)
  }
  const unsent = valuesOf(full).find((text) => text.startsWith('没发出去'))
  expect(unsent).toContain('150 笔：')
  expect(unsent).toContain('另有 138 笔写不下，看屏幕')
})

test('a difference names its operations as far as the line goes, unknown words as they came', () => {
  const rows = valuesOf(aDay({ closed, compared: compared([difference(0), difference(1)]) }))
  expect(rows.slice(-2)).toEqual([
    '不一样：居民医保缴费 new-a：本机 3 笔 1,200.00 元，中心 4 笔 1,600.00 元/只有中心有：本机没有的（编号末尾 00000007），另有 1 笔写不下，看屏幕；只有本机有：000 000 000 013，另有 49 笔写不下，看屏幕',
    expect.stringContaining('new-b'),
  ])
})
