// The packages of package-lock.json: `npm ci` when what is installed differs from it. Node's own modules only.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { mustRun, root, say, Stop } from './terminal.mjs'

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined} undefined: no such file
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return undefined
    throw failure
  }
}

/**
 * Whether npm's own record of the installed tree, which it writes last, says what the lock file says.
 * Packages of other platforms are locked and not installed.
 * @returns {boolean}
 */
function installed() {
  const locked = lockedPackages(path.join(root, 'package-lock.json'))
  const present = lockedPackages(path.join(root, 'node_modules', '.package-lock.json'))
  if (!locked || !present) return false
  const same = (/** @type {string} */ name) =>
    locked[name]?.version === present[name]?.version && locked[name]?.integrity === present[name]?.integrity
  const missing = Object.keys(locked).filter(
    (name) => name !== '' && !present[name] && !locked[name]?.optional,
  )
  return missing.length === 0 && Object.keys(present).every(same)
}

/** @returns {boolean} whether this Node is one that package.json's `engines` names */
function nodeIsNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22
}

/**
 * Installs the locked packages when something differs; nothing is fetched otherwise.
 * @throws {Stop} when this Node is too old or npm fails
 */
export async function ensureDependencies() {
  if (!nodeIsNewEnough()) throw new Stop(`Node 20.19+ or 22.12+ is needed; this is ${process.versions.node}`)
  if (installed()) return
  say('Installing the packages of package-lock.json (npm ci, about half a minute) ...')
  await mustRun('Installing the packages', 'npm', ['ci', '--no-audit', '--no-fund'])
}
