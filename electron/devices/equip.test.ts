import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { equip } from './equip'
import { createVirtualClock } from './testing/virtual-clock'

const peoplePath = fileURLToPath(new URL('../../resources/practice-people.json', import.meta.url))

it('gives a practice process the simulated reader and its hands', async () => {
  const { sources, simulator } = await equip(
    { type: 'start', realm: 'practice', peoplePath },
    createVirtualClock(),
    1,
  )
  const [found] = (await Promise.all(sources.map((source) => source.list()))).flat()
  expect(found).toMatchObject({ simulated: true, key: 'simulated:0' })
  expect(simulator?.cards()).toContainEqual({ id: 'wang-xiuying', label: '王秀英', type: 'resident' })
})

it('gives a live process neither, and does not look at the practice people', async () => {
  const equipment = await equip(
    { type: 'start', realm: 'live', peoplePath: '/no/such/file' },
    createVirtualClock(),
    1,
  )
  expect(equipment).toEqual({
    sources: [],
    scannerSources: [],
    profileProblems: [],
    simulator: undefined,
  })
})

it('refuses a file that holds no practice people', async () => {
  const start = { type: 'start', realm: 'practice', peoplePath: fileURLToPath(import.meta.url) } as const
  await expect(equip(start, createVirtualClock(), 1)).rejects.toThrow()
})
