import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/contract/canonical'
import { morningAt } from '../../../central/testing/harness'
import { filesOn } from '../../files/files'
import type { Core } from '../counter-core'
import { seededRandom } from '../journal/testing/seeded'
import { simulatedDisk } from '../journal/testing/simulated-disk'
import type { Central, CentralAnswer, CentralFailure } from '../ports'
import { makeStation } from '../testing/practice-counter'
import { startLine } from './line'
import { ScriptedCentre } from './testing/scripted-centre'
import { openVisit, sendingCounter, takeOperations } from './testing/sending-counter'
import { VirtualTime } from './testing/virtual-time'

/*
 * S4, and `npm run soak partitions` for a thousand of them: the product's own loop, its pauses and the outbox behind it, on a clock that the test moves. The line is the
 * township's; while it is cut, nothing arrives and nobody is told: TCP sends again, the deadline gives up.
 */

const seed = Number(process.env['SOAK_SEED'] ?? 1)
const schedules = Number(process.env['SOAK_COUNT'] ?? 100)
/** One journal for so many schedules. */
const perCounter = 50
const roundTripMs = 300
const bitsPerSecond = 64_000
/** What TLS, HTTP/2 and IP add to a request and its answer. */
const overheadBytes = 400
/** As the composition root gives it (electron/core/main.ts). */
const deadlineMs = 8_000
const bound = (wireMs: number): number => Math.max(10_000, 1.5 * wireMs)
const slow: CentralFailure = { kind: 'unanswered', code: 'central.slow' }

/** TCP's first timeout on such a line is a second at most, every next one is twice as long (RFC 6298). */
const sentAgainAfterMs = [0, 1_000, 3_000, 7_000] as const

interface Cuts {
  /** How often it was cut so far. */
  cuts: number
  /** Since when, or null while the line is there. */
  cutSince: number | null
}

/** The line: what is on its way when it is cut, is sent again as TCP does, and is given up at its deadline. */
function thinLine(
  central: Central,
  time: VirtualTime,
  cuts: Cuts,
): { central: Central; sentMs: () => number } {
  const wire = { freeAtMs: 0, sentMs: 0 }
  const over = async <T>(body: unknown, work: () => Promise<CentralAnswer<T>>): Promise<CentralAnswer<T>> => {
    const deadline = time.nowMs + deadlineMs
    const onWireMs = ((overheadBytes + packedBytes(body)) * 8_000) / bitsPerSecond
    wire.freeAtMs = Math.max(wire.freeAtMs, time.nowMs) + onWireMs
    wire.sentMs += onWireMs
    const there = await arrives(wire.freeAtMs - time.nowMs + roundTripMs / 2, deadline)
    const answer = there ? await work() : null
    if (answer !== null && (await arrives(roundTripMs / 2, deadline))) return answer
    await time.wait(Math.max(0, deadline - time.nowMs))
    return { ok: false, failure: slow }
  }
  /** Sent again after every timeout of TCP until it comes through, the line not being cut all the way. */
  async function arrives(delayMs: number, deadline: number): Promise<boolean> {
    const startedAtMs = time.nowMs
    for (const againMs of sentAgainAfterMs) {
      if (startedAtMs + againMs > deadline) return false
      await time.wait(startedAtMs + againMs - time.nowMs)
      const { cuts: before } = cuts
      const there = cuts.cutSince === null
      await time.wait(Math.min(delayMs, Math.max(0, deadline - time.nowMs)))
      if (there && cuts.cuts === before && time.nowMs < deadline) return true
    }
    return false
  }
  return {
    sentMs: () => wire.sentMs,
    central: {
      ...central,
      batch: (batch) => over(batch, () => central.batch(batch)),
      operations: (station, ids) => over(ids, () => central.operations(station, ids)),
      changes: (station, after) => over(after, () => central.changes(station, after)),
      status: (station) => over(null, () => central.status(station)),
    },
  }
}

function packedBytes(body: unknown): number {
  const text = Buffer.from(canonicalJson(body as never))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 }
  return text.length < overheadBytes ? text.length : brotliCompressSync(text, { params }).length
}

interface Ended {
  readonly emptyAfterMs: number
  readonly boundMs: number
}

/** One morning of cuts: work comes before, in and after them; then the line stays, and the outbox must run empty. */
async function schedule(core: Core, random: () => number, centre: ScriptedCentre): Promise<Ended> {
  const time = new VirtualTime()
  const cuts: Cuts = { cuts: 0, cutSince: null }
  const thin = thinLine(centre.central, time, cuts)
  const signer = { ...core.signer, sign: (text: string) => Promise.resolve(unsigned(text)) }
  const living: Core = { ...core, signer, central: () => thin.central }
  const line = startLine(living, time.schedule, random, () => undefined)
  const visit = openVisit(living)
  const work = (): void => {
    takeOperations(living, visit, 1 + Math.floor(random() * (random() < 0.1 ? 120 : 6)))
    line.wake()
  }
  for (let cut = 0; cut < 1 + random() * 3; cut++) {
    if (random() < 0.8) work()
    await time.until(() => false, random() * 4_000)
    Object.assign(cuts, { cuts: cuts.cuts + 1, cutSince: time.nowMs })
    if (random() < 0.8) work()
    await time.until(() => false, random() * (random() < 0.3 ? 120_000 : 12_000))
    cuts.cutSince = null
  }
  const healedAtMs = time.nowMs
  const sentBefore = thin.sentMs()
  const isEmpty = (): boolean => living.projection.waiting().count === 0
  await time.until(isEmpty, 120_000)
  line.stop()
  const emptyAfterMs = isEmpty() ? time.nowMs - healedAtMs : Infinity
  return { emptyAfterMs, boundMs: bound(thin.sentMs() - sentBefore) }
}

/** The centre of this test reads the head and checks no signature. */
function unsigned(text: string): string {
  return `e30.${Buffer.from(text).toString('base64url')}.e30`
}

test(
  `after ${String(schedules)} schedules of cuts from seed ${String(seed)} the outbox is empty in time`,
  async () => {
    const late: string[] = []
    let worst = 0
    for (let first = 0; first < schedules; first += perCounter) {
      const random = seededRandom(seed * 1_000_003 + first)
      const station = makeStation(morningAt)
      mkdirSync(join(station.dataDir, 'journal'), { recursive: true })
      const centre = new ScriptedCentre(
        () => ({ type: 'none' }),
        () => 0,
        () => morningAt,
      )
      const { core, close } = await sendingCounter(station, centre.central, filesOn(simulatedDisk()))
      for (let n = first; n < Math.min(schedules, first + perCounter); n++) {
        const { emptyAfterMs, boundMs } = await schedule(core, random, centre)
        worst = Math.max(worst, emptyAfterMs / boundMs)
        if (emptyAfterMs > boundMs) late.push(`schedule ${String(n)}: ${String(Math.round(emptyAfterMs))} ms`)
      }
      expect(centre.complaints).toEqual([])
      close()
      station.remove()
    }
    process.stdout.write(
      `partitions seed ${String(seed)}: ${JSON.stringify({ schedules, late: late.length, worstOfBound: worst })}\n`,
    )
    expect(late).toEqual([])
  },
  60_000 + schedules * 2_000,
)
