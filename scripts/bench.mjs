// Benches: ratios against an anchor measured in the same run, one JSON line a goal, also in out/bench/NAME.jsonl.
// `npm run bench [-- NAME ...] [--sync-ms 0|1|5] [--quick] [D1 ...]`. What cannot be measured prints "ok":null and why.
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import path from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { setUp } from './setup.mjs'
import { main, mustRun, root, run, say, Stop } from './terminal.mjs'

const folder = path.join(root, 'bench')
const built = path.join(root, '.cache', 'bench')
const names = ['journal', 'recovery', 'search', 'central', 'reader', 'sync', 'screens']

/** The anchors: compiled here against the running Node, because nothing prebuilt is fetched. */
async function installAnchors() {
  const wanted = fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8')
  const stamp = path.join(folder, 'node_modules', '.installed')
  const mark = `${process.version} ${wanted}`
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === mark) return
  say('Installing what the counter is measured against (compiled, a minute) ...')
  const env = {
    ...process.env,
    npm_config_nodedir: path.resolve(process.execPath, '../..'),
    npm_config_build_from_source: 'true',
  }
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    env,
    quiet: true,
  })
  if (code === 0) fs.writeFileSync(stamp, mark)
  else say(`Not installed, goals against it print "ok":null:\n${output.split('\n').slice(-4).join('\n')}`)
}

async function installStrace() {
  if ((await run('strace', ['-V'], { quiet: true })).code === 0) return
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  await run('apt-get', ['update', '-qq'], { quiet: true })
  await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-qq', 'install', '-y', 'strace'], { quiet: true })
}

/** pgbench, which the centre is measured against. */
async function installPgbench() {
  if ((await run('pgbench', ['--version'], { quiet: true })).code === 0) return
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  await run('apt-get', ['update', '-qq'], { quiet: true })
  await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-qq', 'install', '-y', 'postgresql-contrib'], {
    quiet: true,
  })
}

async function buildSlowSync() {
  const source = path.join(folder, 'native', 'slow-sync.c')
  await run('cc', ['-shared', '-fPIC', '-O2', '-o', path.join(built, 'slow-sync.so'), source, '-ldl'], {
    quiet: true,
  })
}

async function bundle() {
  const rolldown = path.join(root, 'node_modules', 'rolldown', 'bin', 'cli.mjs')
  const entries = {
    product: 'bench/product.ts',
    centre: 'bench/centre.ts',
    reader: 'bench/reader.ts',
    sync: 'bench/sync.ts',
    worker: 'electron/core/snapshot/worker.ts',
  }
  for (const [name, entry] of Object.entries(entries)) {
    const args = [
      rolldown,
      path.join(root, entry),
      '--format',
      'esm',
      '--platform',
      'node',
      // in the bundle they could not find their own files, or are not installed at all
      ...['sql.js', '@electric-sql/pglite', 'pg-native'].flatMap((name) => ['--external', name]),
    ]
    await mustRun('Bundling', process.execPath, [...args, '--file', path.join(built, `${name}.mjs`)], {
      quiet: true,
    })
  }
}

/**
 * @param {string} name
 * @param {string[]} options
 * @returns {Promise<number>} the process's exit code
 */
function measure(name, options) {
  const kept = path.join(root, 'out', 'bench', `${name}.jsonl`)
  fs.mkdirSync(path.dirname(kept), { recursive: true })
  fs.rmSync(kept, { force: true })
  return new Promise((resolve) => {
    const args = ['--max-old-space-size=8192', '--expose-gc', path.join(folder, `${name}.mjs`), ...options]
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      process.stdout.write(text)
      fs.appendFileSync(kept, text)
    })
    child.on('close', (code) => resolve(code ?? 1))
  })
}

main(import.meta.url, async (args) => {
  const chosen = args.filter((one) => names.includes(one))
  const options = args.filter((one) => !names.includes(one))
  const odd = options.find(
    (one, index) =>
      !/^(--quick|--script|--sync-ms|[CDSU]\d)$/.test(one) && options[index - 1] !== '--sync-ms',
  )
  if (odd !== undefined) throw new Stop(`No bench ${odd}. There are: ${names.join(', ')}`)
  await ensureDependencies()
  // these open the real app
  if (chosen.length === 0 || chosen.includes('reader') || chosen.includes('screens')) await setUp()
  fs.mkdirSync(built, { recursive: true })
  const wanted = chosen.length > 0 ? chosen : names
  if (wanted.some((name) => !['central', 'reader', 'screens'].includes(name))) {
    await installAnchors()
    await installStrace()
  }
  if (wanted.includes('central')) await installPgbench()
  await buildSlowSync()
  await bundle()
  let worst = 0
  for (const name of wanted) worst = Math.max(worst, await measure(name, options))
  return worst
})
