import * as fs from 'node:fs'
import process from 'node:process'
import { monotonicClock, sleep } from '../../electron/devices/clock'
import { createHidSource } from '../../electron/devices/hid/hid-source'
import { parsePracticePeople } from '../../electron/devices/simulated/practice-cards'
import { deviceContract, readsACard } from '../../electron/devices/testing/device-contract'
import { plugReader } from '../../electron/devices/testing/device-bench'
import type { DeviceBench } from '../../electron/devices/testing/device-bench'
import type { Step } from '../../electron/devices/testing/device-contract'
import { farCarriers } from '../../electron/devices/testing/far-carriers'
import { typingScanner } from './typing-scanner'
import { plugUhid, readerModels } from './uhid'

/*
 * Runs inside the test machine as its only program: our own devices code over node-hid on this kernel's HID stack,
 * against devices made through /dev/uhid. One JSON line a step goes to the file that is the first argument.
 */
const stepLimitMs = 10_000
const nobody = 65_534

/** One line of the results' file. */
const say = (line: object): void =>
  fs.appendFileSync(process.argv[2] ?? '/dev/null', `${JSON.stringify(line)}\n`)
/** A figure that was measured, for whoever reads the results. */
const note = (text: string): void => say({ note: text })

const hex4 = (value: number): string => value.toString(16).padStart(4, '0')
const source = createHidSource({
  profiles: Object.values(farCarriers).map(({ descriptor }) => {
    const { vendorId, productId } = readerModels[descriptor.kind]
    return {
      ...{ id: `test-${descriptor.kind}`, name: 'Test reader', by: 'hid', rereadWithoutLift: false },
      ...{ vendorId: hex4(vendorId), productId: hex4(productId) },
      ...{ usagePage: 'ff00', usage: '0001', product: 'Test reader' },
      carrier: descriptor,
    }
  }),
  log: (level, code) => {
    process.stdout.write(`${level} ${code}\n`)
  },
})

const bench: DeviceBench = {
  clock: monotonicClock,
  pass: (ms) => sleep(monotonicClock, ms),
  cards: parsePracticePeople(fs.readFileSync('/practice-people.json', 'utf8')),
  plug: plugUhid,
  readers: source.readers,
  scanners: source.scanners,
  // No udev here: the nodes are root's, so somebody else may not open them.
  setPermission: (allowed) => process.seteuid?.(allowed ? 0 : nobody),
  resources: () => {
    globalThis.gc?.()
    return { handles: fs.readdirSync('/proc/self/fd').length, megabytes: process.memoryUsage().rss / 1e6 }
  },
}

/** The same bench whose devices send every answer with a wrong checksum: the contract must turn red on it. */
const spoiled: DeviceBench = {
  ...bench,
  plug: (options) =>
    plugUhid({
      ...options,
      farEnd: (send) =>
        options.farEnd((bytes) => send(bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1))),
    }),
}

const redOnWrongChecksum: Step = {
  name: 'a device that sends wrong checksums turns the contract red',
  async run() {
    const failure = await readsACard.run(spoiled).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure === undefined) throw new Error('the contract stayed green')
  },
}

/** Every four seconds the devices process lists what is there, for what was plugged in meanwhile. */
const listingEveryMs = 4_000
const listingIsCheap: Step = {
  name: 'listing what is plugged in takes less than a tenth of the time between two listings',
  async run(on) {
    const plugged = [await plugReader(on), await plugReader(on)]
    try {
      await sleep(monotonicClock, 300)
      const tookMs: number[] = []
      for (let times = 0; times < 50; times += 1) {
        const startedAtMs = monotonicClock.nowMs()
        const found = await source.readers.list()
        if (found.length !== 2) throw new Error(`${found.length} readers are listed`)
        tookMs.push(monotonicClock.nowMs() - startedAtMs)
      }
      const [median = Infinity] = tookMs.sort((a, b) => a - b).slice(25)
      note(
        `listing two readers, 50 times: median ${median.toFixed(1)} ms, longest ${tookMs.at(-1)?.toFixed(1)} ms`,
      )
      if (median > listingEveryMs / 10) throw new Error(`listing takes ${median} ms`)
    } finally {
      for (const one of plugged) await one.unplug()
    }
  },
}

interface Result {
  step: string
  ok: boolean
  ms: number
  why?: string
}

async function tried(step: Step, on: DeviceBench): Promise<Result> {
  const startedAtMs = monotonicClock.nowMs()
  const limitMs = step.limitMs ?? stepLimitMs
  const late = sleep(monotonicClock, limitMs).then(() =>
    Promise.reject(new Error(`not done within ${limitMs} ms`)),
  )
  const took = (): number => Math.round(monotonicClock.nowMs() - startedAtMs)
  try {
    await Promise.race([step.run(on), late])
    return { step: step.name, ok: true, ms: took() }
  } catch (error) {
    return {
      step: step.name,
      ok: false,
      ms: took(),
      why: error instanceof Error ? error.message : String(error),
    }
  }
}

async function main(): Promise<void> {
  const broken: string[] = []
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => broken.push(error instanceof Error ? error.message : String(error)))
  for (const step of [...deviceContract, ...typingScanner(note), listingIsCheap, redOnWrongChecksum]) {
    const result = await tried(step, bench)
    const why = broken.splice(0)[0]
    say(why === undefined ? result : { ...result, ok: false, why: `nobody caught: ${why}` })
  }
  say({ done: true, kernel: fs.readFileSync('/proc/version', 'utf8').trim(), node: process.version })
}

void main().then(() => process.exit(0))
