import { afterEach, expect, it } from 'vitest'
import type { FoundPerson, PeopleToday, PersonSeen } from '../../../../shared/contract/people'
import { aRefusal, Refused } from '../../bridge/testing/fake-core'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { aView } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

async function open(...parts: Parameters<typeof openWindow>): Promise<TestWindow> {
  opened = openWindow(...parts)
  await opened.settle()
  await opened.press('l', { alt: true })
  return opened
}

const at = 1_795_000_000_000
const aDay: PeopleToday = {
  township: { readAt: at, list: { township: '马家窑镇', asOf: at, count: 11, more: false } },
  perDay: 20,
  done: 1,
  looks: [{ at, clerk: '李玉兰', who: '孙** 990***********322X', reason: 'other', said: '核对地址' }],
}
const wang: FoundPerson = {
  ref: '018f3c5e-0000-4000-8000-000000000001',
  name: '王**',
  idNumber: '990***********4214',
  born: 1950,
  servedAt: null,
  listed: true,
}
const seen: PersonSeen = {
  name: '王秀英',
  idNumber: '990***********4214',
  born: 1950,
  servedAt: null,
  listed: {
    township: '马家窑镇',
    asOf: at,
    status: 'active',
    insurances: ['390'],
    wallet: false,
    premium: { year: 2027, state: 'due' },
  },
  known: null,
  unsettled: [],
}
const answers = {
  'people.today': aDay,
  'people.find': { people: [wang], more: false },
  'people.look': seen,
}

const asked = ({ core }: TestWindow) =>
  core.asked.flatMap(({ path, input }) => (path === 'people.look' ? [input] : []))

it('by keys: why, a text, one of those found; what is told stands there with its age, and nothing stays behind', async () => {
  const it = await open(aView(), answers)
  expect(document.activeElement?.id).toBe('people-find')
  expect(it.text()).toContain('马家窑镇的名单：11 人')
  expect(it.text()).toContain('您今天查了 1 位，最多 20 位')
  expect(it.text()).toContain('其他：核对地址')
  await it.page.find('input[name="people-reason"][value="telephone"]').setValue(true)
  await it.type('#people-find', '王秀英')
  await it.page.find('form[role="search"]').trigger('submit')
  await it.settle()
  expect(it.text()).toContain('1950年生 · 在乡镇名单里')
  expect(it.text()).not.toContain('王秀英')
  it.button('看情况').click()
  await it.settle()
  expect(asked(it)).toMatchObject([{ ref: wang.ref, reason: 'telephone', said: '' }])
  expect(it.text()).toContain('王秀英')
  for (const words of ['居民医保', '没有开通', '2027 年度还没缴', '钱数和明细要本人带卡来才能看'])
    expect(it.text()).toContain(words)
  expect(document.activeElement?.hasAttribute('data-person-seen')).toBe(true)
  await it.press('Escape')
  await it.press('l', { alt: true })
  expect(it.text()).not.toContain('王秀英')
  expect(it.page.find<HTMLInputElement>('#people-find').element.value).toBe('')
})

it('without a reason it is said at its field, and nothing typed is lost', async () => {
  const it = await open(aView(), {
    ...answers,
    'people.look': new Refused([aRefusal('people.no-reason', 'reason')]),
  })
  await it.type('#people-find', '王秀英')
  await it.page.find('form[role="search"]').trigger('submit')
  await it.settle()
  it.button('看情况').click()
  await it.settle()
  expect(it.page.find('#people-reason-problems').text()).toContain('要先选为什么查')
  expect(it.page.find<HTMLInputElement>('#people-find').element.value).toBe('王秀英')
  expect(asked(it)).toMatchObject([{ reason: null }])
})

it('nobody found, a list never read, rules that say nothing: each is said for what it is', async () => {
  const it = await open(aView(), {
    ...answers,
    'people.today': { ...aDay, township: { readAt: null, list: null }, looks: [] },
    'people.find': { people: [], more: false },
  })
  expect(it.text()).toContain('本机还没有乡镇名单')
  expect(it.text()).toContain('今天还没有查过')
  await it.type('#people-find', '没有')
  await it.page.find('form[role="search"]').trigger('submit')
  await it.settle()
  expect(it.text()).toContain('没有查到，不等于没有参保')
  it.close()
  const silent = await open(aView(), { ...answers, 'people.today': { ...aDay, perDay: null } })
  expect(silent.text()).toContain('所以这里不查')
  expect(silent.page.find('#people-find').exists()).toBe(false)
})

it('of somebody who died it is said, and nothing else', async () => {
  const dead = { ...seen, listed: { ...seen.listed, status: 'deceased' as const } }
  const it = await open(aView(), { ...answers, 'people.look': dead })
  await it.type('#people-find', '王秀英')
  await it.page.find('form[role="search"]').trigger('submit')
  await it.settle()
  it.button('看情况').click()
  await it.settle()
  expect(it.text()).toContain('登记的是已经去世')
  expect(it.text()).not.toContain('居民医保')
})
