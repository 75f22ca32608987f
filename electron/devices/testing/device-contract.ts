import assert from 'node:assert/strict'
import type { CardRead, DevicesEvent, Reader, Scanner } from '../../../shared/contract/devices'
import { carrierOf } from '../carriers/carriers'
import type { Clock } from '../clock'
import type { Endpoint } from '../endpoint'
import { createReaders } from '../readers'
import type { Readers } from '../readers'
import type { FoundReader, ReaderSource } from '../reader-source'
import { readTextAndPhoto, samStatus } from '../sam/commands'
import type { SamCommand } from '../sam/commands'
import { createExchange } from '../sam/exchange'
import type { ScannerSource } from '../scanner/scanner-source'
import { createCardModule } from '../simulated/card-module'
import type { CardModule } from '../simulated/card-module'
import type { LabelledCard } from '../simulated/practice-cards'
import { createSeededRandom } from '../simulated/seeded-random'
import { chipTextOf } from '../simulated/text-record'

/*
 * What readers and scanners must do over any endpoint: the same steps run over the simulated cable on a virtual clock
 * (device-contract.test.ts) and over node-hid on a real Linux kernel (scripts/hid-kernel.mjs). A bench gives the cable;
 * what answers at its far end is the same on both.
 */

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

export interface Step {
  name: string
  run(bench: DeviceBench): Promise<void>
}

async function until(bench: DeviceBench, what: string, is: () => boolean, limitMs = 8_000): Promise<void> {
  const endMs = bench.clock.nowMs() + limitMs
  while (!is()) {
    assert.ok(bench.clock.nowMs() < endMs, `not within ${limitMs} ms: ${what}`)
    await bench.pass(5)
  }
}

let serials = 0
const newSerial = (): string => `R${(serials += 1)}`

/** A reader on a cable and the module in it, with a card on it or without. */
interface LiveReader extends Plugged {
  module: CardModule
}

async function plugReader(
  bench: DeviceBench,
  options: {
    serial?: string
    card?: LabelledCard | undefined
    onReadBegun?: (plugged: Plugged) => void
  } = {},
): Promise<LiveReader> {
  let module: CardModule | undefined
  const plugged = await bench.plug({
    kind: 'reader',
    serial: options.serial ?? newSerial(),
    farEnd(send) {
      module = createCardModule({
        clock: bench.clock,
        random: createSeededRandom(7),
        liftProfile: 'sw-41',
        rereadWithoutLift: false,
        send,
        onReadBegun: () => options.onReadBegun?.(plugged),
      })
      if (options.card !== undefined) module.setCard(chipTextOf(options.card.card))
      return module
    },
  })
  assert.ok(module)
  return { ...plugged, module }
}

/** Our own side: readers and scanners, and what core would see of them. */
interface Watched {
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

const stateOf = ({ list }: Watched): string => list.map(({ state }) => state.name).join()

/** Runs with our own side up, and takes it down again. */
async function watching(bench: DeviceBench, act: (watched: Watched) => Promise<void>): Promise<void> {
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
async function withReader<T>(
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
async function during<T>(bench: DeviceBench, promise: Promise<T>): Promise<T> {
  let done = false
  const settle = (): void => {
    done = true
  }
  promise.then(settle, settle)
  await until(bench, 'an answer', () => done)
  return promise
}

async function withOpened(
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

function frame(data: Uint8Array): Uint8Array {
  const counted = Buffer.concat([Buffer.from([0, 0, 0, 0, 0x90]), data])
  counted.writeUInt16BE(data.length + 4, 0)
  const check = counted.reduce((sum, byte) => sum ^ byte, 0)
  return Buffer.concat([Buffer.from('aaaaaa9669', 'hex'), counted, Buffer.from([check])])
}

const answers: [reports: number, command: SamCommand][] = [
  [1, samStatus],
  [3, { ...samStatus, good: [{ sw3: 0x90, dataBytes: [150] }] }],
  [21, readTextAndPhoto],
]

const cardOf = (bench: DeviceBench, id: string): LabelledCard => {
  const card = bench.cards.find((one) => one.id === id)
  assert.ok(card)
  return card
}

/** One card, from the cable to the read. */
export const readsACard: Step = {
  name: 'a card is read, whole and once',
  async run(bench) {
    const card = cardOf(bench, 'wang-xiuying')
    await withReader(plugReader(bench, { card }), () =>
      watching(bench, async (watched) => {
        await until(bench, 'a read', () => watched.reads.length > 0)
        await bench.pass(600)
        assert.equal(watched.reads.length, 1)
        const [read] = watched.reads
        assert.equal(read?.record.name, card.card.name)
        assert.equal(read.textRecord, Buffer.from(chipTextOf(card.card)).toString('base64'))
        assert.equal(read.hasPhoto, true)
        assert.deepEqual(watched.list[0]?.counters, { reads: 1, cardErrors: 0, faults: 0, plugs: 1 })
      }),
    )
  },
}

/** Every step makes and removes its own devices. */
export const deviceContract: readonly Step[] = [
  ...answers.map(([reports, command]): Step => ({
    name: `an answer in ${reports} ${reports === 1 ? 'report' : 'reports'} comes whole, ten times`,
    async run(bench) {
      const bytes = command.good[0]?.dataBytes[0] ?? 0
      const data = createSeededRandom(reports).bytes(bytes)
      const farEnd = (send: (bytes: Uint8Array) => void): FarEnd => ({
        receive: () => send(frame(data)),
        powerOn: () => undefined,
        powerOff: () => undefined,
      })
      const serial = newSerial()
      const plugging = bench.plug({ kind: 'reader', serial, farEnd })
      await withReader(plugging, () =>
        withOpened(bench, serial, async (endpoint, { carrier }) => {
          const exchange = createExchange({ endpoint, carrier: carrierOf(carrier), clock: bench.clock })
          for (let times = 0; times < 10; times += 1) {
            const outcome = await during(bench, exchange.ask(command))
            assert.ok(outcome.kind === 'reply', outcome.kind)
            assert.deepEqual(Buffer.from(outcome.reply.data), Buffer.from(data))
          }
        }),
      )
    },
  })),
  readsACard,
  {
    name: 'two readers each read their own card',
    async run(bench) {
      const [one, two] = [cardOf(bench, 'wang-xiuying'), cardOf(bench, 'zhang-jun')]
      await withReader(plugReader(bench, { card: one }), () =>
        withReader(plugReader(bench, { card: two }), () =>
          watching(bench, async (watched) => {
            await until(bench, 'two reads', () => watched.reads.length === 2)
            assert.equal(new Set(watched.reads.map(({ readerKey }) => readerKey)).size, 2)
            assert.deepEqual(
              watched.reads.map(({ record }) => record.name).sort(),
              [one.card.name, two.card.name].sort(),
            )
          }),
        ),
      )
    },
  },
  {
    name: 'unplugged while idle and plugged in again under another path: absent, then ready within five seconds',
    async run(bench) {
      const serial = newSerial()
      await watching(bench, async (watched) => {
        await withReader(plugReader(bench, { serial }), async () => {
          await until(bench, 'ready', () => stateOf(watched) === 'ready')
        })
        await until(bench, 'absent', () => stateOf(watched) === 'absent', 1_000)
        await withReader(plugReader(bench, { serial }), async () => {
          await until(bench, 'ready again', () => stateOf(watched) === 'ready', 5_000)
          assert.equal(watched.list[0]?.counters.plugs, 2)
        })
      })
    },
  },
  {
    name: 'unplugged in the middle of an answer: nothing is read, the reader is absent',
    async run(bench) {
      const card = cardOf(bench, 'wang-xiuying')
      let pulling: Promise<void> | undefined
      const onReadBegun = (plugged: Plugged): void => {
        plugged.send(frame(createSeededRandom(3).bytes(1284)).subarray(0, 640))
        bench.clock.setTimer(60, () => {
          pulling = plugged.unplug()
        })
      }
      await watching(bench, async (watched) => {
        await withReader(plugReader(bench, { card, onReadBegun }), async () => {
          await until(bench, 'pulled out', () => pulling !== undefined && stateOf(watched) === 'absent')
          await pulling
        })
        assert.equal(watched.reads.length, 0)
      })
    },
  },
  {
    name: 'unplugged while a card is being read: nothing is read, and it reads after it is back',
    async run(bench) {
      const card = cardOf(bench, 'wang-xiuying')
      const serial = newSerial()
      let pulling: Promise<void> | undefined
      const onReadBegun = (plugged: Plugged): void => {
        pulling = plugged.unplug()
      }
      await watching(bench, async (watched) => {
        await withReader(plugReader(bench, { serial, card, onReadBegun }), async () => {
          await until(bench, 'absent', () => pulling !== undefined && stateOf(watched) === 'absent')
          await pulling
        })
        assert.equal(watched.reads.length, 0)
        await withReader(plugReader(bench, { serial, card }), async () => {
          await until(bench, 'a read', () => watched.reads.length === 1)
        })
      })
    },
  },
  {
    name: 'without permission it is named, and it works as soon as permission is given',
    async run(bench) {
      await withReader(plugReader(bench), () =>
        watching(bench, async (watched) => {
          bench.setPermission(false)
          try {
            await until(bench, 'no permission', () => stateOf(watched) === 'no-permission')
            assert.equal(watched.list[0]?.lastFault?.cause, 'no-permission')
          } finally {
            bench.setPermission(true)
          }
          await until(bench, 'ready', () => stateOf(watched) === 'ready')
        }),
      )
    },
  },
  {
    name: 'a HID POS scanner gives its code whole, in one report and in three',
    async run(bench) {
      const silent = { receive: () => undefined, powerOn: () => undefined, powerOff: () => undefined }
      const plugging = bench.plug({ kind: 'scanner', serial: newSerial(), farEnd: () => silent })
      await withReader(plugging, (scanner) =>
        watching(bench, async (watched) => {
          await until(bench, 'ready', () => watched.scanners[0]?.state === 'ready')
          const codes = ['123456', 'A'.repeat(60) + 'B'.repeat(60)]
          for (const code of codes) {
            for (let at = 0; at < code.length; at += 56) {
              const piece = code.slice(at, at + 56)
              const report = Buffer.alloc(64)
              report.set([2, piece.length])
              report.write(`]Q1${piece}`, 2, 'latin1')
              report[63] = at + 56 < code.length ? 1 : 0
              scanner.send(report)
            }
            await until(bench, 'the code', () => watched.codes.at(-1) === code)
          }
          assert.equal(watched.codes.length, 2)
        }),
      )
    },
  },
  {
    name: 'a hundred times plugged in, opened, asked and pulled out: handles and memory stay flat',
    async run(bench) {
      const cycle = async (): Promise<void> => {
        const errors: string[] = []
        const farEnd = (send: (bytes: Uint8Array) => void): FarEnd => ({
          receive: () => send(frame(new Uint8Array(0))),
          powerOn: () => undefined,
          powerOff: () => undefined,
        })
        const serial = newSerial()
        const reader = await bench.plug({ kind: 'reader', serial, farEnd })
        try {
          await withOpened(bench, serial, async (endpoint, { carrier }) => {
            const exchange = createExchange({ endpoint, carrier: carrierOf(carrier), clock: bench.clock })
            endpoint.onError((text) => errors.push(text))
            assert.equal((await during(bench, exchange.ask(samStatus))).kind, 'reply')
            await reader.unplug()
            await until(bench, 'the error of the unplug', () => errors.length > 0)
          })
        } finally {
          await reader.unplug()
        }
        assert.equal(typeof errors[0], 'string')
        assert.equal(errors.length, 1)
      }
      for (let times = 0; times < 20; times += 1) await cycle()
      const before = bench.resources()
      for (let times = 0; times < 80; times += 1) await cycle()
      const after = bench.resources()
      assert.ok(after.handles <= before.handles + 1, `${before.handles} handles became ${after.handles}`)
      const grown = after.megabytes - before.megabytes
      assert.ok(grown < 24, `memory grew by ${grown.toFixed(1)} MB`)
    },
  },
]
