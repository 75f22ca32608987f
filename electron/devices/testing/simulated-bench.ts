import { createSeededRandom } from '../simulated/seeded-random'
import { createUsbLine } from '../simulated/usb-line'
import type { UsbLine } from '../simulated/usb-line'
import type { CarrierDescriptor } from '../carriers/carriers'
import { practiceCards } from './bench'
import { farCarriers } from './far-carriers'
import type { DeviceBench, FarEnd } from './device-bench'
import { createVirtualClock } from './virtual-clock'

/** The device contract's bench over the simulated cable. `spoil` changes what a far end sends. */
export function createSimulatedBench(
  spoil: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): DeviceBench {
  const clock = createVirtualClock()
  const random = createSeededRandom(11)
  const lines: {
    line: UsbLine
    kind: 'reader' | 'scanner'
    key: string
    serial: string
    carrier: CarrierDescriptor
  }[] = []
  let paths = 0
  let allowed = true
  const listed = (kind: 'reader' | 'scanner') =>
    Promise.resolve(lines.filter((one) => one.kind === kind && one.line.isListed()))
  return {
    clock,
    pass: (ms) => clock.advance(ms),
    cards: practiceCards,
    async plug({ kind, serial, carrier, farEnd }) {
      const line: UsbLine = createUsbLine({ clock, random, toDevice: (report) => end.receive(report) })
      const send = (bytes: Uint8Array): void => line.deliver(spoil(bytes))
      const end: FarEnd = farEnd(send)
      end.powerOn()
      line.setRefusal(allowed ? undefined : 'no-permission')
      const { descriptor } = farCarriers[carrier ?? 'raw64']
      lines.push({ line, kind, serial, carrier: descriptor, key: `path ${(paths += 1)}` })
      return {
        send,
        async unplug() {
          line.setPlugged(false)
          end.powerOff()
        },
      }
    },
    readers: {
      list: async () =>
        (await listed('reader')).map(({ line, key, serial, carrier }) => ({
          ...{ key, serial, carrier, model: 'reader', simulated: true, rereadWithoutLift: false },
          createEndpoint: () => line.createEndpoint(),
        })),
    },
    scanners: {
      list: async () =>
        (await listed('scanner')).map(({ line, key }) => ({
          ...{ key, model: 'scanner', simulated: true },
          createEndpoint: () => line.createEndpoint(),
        })),
    },
    setPermission(next) {
      allowed = next
      for (const { line } of lines) line.setRefusal(allowed ? undefined : 'no-permission')
    },
    resources: () => ({ handles: 0, megabytes: process.memoryUsage().heapUsed / 1e6 }),
  }
}
