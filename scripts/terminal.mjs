// The scripts' one way to speak, to run other programs and to end. Node's own modules only.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

/** The checkout's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** An expected end: its message is for the person at the terminal, without a stack. */
export class Stop extends Error {}

/**
 * Prints one line.
 * @param {string} line
 */
export function say(line) {
  process.stdout.write(`${line}\n`)
}

/**
 * Runs a script's main function when the given module is the program that was started.
 * The function's number becomes the exit code; a `Stop` prints its message and gives 1.
 * @param {string} moduleUrl `import.meta.url` of the script
 * @param {(args: string[]) => Promise<number | void>} run gets the command line's arguments
 */
export function main(moduleUrl, run) {
  if (process.argv[1] === undefined || path.resolve(process.argv[1]) !== fileURLToPath(moduleUrl)) return
  run(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code ?? 0
    },
    (/** @type {unknown} */ failure) => {
      process.exitCode = 1
      const text =
        failure instanceof Stop ? failure.message : failure instanceof Error ? failure.stack : failure
      process.stderr.write(`${String(text)}\n`)
    },
  )
}

/**
 * Runs a program to its end; `npm` is found on every platform.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean, limitMs?: number }} [options]
 *   quiet: keep the output instead of showing it; limitMs: kill it after this time
 * @returns {Promise<{ code: number, output: string }>} code 127: not found, 124: over the limit
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32' && command === 'npm',
    })
    let output = ''
    let late = false
    const limit = options.limitMs
      ? setTimeout(() => {
          late = true
          child.kill('SIGKILL')
        }, options.limitMs)
      : undefined
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
    }
    child.on('error', (failure) => {
      clearTimeout(limit)
      resolve({ code: 127, output: failure.message })
    })
    child.on('close', (code) => {
      clearTimeout(limit)
      resolve({ code: late ? 124 : (code ?? 1), output })
    })
  })
}

/**
 * Like `run`, but anything but success ends the script.
 * @param {string} what what could not be done, for the message
 * @param {string} command
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 * @returns {Promise<string>} the output when `quiet`
 */
export async function mustRun(what, command, args, options) {
  const { code, output } = await run(command, args, options)
  if (code !== 0)
    throw new Stop(`${output}\n${what} failed: ${command} ${args.join(' ')} ended with ${code}`.trim())
  return output
}
