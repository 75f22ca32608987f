// The journal from outside. verify, list and export stand alone: they share no code with what writes the journal, and need
// no build. backup, restore, rescue and the rest are the product's own (out/app/main/journal-tool.js).
import * as fs from 'node:fs'
import path from 'node:path'
import { eventTypes } from './journal/event-types.mjs'
import { collector, exitCodeOf, lineOf, messageOf } from './journal/findings.mjs'
import { masterIn } from './journal/keys.mjs'
import { locate, walk } from './journal/walk.mjs'
import { main, root, run, say, Stop } from './terminal.mjs'

const help = `npm run journal -- COMMAND PATH ...     (PATH: a data folder, a mirror, a backup, or a journal folder)
  verify PATH [--json]                    chain, batches, keys, snapshots: 0 good, 1 damage, 2 it cannot be checked here
  list PATH [--frames]                    segments; with --frames every frame's clear header; needs no key
  export PATH --to FILE.jsonl             every event that opens, as JSON lines: PERSONAL DATA
      --passphrase-env NAME               the environment variable that holds the start-up passphrase
      --key-file FILE                     a file that holds the master key's key text, or its 32 bytes in base64 or hex
  backup | restore | rescue | protect | recovery-key | mirror    each says by itself what it takes`

const ownTool = ['backup', 'restore', 'rescue', 'protect', 'recovery-key', 'mirror']
const withValue = ['--to', '--passphrase-env', '--key-file']
const switches = ['--json', '--frames']

/** @typedef {{ given: string, values: Map<string, string>, on: Set<string> }} Asked */

/** @param {string[]} args @returns {Asked} */
function asked(args) {
  /** @type {Asked} */
  const read = { given: '', values: new Map(), on: new Set() }
  for (let at = 0; at < args.length; at++) {
    const one = args[at] ?? ''
    const value = args[at + 1]
    if (withValue.includes(one) && value !== undefined) {
      read.values.set(one, value)
      at += 1
    } else if (switches.includes(one)) read.on.add(one)
    else if (!one.startsWith('--') && read.given === '') read.given = one
    else throw new Stop(`${one}?\n${help}`)
  }
  if (read.given === '') throw new Stop(help)
  return read
}

/** @param {Asked} asked @returns {import('./journal/keys.mjs').Secret} */
function secretOf({ values }) {
  const name = values.get('--passphrase-env')
  const passphrase = name === undefined ? null : process.env[name]
  if (passphrase === undefined) throw new Stop(`环境变量里没有 ${name}\nThe environment has no ${name}`)
  const file = values.get('--key-file')
  const key = file === undefined ? null : masterIn(fs.readFileSync(file, 'utf8'))
  if (file !== undefined && key === null) throw new Stop(`${file} 不是主钥匙\n${file} holds no master key`)
  return { passphrase, key }
}

/** At most one line a second, to the terminal's other stream. @returns {(done: number, of: number, name: string) => void} */
function progressLine() {
  let saidAt = Date.now()
  return (done, of, name) => {
    if (Date.now() - saidAt < 1000) return
    saidAt = Date.now()
    process.stderr.write(`${Math.floor((100 * done) / Math.max(1, of))} %  ${done} / ${of} bytes  ${name}\n`)
  }
}

/** @param {string} given */
function mustBeThere(given) {
  const { base, journal } = locate(given)
  if (fs.existsSync(path.join(journal, 'segments'))) return
  const below = fs.existsSync(base) ? fs.readdirSync(base) : []
  const others = below.filter((name) => fs.existsSync(path.join(base, name, 'journal', 'segments')))
  const hint = others.length === 0 ? '' : `\n这里有，请选一个 / choose one: ${others.join(', ')}`
  throw new Stop(`这里没有账本：${journal}\nNo journal here: ${journal}${hint}`)
}

/** @param {string} folder @returns {boolean} */
function isReadOnly(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK)
    return false
  } catch {
    return true
  }
}

/** @param {Asked} asked @returns {number} */
function verify(asked) {
  const { given, on } = asked
  const { add, all } = collector()
  const end = walk(given, secretOf(asked), { found: add, progress: progressLine() })
  if (end.newestAt !== null && end.newestAt > Date.now() + 86_400_000)
    add({ code: 'clock.behind', detail: new Date(end.newestAt).toISOString() })
  if (isReadOnly(path.join(locate(given).journal, 'segments'))) add({ code: 'folder.read-only' })
  const code = exitCodeOf(all)
  if (on.has('--json')) say(JSON.stringify({ ok: code === 0, ...end, findings: all.map(messageOf) }))
  else {
    for (const finding of all) say(lineOf(finding))
    const sum = `${end.segments} segments, frames 1–${end.frames}, head ${end.hash.slice(0, 16)}…`
    say(code === 0 ? `账本完好。Good: ${sum}` : `账本有问题，见上。Not good, see above: ${sum}`)
  }
  return code
}

const typeOf = (/** @type {number} */ code) => eventTypes.get(code) ?? `code ${code}`
const time = (/** @type {number} */ at) => new Date(at).toISOString()

/** @param {Asked} asked @returns {number} */
function list({ given, on }) {
  /** @type {Map<string, number>} */
  const totals = new Map()
  const { add, all } = collector()
  walk(given, null, {
    found: add,
    progress: progressLine(),
    frame({ number, at, code, operationId }) {
      totals.set(typeOf(code), (totals.get(typeOf(code)) ?? 0) + 1)
      if (on.has('--frames')) say(`  ${number}  ${time(at)}  ${typeOf(code)}  ${operationId ?? ''}`.trimEnd())
    },
    segment({ name, head, first, last, bytes, state }) {
      const span =
        first === null || last === null
          ? 'no frame of its own'
          : `frames ${first.number}–${last.number}  ${time(first.at)} – ${time(last.at)}`
      say(`${name}  ${head?.day ?? '-'}  ${span}  ${bytes} bytes  ${state}`)
    },
  })
  for (const [type, count] of [...totals].sort()) say(`${String(count).padStart(8)}  ${type}`)
  for (const finding of all) if (exitCodeOf([finding]) > 0) say(lineOf(finding))
  return exitCodeOf(all)
}

/** A file only its owner reads, made with its first line. @param {string} file */
function linesTo(file) {
  /** @type {number | null} */
  let out = null
  /** @type {string[]} */
  let waiting = []
  let written = 0
  const flush = () => {
    if (waiting.length === 0) return
    out ??= fs.openSync(file, 'wx', 0o600)
    fs.writeFileSync(out, waiting.join(''))
    waiting = []
  }
  return {
    /** @param {object} value */
    add(value) {
      waiting.push(`${JSON.stringify(value)}\n`)
      written += 1
      if (waiting.length >= 500) flush()
    },
    /** @returns {number} lines */
    end() {
      flush()
      if (out !== null) fs.fsyncSync(out)
      if (out !== null) fs.closeSync(out)
      return written
    },
  }
}

/** @param {Asked} asked @returns {number} */
function exportEvents(asked) {
  const { given, values } = asked
  const to = values.get('--to')
  if (to === undefined) throw new Stop('export PATH --to FILE.jsonl')
  if (fs.existsSync(to))
    throw new Stop(`${to} 已经有了，不会覆盖。It is there already and is not overwritten.`)
  const { add, all } = collector()
  const lines = linesTo(to)
  walk(given, secretOf(asked), {
    found: add,
    progress: progressLine(),
    frame({ number, at, code, operationId }, event) {
      if (event === null) return
      const what = event === 'purged' ? { purged: true } : { event: JSON.parse(event.toString('utf8')) }
      lines.add({ frame: number, at, type: eventTypes.get(code) ?? code, operationId, ...what })
    },
  })
  const written = lines.end()
  for (const finding of all) say(lineOf(finding))
  if (written === 0) say('没有可以导出的内容，没有写文件。Nothing opens here; no file was written.')
  else
    say(`${written} → ${to}\n里面有个人信息，请按规定保管。It holds personal data: keep it as the rules say.`)
  return exitCodeOf(all) || (all.some(({ code }) => code === 'key.none') ? 2 : 0)
}

/** Neither good nor damaged: what is asked, or what can be read here, is not enough to say. */
const cannotTell = 2

main(import.meta.url, async ([command, ...args]) => {
  if (command !== undefined && ownTool.includes(command)) {
    const { setUp } = await import('./setup.mjs')
    await setUp()
    const tool = path.join(root, 'out', 'app', 'main', 'journal-tool.js')
    return (await run(process.execPath, [tool, command, ...args])).code
  }
  const work = new Map([
    ['verify', verify],
    ['list', list],
    ['export', exportEvents],
  ]).get(command ?? '')
  if (work === undefined) {
    say(help)
    return command === undefined ? 0 : cannotTell
  }
  try {
    const what = asked(args)
    mustBeThere(what.given)
    return work(what)
  } catch (failure) {
    if (!(failure instanceof Stop || (failure instanceof Error && 'code' in failure))) throw failure
    process.stderr.write(`${failure.message}\n`)
    return cannotTell
  }
})
