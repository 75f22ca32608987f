import type { Clock } from '../clock'
import type { ScannerSource } from '../scanner/scanner-source'
import type { SeededRandom } from './seeded-random'
import { createUsbLine } from './usb-line'

const dataBytes = 56
const reportBytes = 64

export interface SimulatedScanner extends ScannerSource {
  /** Reads a code off something that is held under it. */
  scan(text: string): void
}

/** A scanner on a cable of its own: HID POS reports, the AIM identifier in its place or a byte further back. */
export function createSimulatedScanner(options: {
  clock: Clock
  random: SeededRandom
  shiftedAim: boolean
}): SimulatedScanner {
  const line = createUsbLine({ ...options, toDevice: () => undefined })
  return {
    list: () =>
      Promise.resolve([
        {
          key: 'simulated:scanner',
          model: '模拟扫码枪',
          simulated: true,
          createEndpoint: () => line.createEndpoint(),
        },
      ]),
    scan(text) {
      const code = Buffer.from(`${text}\r`, 'latin1')
      const room = options.shiftedAim ? dataBytes - 1 : dataBytes
      for (let at = 0; at < code.length; at += room) {
        const piece = code.subarray(at, at + room)
        const report = Buffer.alloc(reportBytes)
        report.writeUInt8(2, 0)
        report.writeUInt8(piece.length, 1)
        const aimAt = options.shiftedAim ? 3 : 2
        report.write(']Q1', aimAt, 'latin1')
        piece.copy(report, aimAt + 3)
        report.writeUInt8(at + room < code.length ? 1 : 0, reportBytes - 1)
        line.deliver(report)
      }
    },
  }
}
