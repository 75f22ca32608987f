import * as fs from 'node:fs'
import type { DeviceBench, FarEnd, Plugged } from '../../electron/devices/testing/device-bench'
import type { HidCarrierName } from '../../electron/devices/testing/far-carriers'

/*
 * Devices made through /dev/uhid: the kernel's HID stack sees them as it sees a device on a cable. An event is little
 * endian and packed: u32 type, then its body (linux/uhid.h).
 */
const eventBytes = 4380
const create2 = 11
const destroy = 1
const output = 6
const input2 = 12
const reportBytes = 64
const usb = 3

const descriptorOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

/** What the kernel is told of a device. */
export interface UhidDevice {
  name: string
  vendorId: number
  productId: number
  descriptor: Buffer
}

/** One usage of a vendor's page with an input and an output report of 64 bytes, not numbered. */
const plainReports = descriptorOf(
  '0600ff 0901 a101 0901 1500 26ff00 7508 9540 8102 0901 1500 26ff00 7508 9540 9102 c0',
)
/** The same with number 5 in front of 63 bytes. */
const numberedReports = descriptorOf(
  '0600ff 0901 a101 8505 0901 1500 26ff00 7508 953f 8102 0901 1500 26ff00 7508 953f 9102 c0',
)
const reader = { name: 'Test reader', vendorId: 0x0483 }
/** One model for each carrier. */
export const readerModels: Readonly<Record<HidCarrierName, UhidDevice>> = {
  raw64: { ...reader, productId: 0x57ff, descriptor: plainReports },
  length64: { ...reader, productId: 0x57fd, descriptor: numberedReports },
  derk: { ...reader, productId: 0x57fc, descriptor: plainReports },
}
/** Bar-code scanner page 8C, usage 02; input report 2 of 63 bytes. */
const scanner: UhidDevice = {
  ...{ name: 'Test scanner', vendorId: 0x0c2e, productId: 0x57fe },
  descriptor: descriptorOf('058c 0902 a101 8502 0901 1500 26ff00 7508 953f 8102 c0'),
}

/** The event that plugs a device in. */
export function createEvent({ name, vendorId, productId, descriptor }: UhidDevice, serial: string): Buffer {
  const event = Buffer.alloc(280 + descriptor.length)
  event.writeUInt32LE(create2, 0)
  event.write(name, 4)
  event.write(serial, 196)
  event.writeUInt16LE(descriptor.length, 260)
  event.writeUInt16LE(usb, 262)
  event.writeUInt32LE(vendorId, 264)
  event.writeUInt32LE(productId, 268)
  descriptor.copy(event, 280)
  return event
}

/** The event that pulls a device out. */
export function destroyEvent(): Buffer {
  const event = Buffer.alloc(4)
  event.writeUInt32LE(destroy, 0)
  return event
}

/** The event that brings a report of the device. */
export function inputEvent(report: Uint8Array): Buffer {
  const event = Buffer.alloc(6 + report.length)
  event.writeUInt32LE(input2, 0)
  event.writeUInt16LE(report.length, 4)
  event.set(report, 6)
  return event
}

/** Reads what the kernel has for a device, if anything. */
function nextEvent(file: number, into: Buffer): boolean {
  try {
    return fs.readSync(file, into, 0, eventBytes, null) > 0
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'EAGAIN') return false
    throw error
  }
}

const pollMs = 2
const gapsMs = [1, 3, 2, 5, 1]

/** Plugs a device into this kernel. Output reports come without their number, as the far end wants them. */
export const plugUhid: DeviceBench['plug'] = async ({ kind, serial, carrier, farEnd }): Promise<Plugged> => {
  const file = fs.openSync('/dev/uhid', fs.constants.O_RDWR | fs.constants.O_NONBLOCK)
  const into = Buffer.alloc(eventBytes)
  const queue: Uint8Array[] = []
  let stale: Uint8Array = new Uint8Array(reportBytes)
  let here = true
  let sending = false

  function sendOn(): void {
    const report = queue.shift()
    sending = report !== undefined && here
    if (report === undefined || !here) return
    fs.writeSync(file, inputEvent(report))
    setTimeout(sendOn, gapsMs[queue.length % gapsMs.length])
  }

  function send(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += reportBytes) {
      const report = Uint8Array.from(stale)
      report.set(bytes.subarray(at, at + reportBytes))
      stale = report
      queue.push(report)
    }
    if (!sending) sendOn()
  }

  const end: FarEnd = farEnd(send)
  fs.writeSync(file, createEvent(kind === 'scanner' ? scanner : readerModels[carrier ?? 'raw64'], serial))
  end.powerOn()
  const polling = setInterval(() => {
    while (here && nextEvent(file, into)) {
      if (into.readUInt32LE(0) !== output) continue
      end.receive(Uint8Array.from(into.subarray(5, 4 + into.readUInt16LE(4100))))
    }
  }, pollMs)
  return {
    send,
    async unplug() {
      if (!here) return
      here = false
      clearInterval(polling)
      end.powerOff()
      fs.writeSync(file, destroyEvent())
      fs.closeSync(file)
    },
  }
}
