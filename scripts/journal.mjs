// The journal from outside. verify, list and export stand alone: they share no code with what writes the journal, and need
// no build. backup, restore, rescue and the rest are the product's own (out/app/main/journal-tool.js).
import * as fs from 'node:fs'
import path from 'node:path'
import { eventTypes } from './journal/event-types.mjs'
import { exitCodeOf, lineOf } from './journal/findings.mjs'
import { locate, walk } from './journal/walk.mjs'
import { main, root, run, say, Stop } from './terminal.mjs'

const help = `npm run journal -- COMMAND PATH ...     (PATH: a data folder, a mirror, a backup, or a journal folder)
  verify PATH [--json]                    chain, batches, keys: 0 good, 1 damage, 2 it cannot be checked here
  list PATH [--frames]                    segments; with --frames every frame's clear header
  export PATH --to FILE.jsonl             every event that opens, as JSON lines: PERSONAL DATA
      --passphrase-env NAME               the environment variable that holds the start-up passphrase
  backup | restore | rescue | protect | recovery-key | mirror    each says by itself what it takes`

const ownTool = ['backup', 'restore', 'rescue', 'protect', 'recovery-key', 'mirror']

/** @param {string[]} args @param {string} name @returns {string | null} */
function option(args, name) {
  const at = args.indexOf(name)
  return at === -1 ? null : (args[at + 1] ?? null)
}

/** @param {string[]} args @returns {string | null} */
function passphraseIn(args) {
  const name = option(args, '--passphrase-env')
  if (name === null) return null
  const value = process.env[name]
  if (value === undefined) throw new Stop(`The environment has no ${name}`)
  return value
}

/** At most one line a second, to the terminal's other stream. */
function progressLine() {
  let saidAt = Date.now()
  return (/** @type {number} */ done, /** @type {number} */ of) => {
    if (Date.now() - saidAt < 1000) return
    saidAt = Date.now()
    process.stderr.write(`${Math.floor((100 * done) / Math.max(1, of))} %  ${done} / ${of} bytes\n`)
  }
}

/** @param {string} given */
function mustBeThere(given) {
  const { journal } = locate(given)
  if (!fs.existsSync(path.join(journal, 'segments')))
    throw new Stop(`这里没有账本：${journal}\nNo journal here: ${journal}`)
}

/** @param {string} given @param {string[]} args @returns {number} */
function verify(given, args) {
  /** @type {import('./journal/findings.mjs').Finding[]} */
  const findings = []
  const end = walk(given, passphraseIn(args), {
    found: (one) => findings.push(one),
    progress: progressLine(),
  })
  if (end.newestAt !== null && end.newestAt > Date.now() + 86_400_000) findings.push({ code: 'clock.behind' })
  try {
    fs.accessSync(path.join(locate(given).journal, 'segments'), fs.constants.W_OK)
  } catch {
    findings.push({ code: 'folder.read-only' })
  }
  const code = exitCodeOf(findings)
  if (args.includes('--json')) say(JSON.stringify({ ok: code === 0, ...end, findings }))
  else {
    for (const finding of findings) say(lineOf(finding))
    const sum = `${end.segments} segments, frames 1–${end.frames}, head ${end.hash.slice(0, 16)}…`
    say(code === 0 ? `账本完好。Good: ${sum}` : `Checked: ${sum}`)
  }
  return code
}

/** @param {string} given @param {string[]} args @returns {number} */
function list(given, args) {
  /** @type {Map<string, number>} */
  const totals = new Map()
  const time = (/** @type {number} */ at) => new Date(at).toISOString()
  const typeOf = (/** @type {number} */ code) => eventTypes.get(code) ?? `code ${code}`
  /** @type {import('./journal/findings.mjs').Finding[]} */
  const findings = []
  walk(given, null, {
    found: (one) => findings.push(one),
    progress: progressLine(),
    segment(name, head, frames, bytes, state) {
      const [first, last] = [frames[0], frames.at(-1)]
      const span =
        first && last
          ? `frames ${first.number}–${last.number}  ${time(first.at)} – ${time(last.at)}`
          : 'no frame of its own'
      say(`${name}  ${head?.day ?? '-'}  ${span}  ${bytes} bytes  ${state}`)
      for (const { code, number, at, operationId } of frames) {
        totals.set(typeOf(code), (totals.get(typeOf(code)) ?? 0) + 1)
        if (args.includes('--frames')) say(`  ${number}  ${time(at)}  ${typeOf(code)}  ${operationId ?? ''}`)
      }
    },
  })
  for (const [type, count] of [...totals].sort()) say(`${String(count).padStart(8)}  ${type}`)
  return exitCodeOf(findings)
}

/** @param {string} given @param {string[]} args @returns {number} */
function exportEvents(given, args) {
  const to = option(args, '--to')
  if (to === null) throw new Stop('export PATH --to FILE.jsonl')
  if (fs.existsSync(to))
    throw new Stop(`${to} 已经有了，不会覆盖。It is there already and is not overwritten.`)
  /** @type {import('./journal/findings.mjs').Finding[]} */
  const findings = []
  const out = fs.openSync(to, 'wx', 0o600)
  let written = 0
  walk(given, passphraseIn(args), {
    found: (one) => findings.push(one),
    progress: progressLine(),
    frame(frame, event) {
      if (event === null) return
      const { number, at, code, operationId } = frame
      const type = eventTypes.get(code) ?? code
      const what = event === 'purged' ? { purged: true } : { event: JSON.parse(event.toString('utf8')) }
      fs.writeSync(out, `${JSON.stringify({ frame: number, at, type, operationId, ...what })}\n`)
      written += 1
    },
  })
  fs.closeSync(out)
  for (const finding of findings) say(lineOf(finding))
  say(`${written} → ${to}\n里面有个人信息，请按规定保管。It holds personal data: keep it as the rules say.`)
  return Math.max(exitCodeOf(findings), findings.some(({ code }) => code === 'key.none') ? 2 : 0)
}

main(import.meta.url, async ([command, ...args]) => {
  if (command !== undefined && ownTool.includes(command)) {
    const { setUp } = await import('./setup.mjs')
    await setUp()
    const tool = path.join(root, 'out', 'app', 'main', 'journal-tool.js')
    return (await run(process.execPath, [tool, command, ...args])).code
  }
  const given = args.find(
    (one, index) => !one.startsWith('--') && !['--to', '--passphrase-env'].includes(args[index - 1] ?? ''),
  )
  const commands = { verify, list, export: exportEvents }
  const work = command === undefined ? undefined : Reflect.get(commands, command)
  if (work === undefined || given === undefined) {
    say(help)
    return command === undefined ? 0 : 2
  }
  mustBeThere(given)
  return work(given, args)
})
