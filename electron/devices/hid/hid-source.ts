import { createHash } from 'node:crypto'
import { devicesAsync } from 'node-hid'
import type { Device } from 'node-hid'
import type { Log } from '../log'
import type { HidProfile } from '../profiles/profiles'
import type { FoundReader, ReaderSource } from '../reader-source'
import type { FoundScanner, ScannerSource } from '../scanner/scanner-source'
import { createHidEndpoint } from './hid-endpoint'

/** Keyboards and mice open "successfully" on Windows and can never be read: not even looked at. */
const desktopPage = 0x01
const scannerPage = 0x8c
const scannerUsage = 0x02

/** Part of node-hid's description of one interface of a device. */
export type HidDevice = Pick<
  Device,
  'vendorId' | 'productId' | 'path' | 'interface' | 'usagePage' | 'usage' | 'product' | 'serialNumber'
>

const hex = (value: string): number => Number.parseInt(value, 16)

/** Whether everything that the profile names agrees. Numbers alone are no identity: products share them. */
export function isOfProfile(device: HidDevice, profile: HidProfile): boolean {
  return (
    device.vendorId === hex(profile.vendorId) &&
    device.productId === hex(profile.productId) &&
    device.usagePage !== desktopPage &&
    (profile.usagePage === undefined || device.usagePage === hex(profile.usagePage)) &&
    (profile.usage === undefined || device.usage === hex(profile.usage)) &&
    (profile.product === undefined || device.product === profile.product)
  )
}

export const isScanner = ({ usagePage, usage }: HidDevice): boolean =>
  usagePage === scannerPage && usage === scannerUsage

/** Names path and interface without showing them. */
function keyOf(device: HidDevice): string {
  const name = `${device.path ?? ''}\n${device.interface}`
  return `hid:${createHash('sha256').update(name).digest('hex').slice(0, 16)}`
}

/** A device's own words, without what cannot be shown. */
function shown(text: string | undefined): string {
  return (text ?? '').replace(/\p{C}/gu, '').trim().slice(0, 100)
}

/** Several usages of one interface are listed one by one under the same path. */
function onePerPath(devices: readonly HidDevice[]): HidDevice[] {
  return [...new Map(devices.map((device) => [device.path, device])).values()]
}

export interface HidSource {
  readers: ReaderSource
  scanners: ScannerSource
}

/** The HID devices of this computer: the readers that a profile describes, and HID POS scanners. */
export function createHidSource(options: {
  profiles: readonly HidProfile[]
  log: Log
  /** The system's list; node-hid's own but in tests. */
  list?: () => Promise<HidDevice[]>
}): HidSource {
  const { profiles, log, list = () => devicesAsync() } = options
  let unavailable = false

  /** Without the system's HID library nothing is listed: said once, and the rest of the process goes on. */
  async function devices(): Promise<HidDevice[]> {
    try {
      const listed = await list()
      unavailable = false
      return listed
    } catch {
      if (!unavailable) log('error', 'devices.hid-unavailable')
      unavailable = true
      return []
    }
  }

  function readerOf(device: HidDevice): FoundReader | undefined {
    const { path } = device
    const profile = profiles.find((one) => isOfProfile(device, one))
    if (profile === undefined || path === undefined) return undefined
    const serial = shown(device.serialNumber)
    return {
      key: keyOf(device),
      model: profile.name,
      ...(serial === '' ? {} : { serial }),
      simulated: false,
      carrier: profile.carrier,
      rereadWithoutLift: profile.rereadWithoutLift,
      createEndpoint: () => createHidEndpoint(path),
    }
  }

  function scannerOf(device: HidDevice): FoundScanner[] {
    const { path } = device
    if (path === undefined) return []
    const model = shown(device.product) || 'HID POS'
    return [{ key: keyOf(device), model, simulated: false, createEndpoint: () => createHidEndpoint(path) }]
  }

  return {
    readers: {
      async list() {
        const found = (await devices()).filter((device) => !isScanner(device))
        const readers = found.filter((device) => profiles.some((profile) => isOfProfile(device, profile)))
        return onePerPath(readers).flatMap((device) => readerOf(device) ?? [])
      },
    },
    scanners: {
      list: async () => onePerPath((await devices()).filter(isScanner)).flatMap(scannerOf),
    },
  }
}
