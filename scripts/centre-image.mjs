// The practice centre's prepared database: opening an empty one takes seconds, so it is made once for each set of
// migrations and kept in .cache/centre-image.
import * as fs from 'node:fs'
import path from 'node:path'
import { builtFrom } from './build.mjs'
import { mustRun, root, say } from './terminal.mjs'

const folder = path.join(root, '.cache', 'centre-image')
const stampFile = path.join(folder, '.stamp')

/** Asks the built centre for its image; the centre itself knows whether one is there. */
export async function ensureCentreImage() {
  const built = builtFrom()
  if (built !== undefined && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === built) return
  say("Preparing the practice centre's database ...")
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  const program = path.join(root, 'out', 'app', 'main', 'central.js')
  await mustRun('Preparing the practice centre', process.execPath, [program, 'prepare-image', folder], {
    quiet: true,
  })
  fs.writeFileSync(stampFile, built ?? '')
}
