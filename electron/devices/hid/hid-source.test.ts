import { describe, expect, it } from 'vitest'
import type { HidProfile } from '../profiles/profiles'
import { createHidSource } from './hid-source'
import type { HidDevice } from './hid-source'

const profile: HidProfile = {
  id: 'derk',
  name: '德科',
  by: 'hid',
  vendorId: '0483',
  productId: '572B',
  carrier: { kind: 'derk', reportSize: 64, reportId: 0, ack: false },
  rereadWithoutLift: false,
}
const device: HidDevice = {
  vendorId: 0x0483,
  productId: 0x572b,
  path: '/dev/hidraw0',
  interface: 0,
  usagePage: 0xff00,
  usage: 1,
}
const scanner: HidDevice = {
  vendorId: 0x0c2e,
  productId: 0x0b61,
  path: '/dev/hidraw3',
  interface: 0,
  usagePage: 0x8c,
  usage: 2,
  product: 'Some scanner',
}

const sourceOf = (devices: HidDevice[], profiles = [profile]) =>
  createHidSource({ profiles, log: () => undefined, list: () => Promise.resolve(devices) })

describe('what is listed', () => {
  it('is a reader by its numbers, whatever the case they are written in', async () => {
    const [found, ...more] = await sourceOf([{ ...device, serialNumber: ' S1\u0000 ' }]).readers.list()
    expect(more).toEqual([])
    expect(found).toMatchObject({ model: '德科', serial: 'S1', simulated: false, carrier: profile.carrier })
    expect(found?.key).toMatch(/^hid:[0-9a-f]{16}$/)
  })

  it('is no reader when anything the profile names is different', async () => {
    const narrow = { ...profile, usagePage: 'FF00', usage: '0001', product: 'Reader' }
    const good = { ...device, product: 'Reader' }
    expect(await sourceOf([good], [narrow]).readers.list()).toHaveLength(1)
    for (const change of [
      { usagePage: 0xff01 },
      { usage: 2 },
      { product: 'Thermometer' },
      { vendorId: 1 },
      { productId: 1 },
    ])
      expect(await sourceOf([{ ...good, ...change }], [narrow]).readers.list()).toEqual([])
  })

  it('is never a keyboard or a mouse, whose numbers may be the same', async () => {
    for (const usage of [2, 6, 7])
      expect(await sourceOf([{ ...device, usagePage: 1, usage }]).readers.list()).toEqual([])
  })

  it('is one reader for one path, and two for two interfaces', async () => {
    expect(await sourceOf([device, { ...device, usage: 2 }]).readers.list()).toHaveLength(1)
    const two = await sourceOf([device, { ...device, path: '/dev/hidraw1' }]).readers.list()
    expect(new Set(two.map(({ key }) => key)).size).toBe(2)
  })

  it('is a scanner by its usage and by nothing else', async () => {
    const source = sourceOf([device, scanner])
    expect(await source.scanners.list()).toMatchObject([{ model: 'Some scanner', simulated: false }])
    expect(await source.readers.list()).toHaveLength(1)
  })

  it('is nothing, said once, when the system has no HID library', async () => {
    const said: string[] = []
    const source = createHidSource({
      profiles: [profile],
      log: (level, code) => said.push(`${level} ${code}`),
      list: () => Promise.reject(new Error('libusb-1.0.so.0: cannot open shared object file')),
    })
    expect(await source.readers.list()).toEqual([])
    expect(await source.scanners.list()).toEqual([])
    expect(said).toEqual(['error devices.hid-unavailable'])
  })
})
