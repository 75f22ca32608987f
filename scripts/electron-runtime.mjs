// Finds the Electron runtime, used by start, tests and packaging alike. `node scripts/electron-runtime.mjs` prints
// where it lies. The order:
//   1. ELECTRON_OVERRIDE_DIST_PATH, a folder with an unpacked Electron
//   2. the electron package's own copy, if it has one
//   3. the electron package's own download (60 s; a failure is remembered for a day)
//   4. on linux-x64 the development and test runtime (scripts/test-runtime.mjs)
import * as fs from 'node:fs'
import path from 'node:path'
import { ensureTestRuntime, testRuntimeVersion } from './test-runtime.mjs'
import { main, root, run, say, Stop } from './terminal.mjs'

/**
 * @typedef {object} Runtime
 * @property {string} folder
 * @property {string} executable
 * @property {'override' | 'package' | 'development'} origin
 */

const downloadLimitMs = 60_000
const retryDownloadAfterMs = 24 * 3_600_000
const packageFolder = path.join(root, 'node_modules', 'electron')
const failureFile = path.join(root, '.cache', 'electron-download-failed.json')

/** @param {string} folder @param {Runtime['origin']} origin @returns {Runtime} */
function runtimeIn(folder, origin) {
  const names = new Map([
    ['darwin', 'Electron.app/Contents/MacOS/Electron'],
    ['win32', 'electron.exe'],
  ])
  return { folder, origin, executable: path.join(folder, names.get(process.platform) ?? 'electron') }
}

/** @returns {string} the version package.json asks for and npm installed */
function packageVersion() {
  return JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8')).version
}

/** @returns {Runtime | undefined} */
function ownCopy() {
  const runtime = runtimeIn(path.join(packageFolder, 'dist'), 'package')
  const versionFile = path.join(runtime.folder, 'version')
  if (!fs.existsSync(versionFile) || !fs.existsSync(runtime.executable)) return undefined
  return fs.readFileSync(versionFile, 'utf8').replace(/^v/, '').trim() === packageVersion()
    ? runtime
    : undefined
}

/** @returns {boolean} whether this version's download failed within the last day */
function failedLately() {
  if (!fs.existsSync(failureFile)) return false
  const { version, at } = JSON.parse(fs.readFileSync(failureFile, 'utf8'))
  return version === packageVersion() && Date.now() - Date.parse(at) < retryDownloadAfterMs
}

/** The electron package's own installer, checked by its own checksums. @returns {Promise<Runtime | undefined>} */
async function ownDownload() {
  if (failedLately()) return undefined
  say(`Fetching Electron ${packageVersion()} from its release site (at most a minute) ...`)
  const { code, output } = await run(process.execPath, [path.join(packageFolder, 'install.js')], {
    quiet: true,
    limitMs: downloadLimitMs,
  })
  const runtime = ownCopy()
  if (code === 0 && runtime) return runtime
  const reason =
    code === 124 ? 'no answer within a minute' : (output.trim().split('\n')[0] ?? `exit code ${code}`)
  say(`Not reachable (${reason}); the next try is in a day.`)
  fs.mkdirSync(path.dirname(failureFile), { recursive: true })
  const failure = { version: packageVersion(), at: new Date().toISOString(), reason }
  fs.writeFileSync(failureFile, `${JSON.stringify(failure)}\n`)
  return undefined
}

/**
 * @returns {Promise<Runtime>}
 * @throws {Stop} when none can be had, with what to do
 */
export async function findRuntime() {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) {
    const runtime = runtimeIn(path.resolve(override), 'override')
    if (fs.existsSync(runtime.executable)) return runtime
    throw new Stop(
      `ELECTRON_OVERRIDE_DIST_PATH names ${override}, which has no ${path.basename(runtime.executable)}`,
    )
  }
  const own = ownCopy() ?? (await ownDownload())
  if (own) return own
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Stop('No Electron. Unpack one elsewhere and name its folder in ELECTRON_OVERRIDE_DIST_PATH.')
  }
  const folder = path.join(root, '.cache', `electron-${testRuntimeVersion}`)
  await ensureTestRuntime(folder)
  return runtimeIn(folder, 'development')
}

main(import.meta.url, async () => {
  const runtime = await findRuntime()
  say(runtime.executable)
})
