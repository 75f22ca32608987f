// Runs the reference centre from the built code. `npm run central` serves a practice centre until Ctrl+C;
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
  ...['--enrol-code', 'practice-2'],
]

main(import.meta.url, async (args) => {
  await ensureDependencies()
  await ensureBuild()
  if (args.length === 0) {
    await ensureCentreImage()
    say('Console: http://127.0.0.1:8470/console/ once the centre is up. An operator, while it is down:')
    say('  npm run central -- operator ID --name NAME --data .cache/central')
  }
  const central = path.join(root, 'out', 'app', 'main', 'central.js')
  const { code } = await run(process.execPath, [central, ...(args.length === 0 ? servePractice : args)])
  return code
})
