// The journal's proofs with larger counts, seed after seed: power cuts, snapshots, purges, damage, torn batches, faults, kills.
// `npm run soak fuzz-reader [-- --factor N]`: the reader codec and the readers' invariants.
// `npm run soak centre|fuzz-centre [-- --count N] [--seed N]`: the centre's, on PostgreSQL; rubbish on its routes.
// `npm run soak agreement [-- --count N] [--seed N]`: counter and centre judge the same random cases alike.
// `npm run soak sync|cut-line|partitions [-- --count N] [--seed N]`: lives of counters with the centre's own function, 300 operations
// each; operations over sockets that are cut, on PostgreSQL; schedules of cuts on a virtual clock.
// `npm run soak journal [-- --minutes N | --crashes N] [--seed N]`. Prints each round's seeds and sums, then one JSON line.
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { main, root, run, say, Stop } from './terminal.mjs'

const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
const proofs = ['power-cuts', 'snapshot-cuts', 'byte-damage', 'torn-batches', 'faults', 'kills']
const testFile = (/** @type {string} */ name) => `electron/core/journal/${name}.test.ts`
/** A round is what `npm test` does, some 22 800 crashes; its seeds do not reach into the next one's. */
const seedsPerRound = 10_000

/**
 * @param {string[]} args
 * @returns {{ minutes: number, crashes: number, seed: number }} an end that was not asked for is infinite
 */
export function readArguments(args) {
  const [what, ...rest] = args
  if (what !== 'journal') throw new Stop('npm run soak journal [-- --minutes N | --crashes N] [--seed N]')
  /** @type {Record<string, number>} */
  const given = {}
  for (let at = 0; at < rest.length; at += 2) {
    const name = rest[at] ?? ''
    const value = Number(rest[at + 1])
    if (!['--minutes', '--crashes', '--seed'].includes(name) || !(value > 0))
      throw new Stop(`${name} ${rest[at + 1] ?? ''} is not known`)
    given[name.slice(2)] = value
  }
  const { minutes, crashes = Infinity, seed = 1 } = given
  return { minutes: minutes ?? (crashes === Infinity ? 30 : Infinity), crashes, seed }
}

/** @param {string} output @returns {number} crashes that the round's proofs counted, all together */
export function crashesIn(output) {
  return [...output.matchAll(/"crashes":(\d+)/g)].reduce((sum, found) => sum + Number(found[1]), 0)
}

/**
 * What a count multiplies: interleavings and histories on PostgreSQL; rubbish a route; counters' lives (a million operations
 * together); operations over cut sockets.
 * `round` is how many of them one run of the proof does, as many runs at once as there are cores: what was reached is told,
 * whatever ends it.
 * @type {Record<string, { files: string[], usual: number, round?: number }>}
 */
const counted = {
  centre: { files: ['central/stations/concurrency.test.ts', 'central/ledger/model.test.ts'], usual: 1000 },
  'fuzz-centre': { files: ['central/http/fuzz.test.ts'], usual: 1000 },
  sync: { files: ['electron/core/sync/drain-lives.test.ts'], usual: 3400, round: 100 },
  partitions: { files: ['electron/core/sync/partitions.test.ts'], usual: 1000 },
  agreement: { files: ['central/operations/agrees-with-counter.test.ts'], usual: 100_000 },
  'cut-line': { files: ['electron/core/sync/cut-line.test.ts'], usual: 100_000 },
}

/**
 * The centre's and the drain's proofs, once with larger counts.
 * @param {string} name of `counted` @param {string[]} args `--count N`, `--seed N`
 * @returns {Promise<number>}
 */
async function soakCounted(name, args) {
  const { files, usual, round: most } = counted[name] ?? { files: [], usual: 0 }
  const given = Object.fromEntries(
    args.flatMap((one, at) => (one.startsWith('--') ? [[one, Number(args[at + 1])]] : [])),
  )
  const { '--count': count = usual, '--seed': seed = 1, ...rest } = given
  if (Object.keys(rest).length > 0 || !(count > 0) || !(seed > 0))
    throw new Stop(`npm run soak ${name} [-- --count N] [--seed N]`)
  const round = Math.min(most ?? count, count)
  let ok = true
  let operations = 0
  const oneRound = async (/** @type {number} */ done) => {
    const env = {
      ...process.env,
      SOAK_COUNT: String(Math.min(round, count - done)),
      SOAK_SEED: String(seed + done),
    }
    const end = await run(process.execPath, [vitest, 'run', '--project', 'node', ...files], {
      env,
      quiet: true,
    })
    if (end.code !== 0) {
      ok = false
      say(end.output)
    }
    for (const line of end.output.split('\n').filter((text) => /seed \d+: \{/.test(text))) {
      say(line)
      operations += Number(/"operations":(\d+)/.exec(line)?.[1] ?? 0)
    }
  }
  const waiting = Array.from({ length: Math.ceil(count / round) }, (_, at) => at * round)
  const oneAfterAnother = async () => {
    for (let done = waiting.shift(); done !== undefined; done = waiting.shift()) await oneRound(done)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, oneAfterAnother))
  say(JSON.stringify({ soak: name, ok, count, seed, ...(operations > 0 ? { operations } : {}) }))
  return ok ? 0 : 1
}

/** 500 records and 300 streams a time in `npm test`: a million and more of rubbish here. */
const rubbish = { records: 500, streams: 300 }

/**
 * The reader codec on rubbish and on streams cut anywhere, and the readers' invariants in a hundred thousand random runs.
 * @param {string[]} args `--factor N`: how many times what `npm test` does
 * @returns {Promise<number>}
 */
async function soakReader(args) {
  const factor = args.length === 0 ? 1_400 : Number(args[1])
  if ((args.length > 0 && args[0] !== '--factor') || !(factor > 0))
    throw new Stop('npm run soak fuzz-reader [-- --factor N]')
  const files = ['sam/frames', 'sam/records', 'readers.invariants'].map(
    (name) => `electron/devices/${name}.test.ts`,
  )
  const options = ['--project', 'node', '--testTimeout', '3600000', ...files]
  const env = { ...process.env, SOAK_FACTOR: String(factor), SOAK_RUNS: '10' }
  const end = await run(process.execPath, [vitest, 'run', ...options], { env, quiet: true })
  const ok = end.code === 0
  if (!ok) say(end.output)
  const inputs = factor * (rubbish.records + rubbish.streams)
  say(JSON.stringify({ soak: 'fuzz-reader', ok, inputs, invariantRuns: 100_000 }))
  return ok ? 0 : 1
}

main(import.meta.url, async (args) => {
  if (args[0] === 'fuzz-reader') return soakReader(args.slice(1))
  if (args[0] !== undefined && Object.hasOwn(counted, args[0])) return soakCounted(args[0], args.slice(1))
  const { minutes, crashes: wanted, seed: firstSeed } = readArguments(args)
  const started = Date.now()
  const minutesSince = () => (Date.now() - started) / 60_000
  let crashes = 0
  let rounds = 0
  /** @type {number[]} */
  const failedSeeds = []
  while (minutesSince() < minutes && crashes < wanted) {
    const seed = firstSeed + rounds * seedsPerRound
    const env = { ...process.env, SOAK_SEED: String(seed) }
    const end = await run(process.execPath, [vitest, 'run', '--project', 'node', ...proofs.map(testFile)], {
      env,
      quiet: true,
    })
    rounds += 1
    crashes += crashesIn(end.output)
    if (end.code !== 0) {
      failedSeeds.push(seed)
      say(end.output)
    }
    for (const line of end.output.split('\n').filter((text) => / seed \d+: /.test(text))) say(line)
  }
  const ok = failedSeeds.length === 0 && crashes > 0
  const took = Number(minutesSince().toFixed(1))
  say(JSON.stringify({ soak: 'journal', ok, firstSeed, rounds, crashes, minutes: took, failedSeeds }))
  return ok ? 0 : 1
})
