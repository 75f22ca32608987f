// D6: a start with a million events behind it, against loading the bare image and replaying the rest.
import * as fs from 'node:fs'
import path from 'node:path'
import {
  folderOf,
  freshFolder,
  lives,
  median,
  openAt,
  product,
  report,
  snapshotRequest,
  take,
  wasmPath,
} from './lib/setting.mjs'

const quick = process.argv.includes('--quick')
const million = quick ? 100_000 : 1_000_000
const since = 9_990
const folder = path.join(freshFolder('recovery'), 'journal')
const events = lives(11)

async function timedAsync(work) {
  const started = performance.now()
  const result = await work()
  return { ms: performance.now() - started, result }
}

// ten thousand events a day: many times what a busy hall writes
const perDay = 9_900
let now = Date.UTC(2025, 10, 23, 2)
const { opened, ring } = openAt(folder, null, () => now)
for (let left = million; left > 0; left -= 900) {
  if (left % perDay < 900) now += 86_400_000
  opened.journal.append(take(events, Math.min(left, 900)))
}
now += 86_400_000
const position = opened.journal.position()
ring.createSnapshotKey(position.frame)
const made = await timedAsync(() => product.makeSnapshot(product.files, snapshotRequest(folder, position)))
for (let left = since; left > 0; left -= 9) opened.journal.append(take(events, 9))
opened.journal.close()

const openKeys = () =>
  product.openKeyRing(product.files, folder, 'practice', 'practice-1', [
    { id: 'm1', key: Buffer.alloc(32, 7) },
  ])

/** As core opens its store, from the newest snapshot. */
async function start() {
  const keys = openKeys()
  const [snapshot] = product.readSnapshots(folderOf(folder), keys, () => undefined)
  const { opened: again } = openAt(folder, snapshot.position, () => now)
  const projection = await product.createProjection(wasmPath, snapshot.image)
  await product.foldAll(projection, again.read(), () => undefined)
  again.journal.close()
  return projection
}

const bare = path.join(freshFolder('bare'), 'image')
const [newest] = product.readSnapshots(folderOf(folder), openKeys(), () => undefined)
fs.writeFileSync(bare, newest.image)
const after = [...product.readJournal(folderOf(folder), openKeys(), newest.position, null)]

/** The anchor: read the bare image, open it, fold frames that are decoded already. */
async function bareStart() {
  const projection = await product.createProjection(wasmPath, fs.readFileSync(bare))
  await product.foldAll(projection, after, () => undefined)
  return projection
}

const [ours, bares] = [[], []]
let digest = ''
for (let round = 0; round < (quick ? 5 : 4); round++) {
  const mine = await timedAsync(start)
  if (round === 0) digest = mine.result.digest()
  const theirs = await timedAsync(bareStart)
  if (round === 0) continue
  ours.push(mine.ms)
  bares.push(theirs.ms)
}
const whole = await product.createProjection(wasmPath, null)
const rebuild = await timedAsync(() =>
  product.foldAll(whole, product.readJournal(folderOf(folder), openKeys(), null, null), () => undefined),
)
const identical = whole.digest() === digest
const value = median(ours) / median(bares)
report('D6', value, 1.5, value <= 1.5 && identical, {
  startMs: median(ours),
  bareMs: median(bares),
  events: million,
  since,
  imageMegabytes: newest.image.length / 1e6,
  fullRebuildMs: rebuild.ms,
  digestIdentical: identical,
  firstSnapshotMs: made.ms,
})
