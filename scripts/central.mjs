// Runs the reference centre from the built code with the arguments given. `npm run central -- help`
import path from 'node:path'
import { ensureBuild } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { main, root, run } from './terminal.mjs'

main(import.meta.url, async (args) => {
  await ensureDependencies()
  await ensureBuild()
  const { code } = await run(process.execPath, [path.join(root, 'out', 'app', 'main', 'central.js'), ...args])
  return code
})
