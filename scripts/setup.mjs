// Makes a fresh clone ready, each step only when it is needed, so that a second time is quick and needs no line:
// packages, Debian packages, Electron runtime, build, practice centre's database. `node scripts/setup.mjs`
// At the top only Node's own modules are loaded, here and in what is imported: nothing is installed yet.
import { ensureBuild } from './build.mjs'
import { ensureCentreImage } from './centre-image.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { findRuntime } from './electron-runtime.mjs'
import { ensureSystemPackages } from './system-packages.mjs'
import { main, say } from './terminal.mjs'
import { provenance } from './test-runtime.mjs'

/**
 * @returns {Promise<import('./electron-runtime.mjs').Runtime>} the runtime to start the app with
 * @throws {import('./terminal.mjs').Stop} with what to do
 */
export async function setUp() {
  await ensureDependencies()
  await ensureSystemPackages()
  const runtime = await findRuntime()
  if (runtime.origin === 'development') say(provenance)
  await ensureBuild()
  await ensureCentreImage()
  return runtime
}

main(import.meta.url, async () => {
  await setUp()
  say('Ready: npm start, npm test, npm run demo, npm run check, npm run central')
})
