// D1 to D5: what one commit costs, against SQLite on the disk and against a sql.js image written per commit.
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import path from 'node:path'
import {
  anchor,
  asFrames,
  exportingStore,
  folderOf,
  freshFolder,
  lives,
  machine,
  median,
  openAt,
  percentile,
  product,
  report,
  slowSyncLibrary,
  snapshotRequest,
  syncMs,
  take,
  timed,
  wasmPath,
  workerFile,
} from './lib/setting.mjs'

const options = process.argv.slice(2)
const only = options.includes('--sync-ms') ? [Number(options[options.indexOf('--sync-ms') + 1])] : [5, 1, 0]
const commits = path.join(import.meta.dirname, 'lib', 'commits.mjs')
const { Database, why } = await anchor()

function child(args, env = {}) {
  return JSON.parse(
    execFileSync(process.execPath, [commits, ...args], { encoding: 'utf8', env: { ...process.env, ...env } }),
  )
}

/** Writes and syncs below the bench's own folders, counted by strace. */
function counted(side, count) {
  const log = path.join(freshFolder('strace'), 'calls')
  const run = spawnSync(
    'strace',
    [
      '-f',
      '-y',
      '-qq',
      '-e',
      'trace=write,pwrite64,writev,pwritev,fsync,fdatasync',
      '-o',
      log,
      process.execPath,
      commits,
      'count',
      side,
      String(count),
    ],
    { encoding: 'utf8' },
  )
  if (run.error !== undefined || run.status !== 0)
    throw new Error(run.error?.message ?? run.stderr.slice(0, 200))
  const sums = { bytes: 0, zeros: 0, syncs: 0, json: JSON.parse(run.stdout).json }
  for (const line of fs.readFileSync(log, 'utf8').split('\n')) {
    const call = /(pwrite64|write|writev|pwritev|fsync|fdatasync)\(\d+<([^>]*)>.*= (\d+)/.exec(line)
    if (call === null || !call[2].includes('/.cache/bench/data/')) continue
    if (call[1].endsWith('sync')) sums.syncs += 1
    else if (Number(call[3]) >= 1024 * 1024) sums.zeros += Number(call[3])
    else sums.bytes += Number(call[3])
  }
  return sums
}

function d1() {
  if (spawnSync('strace', ['-V']).error !== undefined)
    return report('D1', null, 96, null, { why: 'no strace here' })
  try {
    countBoth()
  } catch (error) {
    report('D1', null, 96, null, { why: error instanceof Error ? error.message : 'strace failed' })
  }
}

function countBoth() {
  const few = 30
  const many = 630
  const per = (side) => {
    const [before, after] = [counted(side, few), counted(side, many)]
    const n = many - few
    return {
      bytes: (after.bytes - before.bytes) / n,
      syncs: (after.syncs - before.syncs) / n,
      json: (after.json - before.json) / n,
      zeros: after.zeros,
    }
  }
  const ours = per('ours')
  const beyond = ours.bytes - ours.json
  const theirs = Database === null ? null : per('anchor')
  const ratio = theirs === null ? null : theirs.bytes / ours.bytes
  const ok = ratio === null ? null : beyond <= 96 && Math.abs(ours.syncs - 1) < 0.005 && ratio >= 15
  report('D1', beyond, '≤ 96 B beyond the JSON, 1.00 sync, ≤ 1/15 of the anchor’s bytes', ok, {
    syncsPerCommit: ours.syncs,
    jsonBytes: ours.json,
    bytesPerCommit: ours.bytes,
    preallocatedBytes: ours.zeros,
    anchorBytesPerCommit: theirs?.bytes ?? null,
    anchorSyncsPerCommit: theirs?.syncs ?? null,
    anchorToOurs: ratio,
    why,
  })
}

function d2() {
  const targets = { 5: 0.95, 1: 0.9, 0: 0.7 }
  for (const slow of only) {
    const target = targets[slow] ?? null
    if (Database === null) report('D2', null, target, null, { syncMs: slow, why })
    else if (slow > 0 && !fs.existsSync(slowSyncLibrary))
      report('D2', null, target, null, { syncMs: slow, why: 'no C compiler for the slowed sync' })
    else {
      const env = slow > 0 ? { LD_PRELOAD: slowSyncLibrary, SLOW_SYNC_US: String(slow * 1000) } : {}
      const { oursMs, anchorMs } = child(['compare', slow === 5 ? '9' : '13'], env)
      const value = anchorMs / oursMs
      report('D2', value, target, target === null ? null : value >= target, {
        addedSyncMs: slow,
        oursMs,
        anchorMs,
      })
    }
  }
}

/** A projection of about this many bytes, and the next event's source. */
async function grown(bytes, seed) {
  const projection = await product.createProjection(wasmPath, null)
  const events = lives(seed)
  const perLife = 6_650
  for (let left = Math.ceil(bytes / perLife); left > 0; left -= 200)
    projection.apply(asFrames(take(events, 9 * Math.min(left, 200))))
  return { projection, events }
}

async function d3() {
  const sides = await Promise.all(
    [1, 100].map(async (megabytes) => {
      const { projection, events } = await grown(megabytes * 1e6, megabytes)
      return {
        ...openAt(path.join(freshFolder(`d3-${megabytes}`), 'journal')),
        projection,
        events,
        times: [],
      }
    }),
  )
  for (let round = 0; round < 90; round++)
    for (const { opened, projection, events, times } of sides)
      for (const event of take(events, 9)) {
        const ms = timed(() => projection.apply(opened.journal.append([event])))
        if (round >= 10) times.push(ms)
      }
  const [small, large] = sides.map(({ times }) => ({ p50: median(times), p99: percentile(times, 0.99) }))
  const sizes = sides.map(({ projection }) => projection.takeImage().length / 1e6)
  const ratios = [large.p50 / small.p50, large.p99 / small.p99]
  report('D3', Math.max(...ratios), 1.2, Math.max(...ratios) <= 1.2, {
    p50Ratio: ratios[0],
    p99Ratio: ratios[1],
    p50Ms: small.p50,
    p99Ms: small.p99,
    projectionMegabytes: sizes,
  })
  for (const [megabytes, target] of [
    [10, 70],
    [50, 350],
  ])
    await againstExport(megabytes, target)
}

/** A commit of ours at this very size in turn with one that writes the whole image. */
async function againstExport(megabytes, target) {
  const folder = freshFolder(`export-${megabytes}`)
  const { projection: first, events } = await grown(megabytes * 1e6, 7)
  const image = first.takeImage()
  const projection = await product.createProjection(wasmPath, image)
  const { opened } = openAt(path.join(folder, 'journal'))
  const anchorStore = await exportingStore(image, path.join(folder, 'image'))
  const [ours, exported] = [[], []]
  for (let round = 0; round < 10; round++) {
    const served = take(events, 9)
    for (const event of served) ours.push(timed(() => projection.apply(opened.journal.append([event]))))
    for (const frame of asFrames(served.slice(0, 2))) exported.push(timed(() => anchorStore.commit([frame])))
  }
  anchorStore.close()
  const [commitMs, exportPerCommitMs] = [median(ours.slice(9)), median(exported.slice(2))]
  const value = exportPerCommitMs / commitMs
  report('D3', value, target, value >= target, {
    exportPerCommitMs,
    commitMs,
    imageMegabytes: image.length / 1e6,
  })
}

function d4() {
  const { opened } = openAt(path.join(freshFolder('d4'), 'journal'))
  const events = lives(3)
  const rates = { 1: [], 8: [], 64: [] }
  for (let round = 0; round < 43; round++)
    for (const size of [1, 8, 64]) {
      const batches = Array.from({ length: size === 64 ? 4 : 16 }, () => take(events, size))
      const ms = timed(() => {
        for (const batch of batches) opened.journal.append(batch)
      })
      if (round >= 3) rates[size].push((batches.length * size) / ms)
    }
  for (const [size, target] of [
    [8, 5],
    [64, 12],
  ]) {
    const value = median(rates[size]) / median(rates[1])
    report('D4', value, target, value >= target, {
      eventsPerBatch: size,
      eventsPerMs: median(rates[size]),
      singlePerMs: median(rates[1]),
    })
  }
}

async function d5() {
  const folder = path.join(freshFolder('d5'), 'journal')
  const { opened, ring } = openAt(folder)
  const { journal } = opened
  const events = lives(5)
  for (let left = 12_500; left > 0; left -= 200) journal.append(take(events, 9 * 200))
  const make = product.inWorker(workerFile)
  const snapshot = () => {
    const position = journal.position()
    ring.createSnapshotKey(position.frame)
    return make(snapshotRequest(folder, position))
  }
  const projection = await product.createProjection(wasmPath, null)
  await product.foldAll(projection, product.readJournal(folderOf(folder), ring, null, null), () => undefined)
  const commit = (event) => timed(() => projection.apply(journal.append([event])))
  const quiet = []
  const busy = []
  let bytes = 0
  let snapshots = 0
  for (let round = 0; round < 5; round++) {
    for (let n = 0; n < 60; n++) {
      for (const event of take(events, 9)) quiet.push(commit(event))
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
    let running = true
    const done = snapshot().then((made) => {
      running = false
      bytes = made.bytes
      snapshots += 1
    })
    while (running) {
      for (const event of take(events, 9)) busy.push(commit(event))
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
    await done
  }
  const value = percentile(busy, 0.99) / percentile(quiet, 0.99)
  report('D5', value, 2, value <= 2, {
    p99QuietMs: percentile(quiet, 0.99),
    p99BusyMs: percentile(busy, 0.99),
    p50QuietMs: median(quiet),
    p50BusyMs: median(busy),
    commitsBusy: busy.length,
    snapshots,
    imageMegabytes: bytes / 1e6,
  })
}

const wanted = options.filter((one) => /^D[1-5]$/.test(one))
const isWanted = (goal) => wanted.length === 0 || wanted.includes(goal)
process.stderr.write(
  `fdatasync of 4 KiB here: ${syncMs(freshFolder('sync')).toFixed(3)} ms; node ${machine.node}, ${String(machine.cores)} cores; seeds fixed\n`,
)
for (const [goal, run] of [
  ['D1', d1],
  ['D2', d2],
  ['D3', d3],
  ['D4', d4],
  ['D5', d5],
])
  if (isWanted(goal)) await run()
