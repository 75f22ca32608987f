// Root cannot run Chromium's sandbox. So for root the app runs as the user nobody, with a home of its own, and
// where nobody may not read the checkout, from a readable copy of what the app needs.
import * as fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root, run, say, Stop } from './terminal.mjs'

/**
 * How the app is started here.
 * @typedef {object} Footing
 * @property {string} executable Electron, or the launcher that changes the user first
 * @property {string} appFolder
 * @property {boolean} sandbox false: the kernel offers none; said once as a named skip
 * @property {boolean} asNobody
 */

const asNobody = ['--reuid=nobody', '--regid=nogroup', '--clear-groups']
/** What the app reads, from the checkout's root; the runtime comes on top. */
const needed = [
  'package.json',
  'resources',
  'out/app',
  'node_modules/sql.js',
  'node_modules/@electric-sql/pglite',
  '.cache/centre-image',
]

/** @returns {boolean} */
export function isRoot() {
  return process.platform === 'linux' && process.getuid?.() === 0
}

/** A folder of this process, readable by all, gone at its end. @type {string | undefined} */
let scratch

/** @returns {string} */
function scratchFolder() {
  if (scratch === undefined) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wallet-counter-'))
    fs.chmodSync(folder, 0o755)
    process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }))
    scratch = folder
  }
  return scratch
}

/** @returns {Promise<{ uid: number, gid: number }>} */
async function nobody() {
  const uid = await run('id', ['-u', 'nobody'], { quiet: true })
  const gid = await run('getent', ['group', 'nogroup'], { quiet: true })
  if (uid.code !== 0 || gid.code !== 0)
    throw new Stop('There is no user nobody or no group nogroup to run the app as.')
  return { uid: Number(uid.output), gid: Number(gid.output.split(':')[2]) }
}

/** @param {string[]} paths @returns {Promise<boolean>} whether nobody can read everything below them */
async function readableByNobody(paths) {
  const find = ['find', ...paths, '!', '-readable', '-print', '-quit']
  const { code, output } = await run('setpriv', [...asNobody, ...find], { quiet: true, cwd: '/' })
  return code === 0 && output === ''
}

/** @param {string} from @param {string} to */
function copyReadable(from, to) {
  fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  const names = fs.statSync(to).isDirectory() ? fs.readdirSync(to, { recursive: true, encoding: 'utf8' }) : []
  for (const file of [to, ...names.map((name) => path.join(to, name))]) {
    const { mode } = fs.lstatSync(file)
    if ((mode & fs.constants.S_IFMT) !== fs.constants.S_IFLNK)
      fs.chmodSync(file, mode | ((mode & 0o500) >> 6) | 0o44)
  }
}

/**
 * @param {string} runtimeFolder
 * @returns {string} the copy's folder; the runtime lies in `runtime` inside it
 */
function copyOfTheApp(runtimeFolder) {
  const copy = path.join(scratchFolder(), 'app')
  for (const part of needed) {
    fs.mkdirSync(path.dirname(path.join(copy, part)), { recursive: true, mode: 0o755 })
    copyReadable(path.join(root, part), path.join(copy, part))
  }
  copyReadable(runtimeFolder, path.join(copy, 'runtime'))
  return copy
}

/**
 * A script that becomes nobody and then Electron; the process keeps its number.
 * @param {string} executable
 * @returns {Promise<string>}
 */
async function launcherFor(executable) {
  const home = path.join(scratchFolder(), 'home')
  const { uid, gid } = await nobody()
  fs.mkdirSync(home, { mode: 0o700 })
  const authority = process.env['XAUTHORITY'] ?? path.join(os.homedir(), '.Xauthority')
  if (fs.existsSync(authority)) {
    fs.copyFileSync(authority, path.join(home, '.Xauthority'))
    fs.chownSync(path.join(home, '.Xauthority'), uid, gid)
  }
  fs.chownSync(home, uid, gid)
  const launcher = path.join(scratchFolder(), 'electron')
  const environment = `HOME='${home}' XDG_RUNTIME_DIR='${home}' XAUTHORITY='${home}/.Xauthority'`
  const lines = [
    '#!/bin/sh',
    `cd '${home}'`,
    `exec setpriv ${asNobody.join(' ')} env ${environment} '${executable}' "$@"`,
  ]
  fs.writeFileSync(launcher, `${lines.join('\n')}\n`, { mode: 0o755 })
  fs.chmodSync(launcher, 0o755)
  return launcher
}

/** @returns {Promise<boolean>} whether the kernel lets the app's user make the namespaces Chromium's sandbox needs */
async function sandboxPossible() {
  if (process.platform !== 'linux') return true
  const probe = ['unshare', '--user', '--net', 'true']
  const [command, ...args] = isRoot() ? ['setpriv', ...asNobody, ...probe] : probe
  const { code } = await run(command ?? '', args, { quiet: true, cwd: '/' })
  if (code === 0) return true
  say(
    'skipped: Chromium sandbox (this kernel refuses user namespaces to ordinary users); started with --no-sandbox',
  )
  return false
}

/** @param {import('./electron-runtime.mjs').Runtime} runtime @returns {Promise<Footing>} */
async function findFooting(runtime) {
  const sandbox = await sandboxPossible()
  if (!isRoot()) return { executable: runtime.executable, appFolder: root, sandbox, asNobody: false }
  const inPlace = await readableByNobody([runtime.folder, ...needed.map((part) => path.join(root, part))])
  const appFolder = inPlace ? root : copyOfTheApp(runtime.folder)
  const name = path.relative(runtime.folder, runtime.executable)
  const executable = inPlace ? runtime.executable : path.join(appFolder, 'runtime', name)
  return { executable: await launcherFor(executable), appFolder, sandbox, asNobody: true }
}

/** @type {Promise<Footing> | undefined} */
let footing

/**
 * Decided once per process.
 * @param {import('./electron-runtime.mjs').Runtime} runtime
 * @returns {Promise<Footing>}
 */
export function footingFor(runtime) {
  footing ??= findFooting(runtime)
  return footing
}

/**
 * Makes a folder the app's own: for root it and everything in it is given to nobody.
 * @param {string} folder
 * @returns {Promise<string>} the folder
 * @throws {Stop} when somebody else made it or nobody cannot get there
 */
export async function dataFolder(folder) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!isRoot()) return folder
  const { uid, gid } = await nobody()
  const { uid: owner, mode } = fs.lstatSync(folder)
  if ((mode & fs.constants.S_IFMT) !== fs.constants.S_IFDIR || (owner !== uid && owner !== 0)) {
    throw new Stop(`${folder} belongs to somebody else`)
  }
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    fs.lchownSync(path.join(folder, name), uid, gid)
  }
  fs.chownSync(folder, uid, gid)
  const { code } = await run('setpriv', [...asNobody, 'test', '-w', folder], { quiet: true, cwd: '/' })
  if (code !== 0) throw new Stop(`The user nobody, as whom root runs the app, cannot get to ${folder}`)
  return folder
}

/**
 * Where root's practice data stay between starts: in the checkout, or where nobody cannot get there, below
 * /var/tmp under a name made of the checkout's path.
 * @param {Footing} where
 * @returns {Promise<string>}
 */
export async function lastingDataFolder(where) {
  if (where.appFolder !== root) return dataFolder(`/var/tmp/wallet-counter${root.replaceAll(path.sep, '-')}`)
  const home = path.join(root, '.cache', 'home')
  fs.mkdirSync(home, { recursive: true, mode: 0o755 })
  return dataFolder(path.join(home, 'practice'))
}
