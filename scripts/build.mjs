// Builds the app and the centre into out/app when their sources changed. `npm run build [-- --force]`
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { main, mustRun, root, say } from './terminal.mjs'

const sources = ['electron', 'renderer', 'shared', 'central', 'resources']
const settings = ['electron.vite.config.ts', 'package.json', 'package-lock.json']
const stampFile = path.join(root, 'out', 'app', '.stamp')

/** @param {string} folder @returns {string[]} its files with their paths from the root, in a fixed order */
function filesIn(folder) {
  return fs
    .readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.ts$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort()
}

/** @returns {string} SHA-256 over every source's path and content */
function sourceHash() {
  const hash = createHash('sha256')
  for (const file of [...settings, ...sources.flatMap(filesIn)]) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** @returns {string | undefined} the hash of the sources that out/app was built from */
export function builtFrom() {
  return fs.existsSync(stampFile) ? fs.readFileSync(stampFile, 'utf8') : undefined
}

/** @param {{ force?: boolean }} [options] */
export async function ensureBuild(options = {}) {
  const hash = sourceHash()
  if (!options.force && builtFrom() === hash) return
  say('Building out/app ...')
  fs.rmSync(path.join(root, 'out', 'app'), { recursive: true, force: true })
  const program = path.join(root, 'node_modules', 'electron-vite', 'dist', 'cli.js')
  await mustRun('The build', process.execPath, [program, 'build', '--logLevel', 'warn'])
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const page = ['build', '--config', 'central/console/vite.config.mts', '--logLevel', 'warn']
  await mustRun("The console's build", process.execPath, [vite, ...page])
  fs.writeFileSync(stampFile, hash)
}

main(import.meta.url, async (args) => {
  await ensureDependencies()
  await ensureBuild({ force: args.includes('--force') })
})
