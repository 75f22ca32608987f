// A virtual X display for runs without a screen: one per process, gone with it.
import { spawn } from 'node:child_process'
import { hasDisplay } from './system-packages.mjs'
import { Stop } from './terminal.mjs'

/** @type {Promise<string> | undefined} */
let started

/** Xvfb chooses a free number itself and says it on file descriptor 3. @returns {Promise<string>} e.g. `:99` */
function startXvfb() {
  const server = ['Xvfb', '-displayfd', '3', '-ac', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp']
  // dies with this process, even when that is killed
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...server], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill())
  return new Promise((resolve, reject) => {
    let complaint = ''
    let number = ''
    child.stdio[2]?.on('data', (text) => (complaint += String(text)))
    child.stdio[3]?.on('data', (text) => {
      number += String(text)
      if (!number.endsWith('\n')) return
      resolve(`:${number.trim()}`)
      for (const stream of [child.stdio[2], child.stdio[3]]) stream?.destroy()
      // from here on it shall not keep this process alive
      child.unref()
    })
    child.on('error', (failure) => reject(new Stop(`Xvfb does not start: ${failure.message}`)))
    child.on('exit', () => reject(new Stop(`Xvfb ended: ${complaint.trim()}`)))
  })
}

/**
 * @returns {Promise<Record<string, string>>} what a windowed program needs in its environment, beyond what this
 *   process has: nothing where there is a display, else `DISPLAY`
 */
export async function displayEnvironment() {
  if (hasDisplay()) return {}
  started ??= startXvfb()
  return { DISPLAY: await started }
}
