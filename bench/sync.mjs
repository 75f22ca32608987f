// S1–S3: what a counter took without a line is drained over one of 300 ms, 5 % loss each way and 64 kbit/s: the counter's own
// core, outbox and HTTP/2 line in one network namespace, the centre over TLS on PostgreSQL in the other. The transfers are
// made by the counter's own services for people of the seeded town. Bytes are counted at IP level by the devices.
import path from 'node:path'
import { report } from './lib/figures.mjs'
import { startEnd } from './lib/line-end.mjs'
import { buildEmulator, openLine, townshipLine, whyNot } from './net/link.mjs'

const root = path.resolve(import.meta.dirname, '..')
const quick = process.argv.includes('--quick')
const only = process.argv.slice(2).filter((one) => /^S\d$/.test(one))
const wanted = (goal) => only.length === 0 || only.includes(goal)
const operations = quick ? 200 : 1000
const alone = quick ? 20 : 60
const documents = quick ? 200 : 1000
const members = quick ? 5_000 : 20_000
const outage = { upS: 20, downS: 15 }
/** Wire time of so many bytes, seconds. */
const wire = (bytes) => (bytes * 8) / townshipLine.rateBps

const targets = { S1: 1.25, S2: 1.25, S3: 2 }
const reason = whyNot()
if (reason !== null) {
  for (const [goal, target] of Object.entries(targets)) report(goal, null, target, null, { why: reason })
  process.exit(0)
}

const program = buildEmulator(path.join(root, '.cache', 'bench'))
const far = path.join(root, 'bench', 'lib', 'line-centre.mjs')
const near = path.join(root, 'bench', 'lib', 'line-counter.mjs')
const firstId = Number(process.env.BENCH_LINE ?? 20)

/** One line, a centre with a fresh town at one end, a counter with its transfers taken at the other. */
async function setting(id, options, number) {
  const line = await openLine(program, id, { ...townshipLine, ...options })
  const openedAt = performance.now()
  const [centre, counter] = [
    await startEnd(line.centre.namespace, far, [line.centre.address]),
    await startEnd(line.counter.namespace, near),
  ]
  note('ends are there')
  const place = await centre.ask('serve', { members })
  note('centre serves')
  const transfers = await centre.ask('transfers', { count: operations + alone })
  const taken = await counter.ask('take', { transfers: transfers.slice(0, operations), number })
  note(`taken: ${JSON.stringify({ ...taken, station: null })}`)
  await centre.ask('register', { station: taken.station })
  await counter.ask('open', place)
  return {
    line,
    centre,
    counter,
    place,
    taken,
    spare: transfers.slice(operations),
    /** Waits until this many seconds into the line's own period. */
    phase: async (second) => {
      const period = outage.upS + outage.downS
      const now = (performance.now() - openedAt) / 1000
      await pause(((second - (now % period) + period) % period) * 1000)
    },
    close: async () => {
      await counter.ask('shut')
      await Promise.all([counter.end(), centre.end()])
      return line.close()
    },
  }
}

const note = (text) => process.stderr.write(`${new Date().toISOString().slice(14, 19)} ${text}\n`)
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Time and IP bytes of the drain; what the answers still on their way weigh is waited for. */
async function drained({ counter, centre }) {
  const [upBefore, downBefore] = [await counter.ask('sent'), await centre.ask('sent')]
  const { seconds, up, lost } = await counter.ask('drain')
  const down = await centre.ask('sent')
  note(`drained: ${JSON.stringify({ seconds, up: up - upBefore, down: down - downBefore, lost })}`)
  return { seconds, up: up - upBefore, down: down - downBefore, lost }
}

function everythingDone(check) {
  if (!check.ok || check.operations !== check.ids || check.operations < operations)
    throw new Error(`the ledger is not right: ${JSON.stringify(check)}`)
  return check.done
}

async function withoutOutages() {
  const set = await setting(firstId, {}, 1)
  const own = await drained(set)
  const done = everythingDone(await set.centre.ask('verify'))
  let anchors = null
  if (wanted('S1') || wanted('S2')) {
    const lonely = await set.counter.ask('oneByOne', { ...set.place, transfers: set.spare, number: 2 })
    await set.centre.ask('register', { station: lonely })
    const single = await set.counter.ask('goOneByOne')
    const { url } = await set.centre.ask('couch')
    const before = await set.centre.ask('sent')
    const pouch = await set.counter.ask('replicate', { url, count: documents })
    const down = (await set.centre.ask('sent')) - before
    anchors = { single: single.seconds / alone, pouch: { ...pouch, down } }
  }
  const counted = await set.close()
  return { own, anchors, done, taken: set.taken, counted }
}

// in the middle of its time, and just when it has gone: neither is a lucky moment
const phases = [10, 20]

/** What a drain of so many seconds takes, begun at this second of the line's period, if an outage cost only its own time. */
function withGaps(seconds, second) {
  let left = seconds
  let at = second
  let took = 0
  while (left > 0) {
    const inPeriod = at % (outage.upS + outage.downS)
    const isUp = inPeriod < outage.upS
    const step = isUp ? Math.min(left, outage.upS - inPeriod) : outage.upS + outage.downS - inPeriod
    if (isUp) left -= step
    at += step
    took += step
  }
  return took
}

async function withOutages() {
  const runs = []
  for (const [index, second] of phases.entries()) {
    const set = await setting(firstId + 1 + index, outage, 3 + index)
    await set.phase(second)
    const own = await drained(set)
    everythingDone(await set.centre.ask('verify'))
    await set.close()
    runs.push(own)
  }
  return runs
}

const base = await withoutOutages()
const { own, anchors, taken } = base
const detail = {
  operations,
  bytesEach: taken.canonicalBytes / operations,
  done: base.done,
  lost: base.counted.up.lost,
}
if (anchors !== null) {
  const { single, pouch } = anchors
  const physical = wire(Math.max(own.up, own.down))
  const ratio = own.seconds / physical
  const perPouch = pouch.seconds / documents
  const timesPouch = perPouch / (own.seconds / operations)
  const timesSingle = single / (own.seconds / operations)
  report('S1', ratio, targets.S1, ratio <= targets.S1 && timesPouch >= 15 && timesSingle >= 50, {
    what: 'drain from a cold start against the wire time of its own bytes; times PouchDB replicate (15), times one by one (50)',
    seconds: own.seconds,
    physicalSeconds: physical,
    timesPouch,
    timesOneByOne: timesSingle,
    pouchDocuments: documents,
    pouchSeconds: pouch.seconds,
    oneByOneOperations: alone,
    oneByOneSecondsEach: single,
    ...detail,
    lostAnswers: own.lost.batches,
  })
  const bytes = own.up + own.down
  const share = bytes / taken.brotliBytes
  const pouchBytes = (pouch.up + pouch.down) / documents
  const ofPouch = bytes / operations / pouchBytes
  report('S2', share, targets.S2, share <= targets.S2 && ofPouch <= 1 / 8, {
    what: 'IP bytes both ways against brotli-11 of all canonical bytes in one stream',
    up: own.up,
    down: own.down,
    brotli: taken.brotliBytes,
    each: bytes / operations,
    pouchEach: pouchBytes,
    ofPouch,
    ...detail,
  })
}
if (wanted('S3')) {
  const runs = await withOutages()
  const ratios = runs.map(({ seconds }) => seconds / own.seconds)
  const worst = Math.max(...ratios)
  report('S3', worst, targets.S3, worst <= targets.S3, {
    what: 'the worse of two runs with 20 s up and 15 s down, begun in the middle of the one and with the other, against none',
    seconds: runs.map(({ seconds }) => seconds),
    ratios,
    without: own.seconds,
    bounds: phases.map((second) => withGaps(own.seconds, second) / own.seconds),
    lostAnswers: runs.map(({ lost }) => lost.batches),
  })
}
process.exit(0)
