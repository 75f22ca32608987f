import { afterEach, expect, test } from 'vitest'
import { messages } from '../../shared/text/zh-CN'
import { signIn } from './testing/clerk-acts'
import { makeStation, openCounter, personOf } from './testing/practice-counter'

/* Story 18: a real card laid on a real reader in practice. What a reader may be asked: electron/devices/reader-behaviour.test.ts. */

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

test('a real card laid down in practice: 这是练习，请收回身份证, and nothing of it anywhere', async () => {
  const station = makeStation()
  ends.push(() => {
    station.remove()
  })
  const counter = await openCounter(station, null)
  ends.push(counter.stop)

  // before anybody has signed in it is nobody's to read
  counter.readerEvents.realCardInPractice()
  expect(counter.view().cardProblem).toBeNull()

  await signIn(counter)
  const before = counter.committed.length
  counter.readerEvents.realCardInPractice()
  expect(counter.view().cardProblem).toMatchObject({ code: 'card.real-in-practice' })
  expect(messages.errors['card.real-in-practice'].clerk).toBe('这是练习，请收回身份证')
  expect(counter.memberView()).toMatchObject({
    screen: { name: 'card-trouble', words: '这里在练习，请收好您的身份证' },
  })
  expect(counter.view()).toMatchObject({ visit: null, otherCard: null })
  expect(counter.committed).toHaveLength(before)

  // the reader goes on being ready, and the words stay until a card of practice is laid down
  counter.readerEvents.readers([], 0)
  expect(counter.view().cardProblem).toMatchObject({ code: 'card.real-in-practice' })
  counter.lay('wang-xiuying')
  expect(counter.view()).toMatchObject({
    cardProblem: null,
    visit: { person: { name: personOf('wang-xiuying').name } },
  })
})
