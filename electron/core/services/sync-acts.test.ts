import { expect, test, vi } from 'vitest'
import { practiceDesks } from '../testing/practice-desks'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()

test('a network that is back is used at once, whoever is signed in', async () => {
  const { counter, centre } = await desk()
  await counter.counter.signOut({})
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
  await centre.obey({ type: 'line', up: true })
  const tried = vi.spyOn(counter.core, 'wakeSync')
  expect(await counter.counter.networkBack({})).toEqual({})
  expect(tried).toHaveBeenCalledOnce()
  await counter.until(() => counter.view().line.state === 'up', 'the line is up')
})
