import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it, vi } from 'vitest'
import type { Start } from './devices-process'
import { equip } from './equip'
import { createVirtualClock } from './testing/virtual-clock'

const resource = (name: string): string => fileURLToPath(new URL(`../../resources/${name}`, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'wallet-devices-'))
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  vi.doUnmock('./simulated/simulated-reader')
})

const start = (realm: Start['realm'], change: Partial<Start> = {}): Start => ({
  type: 'start',
  realm,
  peoplePath: resource('practice-people.json'),
  profilesPath: resource('readers.json'),
  ownProfilesPath: join(folder, 'readers.json'),
  ...change,
})
const equipped = (message: Start) => equip(message, createVirtualClock(), 1, () => undefined)

it('gives a practice process the simulated reader and scanner, their hands, and the real ones too', async () => {
  const { sources, scannerSources, simulator, profileProblems } = await equipped(start('practice'))
  expect(sources).toHaveLength(3)
  expect(scannerSources).toHaveLength(2)
  expect(await sources[0]?.list()).toMatchObject([{ simulated: true, key: 'simulated:0' }])
  expect(simulator?.cards()).toContainEqual({ id: 'wang-xiuying', label: '王秀英', type: 'resident' })
  expect(profileProblems).toEqual([])
})

it('gives a live process HID and serial only, without loading the simulated reader or the practice people', async () => {
  vi.doMock('./simulated/simulated-reader', () => {
    throw new Error('loaded')
  })
  const live = await equipped(start('live', { peoplePath: '/no/such/file' }))
  expect(live.sources).toHaveLength(2)
  expect(live.scannerSources).toHaveLength(1)
  expect(live.simulator).toBeUndefined()
  await expect(equipped(start('practice'))).rejects.toThrow()
})

it('refuses a file that holds no practice people', async () => {
  await expect(equipped(start('practice', { peoplePath: fileURLToPath(import.meta.url) }))).rejects.toThrow()
})

it('says what is wrong with an operator’s file and goes on', async () => {
  const own = join(mkdtempSync(join(tmpdir(), 'wallet-devices-')), 'readers.json')
  writeFileSync(own, '{"format":1,"readers":[{"id":"x"}]}')
  const { sources, profileProblems } = await equipped(start('live', { ownProfilesPath: own }))
  expect(sources).toHaveLength(2)
  expect(profileProblems).toEqual([{ file: 'own', cause: 'not-a-profile', entry: 'x', field: 'by' }])
  rmSync(join(own, '..'), { recursive: true })
  const missing = await equipped(start('live', { profilesPath: '/no/such/file' }))
  expect(missing.profileProblems).toEqual([{ file: 'shipped', cause: 'unreadable', entry: '', field: '' }])
})
