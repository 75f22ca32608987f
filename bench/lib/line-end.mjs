// A process at one end of the line: asked over its IPC channel, one question at a time.
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'

const memory = '/dev/shm'

/** What this namespace's device has sent: IP bytes, headers included, also those that were lost on the way. */
export function bytesSent() {
  const line = fs
    .readFileSync('/proc/self/net/dev', 'utf8')
    .split('\n')
    .find((text) => text.trim().startsWith('wlt'))
  if (line === undefined) throw new Error('this process is at no end of a line')
  return Number(line.split(':')[1].trim().split(/\s+/)[8])
}

/** Answers `{ do, ...input }` by the act of that name. */
export function answering(acts) {
  process.on('message', async ({ act, input }) => {
    try {
      process.send({ value: await acts[act](input) })
    } catch (error) {
      process.send({
        error:
          error instanceof Error ? `${error.stack} ${JSON.stringify(error.data ?? null)}` : String(error),
      })
    }
  })
  process.on('disconnect', () => process.exit(0))
  process.send({ value: 'ready' })
}

/** Starts a program of bench/lib inside a namespace (null: this one). */
export async function startEnd(namespace, program, args = []) {
  const words = [process.execPath, '--max-old-space-size=4096', program, ...args]
  if (namespace !== null) words.unshift('ip', 'netns', 'exec', namespace)
  // the line is measured, not a disk that others use as well
  const env = fs.existsSync(memory) ? { ...process.env, TMPDIR: memory } : process.env
  const child = spawn(words[0], words.slice(1), { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const next = () =>
    new Promise((resolve, reject) => {
      const ended = (code) => reject(new Error(`${program} ended with ${code}`))
      child.once('exit', ended)
      child.once('message', (message) => {
        child.off('exit', ended)
        if (message.error === undefined) resolve(message.value)
        else reject(new Error(message.error))
      })
    })
  await next()
  return {
    ask: (act, input = {}) => {
      const answer = next()
      child.send({ act, input })
      return answer
    },
    end: () => {
      child.disconnect()
      return new Promise((resolve) => child.once('exit', resolve))
    },
  }
}
