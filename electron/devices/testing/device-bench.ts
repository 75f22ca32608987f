import assert from 'node:assert/strict'
import type { CardRead, DevicesEvent, Reader, Scanner } from '../../../shared/contract/devices'
import type { Clock } from '../clock'
import type { Endpoint } from '../endpoint'
import { createReaders } from '../readers'
import type { Readers } from '../readers'
import type { FoundReader, ReaderSource } from '../reader-source'
import type { ScannerSource } from '../scanner/scanner-source'
import { createCardModule } from '../simulated/card-module'
import type { CardModule } from '../simulated/card-module'
import type { LabelledCard } from '../simulated/practice-cards'
import { createSeededRandom } from '../simulated/seeded-random'
import { chipTextOf } from '../simulated/text-record'
import { farCarriers } from './far-carriers'
import type { HidCarrierName } from './far-carriers'

/* The bench of the device contract: what a cable gives, and our own side of it. */

/** The electronics at the far end of a cable. */
export interface FarEnd {
  /** A report from the host, without its report id. */
  receive(report: Uint8Array): void
  powerOn(): void
  powerOff(): void
}

export interface Plugged {
  unplug(): Promise<void>
  /** Sends bytes to the host, cut into reports. */
  send(bytes: Uint8Array): void
}

export interface DeviceBench {
  clock: Clock
  /** Lets time go by. */
  pass(ms: number): Promise<void>
  /** Plugs a device in; each plug may be under another path. */
  plug(options: {
    kind: 'reader' | 'scanner'
    serial: string
    /** What the reader's reports look like; plain slices unless said. */
    carrier?: HidCarrierName | undefined
    farEnd: (send: (bytes: Uint8Array) => void) => FarEnd
  }): Promise<Plugged>
  readers: ReaderSource
  scanners: ScannerSource
  /** Whether this process may open devices. */
  setPermission(allowed: boolean): void
  /** Open handles and memory of this process. */
  resources(): { handles: number; megabytes: number }
  cards: readonly LabelledCard[]
}

export async function until(
  bench: DeviceBench,
  what: string,
  is: () => boolean,
  limitMs = 8_000,
): Promise<void> {
  const endMs = bench.clock.nowMs() + limitMs
  while (!is()) {
    assert.ok(bench.clock.nowMs() < endMs, `not within ${limitMs} ms: ${what}`)
    await bench.pass(5)
  }
}

let serials = 0
export const newSerial = (): string => `R${(serials += 1)}`

/** A reader on a cable and the module in it, with a card on it or without. */
export interface LiveReader extends Plugged {
  module: CardModule
}

export async function plugReader(
  bench: DeviceBench,
  options: {
    serial?: string
    card?: LabelledCard | undefined
    carrier?: HidCarrierName
    onReadBegun?: (plugged: Plugged) => void
  } = {},
): Promise<LiveReader> {
  let module: CardModule | undefined
  const far = farCarriers[options.carrier ?? 'raw64']
  const plugged = await bench.plug({
    kind: 'reader',
    serial: options.serial ?? newSerial(),
    carrier: options.carrier,
    farEnd(send) {
      const made = createCardModule({
        clock: bench.clock,
        random: createSeededRandom(7),
        liftProfile: 'sw-41',
        rereadWithoutLift: false,
        send: (bytes) => far.reportsOf(bytes).forEach(send),
        onReadBegun: () => options.onReadBegun?.(plugged),
      })
      if (options.card !== undefined) made.setCard(chipTextOf(options.card.card))
      module = made
      return {
        ...made,
        receive(report) {
          const command = far.commandIn(report)
          if (command.length > 0) made.receive(command)
        },
      }
    },
  })
  assert.ok(module)
  return { ...plugged, module }
}

/** Our own side: readers and scanners, and what core would see of them. */
export interface Watched {
  readers: Readers
  list: Reader[]
  scanners: Scanner[]
  reads: CardRead[]
  codes: string[]
  crashes: string[]
}

function watch(bench: DeviceBench): Watched {
  let ids = 0
  const watched: Omit<Watched, 'readers'> = { list: [], scanners: [], reads: [], codes: [], crashes: [] }
  const readers = createReaders({
    sources: [bench.readers],
    scannerSources: [bench.scanners],
    profileProblems: [],
    realReadersFindOnly: false,
    clock: bench.clock,
    newId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
    log: (level, code) => {
      if (level === 'error') watched.crashes.push(code)
    },
  })
  const all: Watched = Object.assign(watched, { readers })
  const take = (event: DevicesEvent): void => {
    if (event.type === 'readers') all.list = event.readers
    if (event.type === 'scanners') all.scanners = event.scanners
    if (event.type === 'card-read') all.reads.push(event.read)
    if (event.type === 'code-scanned') all.codes.push(event.text)
  }
  const follow = async (): Promise<void> => {
    for await (const event of readers.watch(new AbortController().signal)) take(event)
  }
  void follow()
  readers.start()
  return all
}

export const stateOf = ({ list }: Watched): string => list.map(({ state }) => state.name).join()

/** Runs with our own side up, and takes it down again. */
export async function watching(bench: DeviceBench, act: (watched: Watched) => Promise<void>): Promise<void> {
  const watched = watch(bench)
  try {
    await act(watched)
    assert.deepEqual(watched.crashes, [])
  } finally {
    watched.readers.stop()
    await bench.pass(150)
  }
}

/** Runs with one reader plugged in, and pulls it out again. */
export async function withReader<T>(
  reader: Promise<T & Plugged>,
  act: (reader: T & Plugged) => Promise<void>,
): Promise<void> {
  const plugged = await reader
  try {
    await act(plugged)
  } finally {
    await plugged.unplug()
  }
}

async function listed(bench: DeviceBench, wanted: string): Promise<FoundReader> {
  let found: FoundReader | undefined
  for (let times = 0; times < 400 && found === undefined; times += 1) {
    found = (await bench.readers.list()).find(({ serial }) => serial === wanted)
    await bench.pass(5)
  }
  assert.ok(found, 'the reader is listed')
  return found
}

/** Waits for a promise while time goes by. */
export async function during<T>(bench: DeviceBench, promise: Promise<T>): Promise<T> {
  let done = false
  const settle = (): void => {
    done = true
  }
  promise.then(settle, settle)
  await until(bench, 'an answer', () => done)
  return promise
}

export async function withOpened(
  bench: DeviceBench,
  serial: string,
  act: (endpoint: Endpoint, found: FoundReader) => Promise<void>,
) {
  const found = await listed(bench, serial)
  const endpoint = found.createEndpoint()
  await during(bench, endpoint.open())
  try {
    await act(endpoint, found)
  } finally {
    await during(bench, endpoint.close())
  }
}

export function frame(data: Uint8Array): Uint8Array {
  const counted = Buffer.concat([Buffer.from([0, 0, 0, 0, 0x90]), data])
  counted.writeUInt16BE(data.length + 4, 0)
  const check = counted.reduce((sum, byte) => sum ^ byte, 0)
  return Buffer.concat([Buffer.from('aaaaaa9669', 'hex'), counted, Buffer.from([check])])
}
