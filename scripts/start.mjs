// Sets up what is missing and starts the app. `npm start [-- arguments for the app]`
// Without a display it runs under a virtual one and saves both windows to out/start/; without a terminal it ends
// after that, else it stays until Ctrl+C.
import * as fs from 'node:fs'
import path from 'node:path'
import { setUp } from './setup.mjs'
import { hasDisplay } from './system-packages.mjs'
import { main, root, run, say } from './terminal.mjs'

const startsWithinMs = 60_000

/** @param {string[]} args @param {string | undefined} dataDir */
async function startUnseen(args, dataDir) {
  const { launch, savePicture } = await import('./electron-launch.mjs')
  const running = await launch({ args, ...(dataDir === undefined ? {} : { dataDir }) })
  try {
    // the clerk can sign in: everything behind the windows is up
    await running.counter.locator('form').first().waitFor({ timeout: startsWithinMs })
    const folder = path.join(root, 'out', 'start')
    fs.mkdirSync(folder, { recursive: true })
    say('No display: the app runs under a virtual one. Its windows:')
    await savePicture(running.counter, path.join(folder, 'counter.png'))
    await savePicture(running.member, path.join(folder, 'member.png'))
    if (process.stdin.isTTY) {
      say('Running; Ctrl+C stops it.')
      await running.app.waitForEvent('close', { timeout: 0 })
    } else {
      say('No terminal: stopped again. In a terminal it stays until Ctrl+C.')
    }
  } catch (failure) {
    say(`What the app wrote:\n${running.output()}`)
    throw failure
  } finally {
    await running.close()
  }
}

main(import.meta.url, async (args) => {
  const runtime = await setUp()
  const { footingFor, isRoot, lastingDataFolder } = await import('./unprivileged.mjs')
  const where = await footingFor(runtime)
  const given = args.some((argument) => argument.startsWith('--user-data-dir='))
  const dataDir = isRoot() && !given ? await lastingDataFolder(where) : undefined
  if (!hasDisplay()) return startUnseen(args, dataDir)
  const folderArgs = dataDir === undefined ? [] : [`--user-data-dir=${dataDir}`]
  const sandboxArgs = where.sandbox ? [] : ['--no-sandbox']
  const { code } = await run(where.executable, [where.appFolder, ...folderArgs, ...sandboxArgs, ...args])
  return code
})
