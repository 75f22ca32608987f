import assert from 'node:assert/strict'
import { carrierOf } from '../carriers/carriers'
import { readTextAndPhoto, samStatus } from '../sam/commands'
import type { SamCommand } from '../sam/commands'
import { createExchange } from '../sam/exchange'
import type { LabelledCard } from '../simulated/practice-cards'
import { createSeededRandom } from '../simulated/seeded-random'
import { chipTextOf } from '../simulated/text-record'
import {
  during,
  frame,
  newSerial,
  plugReader,
  stateOf,
  until,
  watching,
  withOpened,
  withReader,
} from './device-bench'
import type { DeviceBench, FarEnd, Plugged } from './device-bench'

/*
 * What readers and scanners must do over any endpoint: the same steps run over the simulated cable on a virtual clock
 * (device-contract.test.ts) and over node-hid on a real Linux kernel (scripts/hid-kernel.mjs). A bench gives the cable;
 * what answers at its far end is the same on both.
 */

export interface Step {
  name: string
  /** How long it may take on a real kernel where ten seconds are not enough. */
  limitMs?: number
  run(bench: DeviceBench): Promise<void>
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
  ...(['length64', 'derk'] as const).map((carrier): Step => ({
    name: `a card is read through ${carrier}, whole and once`,
    async run(bench) {
      const card = cardOf(bench, 'zhang-jun')
      await withReader(plugReader(bench, { card, carrier }), () =>
        watching(bench, async (watched) => {
          await until(bench, 'a read', () => watched.reads.length > 0)
          await bench.pass(600)
          assert.deepEqual(
            watched.reads.map(({ record, textRecord }) => [record.name, textRecord]),
            [[card.card.name, Buffer.from(chipTextOf(card.card)).toString('base64')]],
          )
          assert.equal(watched.list[0]?.carrier, carrier)
        }),
      )
    },
  })),
  {
    name: 'a second reader that is plugged in long after the start is seen by itself, ready within five seconds',
    limitMs: 30_000,
    async run(bench) {
      await withReader(plugReader(bench), () =>
        watching(bench, async (watched) => {
          await until(bench, 'ready', () => stateOf(watched) === 'ready')
          await bench.pass(13_000)
          await withReader(plugReader(bench), () =>
            until(bench, 'both ready', () => stateOf(watched) === 'ready,ready', 5_000),
          )
        }),
      )
    },
  },
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
    limitMs: 180_000,
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
