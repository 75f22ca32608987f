import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { hallIdNumber } from '../../shared/domain/masks'
import { openVisit, openingForm, refusedCodes, take } from './testing/clerk-acts'
import { openCounter, personOf } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'
import { practiceDesks } from './testing/practice-desks'
import { townshipFileName } from './township/township-list'

/** Looking people up without a card (domain.md 3.8): for a reason, masked, few, and every look is listed. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()

const listRead = (counter: OpenCounter) =>
  counter.until(() => counter.core.township.readAt() !== null, 'the township list')
const find = async (counter: OpenCounter, text: string) =>
  (await counter.counter.people.find({ text })).people
const lookAt = (
  counter: OpenCounter,
  ref: string,
  reason: 'telephone' | 'other' | null = 'telephone',
  said = '',
) => {
  const asked = { lookId: randomUUID(), ref, reason, said }
  return { asked, answer: counter.counter.people.look(asked) }
}
const looked = (counter: OpenCounter) => counter.committed.filter(({ type }) => type === 'person-looked-up')

test('the township’s list comes by itself; people are found masked, by name, initials and number', async () => {
  const { counter } = await desk()
  await listRead(counter)
  expect(await counter.counter.people.today({})).toMatchObject({
    township: { list: { township: '马家窑镇', count: 11, more: false } },
    perDay: 20,
    done: 0,
    looks: [],
  })
  const { idNumber } = personOf('wang-xiuying')
  const found = { name: '王**', idNumber: hallIdNumber(idNumber), born: 1950, servedAt: null, listed: true }
  for (const text of ['王秀英', 'wxy', '　王 秀英', idNumber, idNumber.slice(0, 10)])
    expect(await find(counter, text)).toMatchObject([found])
  expect(await refusedCodes(counter.counter.people.find({ text: '李' }))).toEqual(['people.too-short'])
  expect(await refusedCodes(counter.counter.people.find({ text: ' ' }))).toEqual(['field.missing'])
  // the one insured elsewhere is not of this township
  expect(await find(counter, personOf('li-xiaomei').idNumber)).toEqual([])
  const { people, more } = await counter.counter.people.find({ text: '990101' })
  expect([people.length, more]).toEqual([8, true])
  expect(looked(counter)).toEqual([])
  // sealed where it lies
  const file = readFileSync(join(counter.station.start.dataDir, townshipFileName), 'utf8')
  expect(file).not.toMatch(new RegExp(`${idNumber}|王秀英`, 'u'))
})

test('who looks at whom, and why, is kept before anything is told; no money is told; the member hears of it', async () => {
  const { counter } = await desk()
  await listRead(counter)
  const [sun] = await find(counter, '孙桂芳')
  const { asked, answer } = lookAt(counter, sun?.ref ?? '', 'telephone')
  const told = await answer
  const { idNumber, name } = personOf('sun-guifang')
  expect(told).toMatchObject({
    name,
    idNumber: hallIdNumber(idNumber),
    servedAt: null,
    listed: { status: 'active', insurances: ['390'], wallet: true, premium: { state: 'due' } },
    known: null,
    unsettled: [],
  })
  expect(JSON.stringify(told)).not.toMatch(/Fen|yuan|元/u)
  await counter.counter.people.look(asked)
  expect(looked(counter)).toMatchObject([{ of: idNumber, clerk: 'liyulan', reason: 'telephone', said: '' }])
  // and the centre, once
  await counter.until(() => counter.core.projection.looks.untoldLooks(5).length === 0, 'the centre knows')
  expect(counter.committed.filter(({ type }) => type === 'look-told')).toMatchObject([
    { lookId: asked.lookId },
  ])
  const today = await counter.counter.people.today({})
  expect(today).toMatchObject({
    done: 1,
    looks: [{ clerk: '李玉兰', who: `孙** ${hallIdNumber(idNumber)}` }],
  })
  // 谁看过我的记录, at this counter
  const visitId = await openVisit(counter, 'sun-guifang')
  const looks = await counter.counter.looks.records({ visitId, lookId: randomUUID(), what: 'looks' })
  expect(JSON.stringify(looks)).toContain('"why":"no-card"')
})

test('whom it was about goes without a reason, without words of one’s own, or from an old list, by no way', async () => {
  const { counter } = await desk()
  await listRead(counter)
  const [one] = await find(counter, '王秀英')
  const ref = one?.ref ?? ''
  expect(await refusedCodes(lookAt(counter, ref, null).answer)).toEqual(['people.no-reason'])
  expect(await refusedCodes(lookAt(counter, ref, 'other', ' \u200b ').answer)).toEqual(['people.no-reason'])
  expect(await refusedCodes(lookAt(counter, ref, 'other', '长'.repeat(201)).answer)).toEqual([
    'field.too-long',
  ])
  expect(await refusedCodes(lookAt(counter, randomUUID()).answer)).toEqual(['people.gone'])
  await find(counter, '李建国')
  expect(await refusedCodes(lookAt(counter, ref).answer)).toEqual(['people.gone'])
  expect(looked(counter)).toEqual([])
  await counter.counter.signOut({})
  expect(counter.core.moment.peopleFound.size).toBe(0)
  expect(await refusedCodes(counter.counter.people.find({ text: '王秀英' }))).toEqual(['sign-in.needed'])
  expect(await refusedCodes(counter.counter.people.today({}))).toEqual(['sign-in.needed'])
})

test('of somebody who died it is told, and nothing else', async () => {
  const { counter } = await desk()
  await listRead(counter)
  const { idNumber, name } = personOf('sun-guifang')
  const { township } = counter.core
  const resident = township.resident(idNumber)
  if (resident === null) throw new Error('not in the list')
  const residents = [{ ...resident, status: 'deceased' as const }]
  township.keep({ township: '马家窑镇', asOf: 1, residents, more: false }, 1)
  const [one] = await find(counter, name)
  expect(await lookAt(counter, one?.ref ?? '').answer).toMatchObject({
    listed: { status: 'deceased', insurances: [], wallet: false, premium: null },
    unsettled: [],
  })
  expect(looked(counter)).toHaveLength(1)
})

test('a clerk’s day has its number; the same look again is none; a pack that says nothing allows none', async () => {
  const { counter } = await desk()
  await listRead(counter)
  const { pack } = counter.core
  const allowed = vi.spyOn(counter.core, 'pack', 'get')
  allowed.mockReturnValue({ ...pack, lookUp: { withoutCardPerDay: 2 } })
  const [one] = await find(counter, '王秀英')
  const ref = one?.ref ?? ''
  const first = lookAt(counter, ref)
  await first.answer
  await lookAt(counter, ref).answer
  await counter.counter.people.look(first.asked)
  expect(await refusedCodes(lookAt(counter, ref).answer)).toEqual(['people.enough-today'])
  expect(looked(counter)).toHaveLength(2)
  const { lookUp, ...silent } = pack
  expect(lookUp).toEqual({ withoutCardPerDay: 20 })
  allowed.mockReturnValue(silent)
  expect(await refusedCodes(counter.counter.people.find({ text: '王秀英' }))).toEqual(['people.not-offered'])
  expect(await refusedCodes(lookAt(counter, ref).answer)).toEqual(['people.not-offered'])
  expect((await counter.counter.people.today({})).perDay).toBeNull()
})

test('without a line and after a restart: the list at its age, who was served here with what waits, without amounts', async () => {
  const { counter, centre } = await desk()
  await listRead(counter)
  const visitId = await openVisit(counter, 'wang-xiuying')
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
  const taken = await take(counter, visitId, openingForm())
  const readAt = counter.core.township.readAt()
  counter.stop()
  const again = await openCounter(counter.station, null)
  expect(again.core.township.readAt()).toBe(readAt)
  await again.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  const [wang] = await find(again, '王秀英')
  expect(wang?.servedAt).not.toBeNull()
  const told = await lookAt(again, wang?.ref ?? '').answer
  expect(told).toMatchObject({
    listed: { wallet: false, premium: null },
    known: { status: 'active', insuredRegion: '620000/临夏回族自治州', placeOfUse: null },
    unsettled: [{ operationId: taken, kind: 'wallet-opening', state: 'queued', receipt: null }],
  })
  expect(JSON.stringify(told)).not.toContain('Fen')
  again.stop()
})
