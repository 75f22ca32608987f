import { afterEach, describe, expect, it } from 'vitest'
import type { Found, WithdrawnElsewhere } from '../../../../shared/contract/case'
import type { Fen } from '../../../../shared/domain/ids'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { aView, aVisit } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

type Elsewhere = Extract<Found, { found: 'elsewhere' }>
const today: NonNullable<Elsewhere['today']> = {
  ...{ hall: '白龙镇便民服务中心', desk: '1号窗口', kind: 'transfer', receipt: null },
  ...{ state: 'awaiting-hours', at: Date.parse('2026-11-23T01:30:00Z') },
}
const answered: Elsewhere = {
  ...{ found: 'elsewhere', number: '200000000013', prefix: '2000', slip: null, code: null },
  ...{ asked: 'answered', today },
}
const slip: NonNullable<Elsewhere['slip']> = {
  ...{
    kind: 'transfer',
    state: 'queued',
    receipt: null,
    amountFen: 65_000 as Fen,
    member: '王**',
    payee: '*晓梅',
  },
  ...{ at: today.at, station: 'town-2' as NonNullable<Elsewhere['slip']>['station'], signature: 'centre' },
}
const cancelled: WithdrawnElsewhere = {
  withdrawal: 'cancelled',
  today: { ...today, state: 'cancelled' },
  printed: '撤回单',
}
const served = aVisit({ personConfirmedAt: today.at })

async function find(
  found: Elsewhere,
  visit: ReturnType<typeof aVisit> | null,
  withdrawn: unknown = cancelled,
): Promise<TestWindow> {
  opened = openWindow(aView({ visit }), {
    'looks.find': found,
    'looks.withdrawElsewhere': withdrawn,
  })
  await opened.settle()
  await opened.press('F3')
  await opened.settle()
  await opened.type(visit === null ? '#home-find' : '#case-find', '200000000013')
  await opened.page.find('form[role="search"]').trigger('submit')
  await opened.settle()
  return opened
}
const offers = (it: TestWindow): boolean => it.text().includes('请中心撤回')
const press = async (it: TestWindow): Promise<void> => {
  it.button('请中心撤回').click()
  await it.settle()
}

describe('what another counter took', () => {
  it('says where it was taken and how it stands at the centre', async () => {
    const it = await find(answered, served)
    expect(it.text()).toContain('在 白龙镇便民服务中心 1号窗口 办的')
    expect(it.text()).toContain('定时待办')
  })

  it('says what the 核对码 came to, where one was told', async () => {
    expect((await find(answered, served)).text()).not.toContain('核对码')
    opened?.close()
    expect((await find({ ...answered, code: 'right' }, served)).text()).toContain('核对码对得上')
    opened?.close()
    expect((await find({ ...answered, code: 'unchecked' }, served)).text()).toContain('先不要凭它办')
  })

  it('is taken back for the member who is served here, whose card was confirmed, and says what came of it', async () => {
    const it = await find(answered, served)
    await press(it)
    expect(it.core.inputsOf('looks.withdrawElsewhere')).toMatchObject([{ visitId: served.visitId }])
    expect(it.text()).toContain('中心撤回了，以后不会办')
    expect(it.text()).toContain('撤回单')
    expect(it.text()).toContain('已撤回')
    expect(offers(it)).toBe(false)
  })

  it.each([
    ['nobody is served', null],
    ['nobody said 人证一致', aVisit({ personConfirmedAt: null })],
  ])('is not taken back while %s: it says what to do first', async (_case, visit) => {
    const it = await find(answered, visit)
    expect(offers(it)).toBe(false)
    expect(it.text()).toContain('先放本人的身份证，按“人证一致”')
  })

  it.each(['done', 'refused', 'cancelled'] as const)('is left alone where it is %s', async (state) => {
    const it = await find({ ...answered, today: { ...today, state } }, served)
    expect(offers(it)).toBe(false)
    expect(it.text()).not.toContain('先放本人的身份证')
  })

  it('can be taken back before the centre has it, by its slip only', async () => {
    const unknown: Elsewhere = { ...answered, asked: 'not-known', today: null }
    const byNumber = await find(unknown, served)
    expect(offers(byNumber)).toBe(false)
    expect(byNumber.text()).toContain('中心没有这一笔')
    byNumber.close()
    const waiting = { withdrawal: 'waiting', today: null, printed: null }
    const bySlip = await find({ ...unknown, slip, number: null }, served, waiting)
    await press(bySlip)
    expect(bySlip.text()).toContain('发到的时候不办')
    // its paper did not come out: the same asking again, never a second one
    await press(bySlip)
    const asked = bySlip.core.inputsOf('looks.withdrawElsewhere') as { withdrawalId: string }[]
    expect(asked).toHaveLength(2)
    expect(new Set(asked.map(({ withdrawalId }) => withdrawalId)).size).toBe(1)
  })

  it.each([
    ['too-late', '撤不回来了'],
    ['other-member', '没有撤回'],
  ] as const)('says that nothing was taken back: %s', async (withdrawal, words) => {
    const it = await find(answered, served, { withdrawal, today, printed: null })
    await press(it)
    expect(it.text()).toContain(words)
    expect(it.text()).not.toContain('以后不会办')
  })
})
