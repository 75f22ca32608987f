// Runs the reference centre from the built code. `npm run central` serves a practice centre with an invented town until Ctrl+C;
// `npm run central -- COMMAND …` runs one of its commands, `npm run central -- help` lists them.
import path from 'node:path'
import { ensureBuild } from './build.mjs'
import { ensureCentreImage } from './centre-image.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { main, root, run, say } from './terminal.mjs'

const cache = path.join(root, '.cache')
const servePractice = [
  'serve',
  ...['--data', path.join(cache, 'central')],
  ...['--image', path.join(cache, 'centre-image')],
  ...['--port', '8470'],
  // the same town for everybody who looks at it
  ...['--town', '1'],
  ...['--enrol-code', 'practice-2'],
]

main(import.meta.url, async (args) => {
  await ensureDependencies()
  await ensureBuild()
  const central = path.join(root, 'out', 'app', 'main', 'central.js')
  if (args.length === 0) {
    await ensureCentreImage()
    say('Console: http://127.0.0.1:8470/console/, operators office-1 and office-2, the practice password')
  }
  const { code } = await run(process.execPath, [central, ...(args.length === 0 ? servePractice : args)])
  return code
})
