import { expect, it } from 'vitest'
import type { SerialProfile } from '../profiles/profiles'
import { createSerialSource } from './serial-source'

const profile: SerialProfile = {
  id: 'serial',
  name: '串口读卡器',
  by: 'serial',
  vendorId: '1a86',
  productId: '7523',
  carrier: { kind: 'serial', baudRate: 115_200 },
  rereadWithoutLift: false,
}
const port = { path: '/dev/ttyUSB0', vendorId: '1A86', productId: '7523', serialNumber: undefined }
const sourceOf = (profiles: SerialProfile[], list = () => Promise.resolve([port])) =>
  createSerialSource({ profiles, log: () => undefined, list })

it('lists the ports that a profile names by the numbers of its adaptor or by its path', async () => {
  expect(await sourceOf([profile]).list()).toMatchObject([
    { model: '串口读卡器', carrier: { kind: 'serial' } },
  ])
  expect(await sourceOf([{ ...profile, productId: '7524' }]).list()).toEqual([])
  const byPath = { ...profile, vendorId: undefined, productId: undefined, path: '/dev/ttyUSB0' }
  expect(await sourceOf([byPath]).list()).toHaveLength(1)
  expect(await sourceOf([{ ...byPath, path: 'COM3' }]).list()).toEqual([])
})

it('asks the system for nothing when no profile is serial, and goes on without a serial library', async () => {
  const fail = () => Promise.reject(new Error('asked'))
  expect(await sourceOf([], fail).list()).toEqual([])
  expect(await sourceOf([profile], fail).list()).toEqual([])
})

it('a port that is not there is gone, in the words of the real library', async () => {
  const [found] = await sourceOf([profile], () =>
    Promise.resolve([{ ...port, path: '/dev/no-such-port' }]),
  ).list()
  await expect(found?.createEndpoint().open()).rejects.toThrow(/No such file or directory/)
})
