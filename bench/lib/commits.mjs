// D1 and D2's work, run as a process of its own so that strace can count it and a slow sync can be laid under it.
// node bench/lib/commits.mjs count SIDE COMMITS   ·   node bench/lib/commits.mjs compare ROUNDS
import path from 'node:path'
import {
  anchor,
  asFrames,
  freshFolder,
  lives,
  median,
  openAt,
  product,
  sqliteTables,
  take,
  timed,
  wasmPath,
} from './setting.mjs'

const [what, ...args] = process.argv.slice(2)
const { Database } = await anchor()

async function ourSide(folder) {
  const { opened } = openAt(path.join(folder, 'journal'))
  const projection = await product.createProjection(wasmPath, null)
  return (event) => projection.apply(opened.journal.append([event]))
}

function theirSide(folder) {
  const tables = sqliteTables(Database, path.join(folder, 'anchor.sqlite'))
  let frame = 0
  return (event) => tables.commit(asFrames([event], (frame += 1)))
}

if (what === 'count') {
  const [side, count] = [args[0], Number(args[1])]
  const commit = side === 'ours' ? await ourSide(freshFolder('count')) : theirSide(freshFolder('count'))
  const events = take(lives(1), count)
  for (const event of events) commit(event)
  const json = events.reduce((sum, event) => sum + Buffer.byteLength(product.canonicalJson(event)), 0)
  process.stdout.write(JSON.stringify({ json }))
} else {
  const [ours, theirs] = [await ourSide(freshFolder('ours')), theirSide(freshFolder('theirs'))]
  const [a, b] = [lives(1), lives(1)]
  // long enough that SQLite copies its log back (every thousand pages) in each of them: that is part of what it costs
  const block = 150
  const blockOf = (commit, events) =>
    timed(() => {
      for (const event of events) commit(event)
    }) / block
  const [mine, anchors] = [[], []]
  for (let round = 0; round < Number(args[0]) + 1; round++) {
    const [left, right] = [take(a, block), take(b, block)]
    const pair =
      round % 2 === 0
        ? [blockOf(ours, left), blockOf(theirs, right)]
        : [blockOf(theirs, right), blockOf(ours, left)].reverse()
    if (round < 1) continue
    mine.push(pair[0])
    anchors.push(pair[1])
  }
  process.stdout.write(JSON.stringify({ oursMs: median(mine), anchorMs: median(anchors) }))
}
