import { expect, test } from 'vitest'
import type { OperationId, RegionKey, RelationCode, Fen } from '../../../shared/domain/ids'
import { operationStates, transferReceipts } from '../../../shared/domain/operation'
import type { Operation, OperationBody, OperationKind, Receipt } from '../../../shared/domain/operation'
import { chineseWords } from '../words'
import { householdKind, isSettled, slipKind } from './slip-kind'

const words = chineseWords()
const bodies: readonly OperationBody[] = [
  {
    kind: 'wallet-opening',
    placeOfUse: '620000/临夏回族自治州' as RegionKey,
    phone: null,
    phoneOwner: 'none',
    noticeVersion: 'practice-1',
  },
  {
    kind: 'transfer',
    source: 'personal-account',
    payee: {
      name: '李晓梅',
      idNumber: '990203197406085827',
      insuredRegion: '320000/苏州市' as RegionKey,
      party: 'ours',
      identity: 'typed',
    },
    relation: '30' as RelationCode,
    amountFen: 65000 as Fen,
  },
  {
    kind: 'receive',
    transferId: '01900000-0000-7000-8000-000000000000' as OperationId,
    amountFen: 65000 as Fen,
  },
  premium(),
  {
    kind: 'place-of-use-change',
    from: '620000/临夏回族自治州' as RegionKey,
    to: '320000/苏州市' as RegionKey,
  },
  {
    kind: 'relation-declaration',
    other: { name: '李晓梅', idNumber: '990203197406085827' },
    relation: '30' as RelationCode,
    commitment: null,
  },
  ...(['bind', 'end'] as const).map((change) => ({
    kind: 'family-binding' as const,
    change,
    other: { name: '李晓梅', idNumber: '990203197406085827' },
    relation: change === 'bind' ? ('30' as RelationCode) : null,
  })),
]

function premium(): OperationBody {
  return {
    kind: 'premium-payment',
    year: 2027,
    person: { name: '李晓梅', idNumber: '990203197406085827' },
    relation: '30' as RelationCode,
    source: 'personal-account',
    amountFen: 40000 as Fen,
  }
}

const receiptsOf: Partial<Record<OperationKind, readonly (Receipt | null)[]>> = {
  transfer: transferReceipts,
  'premium-payment': ['tax-pending', 'tax-confirmed', 'tax-returned'],
}

/** Every kind in every state, sent or not, with every receipt that can follow being done. */
const states = bodies.flatMap((body) =>
  operationStates.flatMap((state) =>
    [true, false].flatMap((sent) =>
      ((state === 'done' ? receiptsOf[body.kind] : undefined) ?? [null]).map((receipt) => ({
        body,
        state,
        sent,
        receipt,
      })),
    ),
  ),
)
const printed = states.map(({ body, state, sent, receipt }) => {
  const slip = slipKind({ body, state, sent, receipt })
  const { kind } = body
  const [title, banner] = [words(slip.title), words(slip.banner)]
  return { kind, state, sent, receipt, title, banner, border: slip.border }
})

test('钱没有动 is never printed once a byte was sent, unless the centre confirmed it', () => {
  const confirmed = ['awaiting-hours', 'awaiting-approval']
  for (const slip of printed) {
    if (slip.sent && !confirmed.includes(slip.state))
      expect(slip.banner, JSON.stringify(slip)).not.toContain('钱没有动')
  }
  expect(printed.some(({ banner }) => banner === '还没办好，钱没有动')).toBe(true)
})

test('办结单 and 已经办好 stand only on what the centre has done and the receiver has', () => {
  for (const slip of printed) {
    const settled = slip.receipt === null || ['received', 'tax-confirmed'].includes(slip.receipt)
    const over = slip.state === 'done' && settled
    expect(slip.banner === '已经办好', JSON.stringify(slip)).toBe(over)
    expect(slip.border === 'double', JSON.stringify(slip)).toBe(over)
  }
})

test('whatever was reversed says so in every kind and state, and nothing of what was said before', () => {
  const corrected = { reason: '同名的人弄错了', by: ['陈主管', '林科长'], at: 1 }
  for (const { body, state, sent, receipt } of states) {
    const slip = slipKind({ body, state, sent, receipt, corrected })
    const about = JSON.stringify({ kind: body.kind, state, receipt })
    expect(words(slip.title), about).toBe('更正通知单')
    expect(words(slip.banner), about).toBe('已经更正，钱已退回')
    expect(slip.border, about).toBe('thick-left')
    expect(words(slip.next), about).not.toMatch(/办好|已经到|请家人收款/)
    expect(isSettled({ state, receipt, corrected }), about).toBe(true)
  }
  expect(states.length).toBeGreaterThan(100)
})

test('a transfer nobody has received yet is a 转出单, a returned one a 退回通知单', () => {
  const transfers = printed.filter(({ kind, state }) => kind === 'transfer' && state === 'done')
  expect(transfers.find(({ receipt }) => receipt === 'pending')).toMatchObject({
    title: '转出单',
    border: 'single',
  })
  expect(transfers.find(({ receipt }) => receipt === 'returned')).toMatchObject({ title: '退回通知单' })
})

test('a household is shown no better than its worst line', () => {
  const line = (state: Operation['state'], sent: boolean, receipt: Receipt | null = null) => ({
    body: premium(),
    state,
    sent,
    receipt,
  })
  const [paid, unknown, queued] = [
    line('done', true, 'tax-confirmed'),
    line('unknown', true),
    line('queued', false),
  ]
  const cut = householdKind([paid, paid, unknown, queued, queued])
  expect(words(cut.title)).toBe('受理登记单')
  expect(words(cut.banner)).toBe('有的还没办好，请看每一行')
  expect(words(householdKind([paid, paid]).title)).toBe('办结单')
  expect(words(householdKind([queued, queued]).banner)).toBe('还没办好，钱没有动')
  // a byte of the second may have left: nothing is promised of the two together
  expect(words(householdKind([queued, line('queued', true)]).banner)).not.toContain('钱没有动')
})
