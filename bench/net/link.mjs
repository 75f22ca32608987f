// A thin line between two network namespaces of this machine, for benches: made, measured, removed.
// Needs root, /dev/net/tun and ip; where they are missing `whyNot` says so and the bench prints "ok":null.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import path from 'node:path'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** @typedef {{ rateBps: number, delayMs: number, loss: number, queuePackets: number, seed: number, upS?: number, downS?: number }} LineOptions */
/** @typedef {{ packets: number, bytes: number, lost: number, overflowed: number, inOutage: number }} Counted IP bytes, headers included */

/** The line of goals.md: 300 ms round trip, 5 % loss each way, 64 kbit/s. */
export const townshipLine = { rateBps: 64_000, delayMs: 150, loss: 0.05, queuePackets: 40, seed: 1 }

/** @returns {string | null} why no line can be made here */
export function whyNot() {
  if (process.platform !== 'linux') return 'network namespaces are Linux only'
  if (process.getuid?.() !== 0) return 'making network namespaces needs root'
  if (!fs.existsSync('/dev/net/tun')) return '/dev/net/tun is missing'
  const made = spawnSync('ip', ['netns', 'add', 'walletprobe'])
  if (made.error !== undefined) return 'ip is missing (apt-get install iproute2)'
  if (made.status !== 0) return `network namespaces are not allowed here: ${String(made.stderr).trim()}`
  execFileSync('ip', ['netns', 'del', 'walletprobe'])
  return null
}

/** @param {string} folder where the program is built @returns {string} its path */
export function buildEmulator(folder) {
  fs.mkdirSync(folder, { recursive: true })
  const program = path.join(folder, 'link-emulator')
  execFileSync('cc', ['-O2', '-Wall', '-o', program, path.join(import.meta.dirname, 'link-emulator.c')])
  return program
}

/** @param {string} namespace @param {string[]} words */
const within = (namespace, words) => execFileSync('ip', ['netns', 'exec', namespace, ...words])

/**
 * Two namespaces with one line between them. Ends of the line: `counter` (10.99.ID.1) and `centre` (10.99.ID.2).
 * @param {string} program @param {number} id 0 to 255, one line each @param {LineOptions} options
 */
export async function openLine(program, id, options) {
  const ends = ['a', 'b'].map((letter, index) => ({
    namespace: `wallet${id}${letter}`,
    device: `wlt${id}${letter}`,
    address: `10.99.${id}.${index + 1}`,
  }))
  const [counter, centre] = /** @type {[typeof ends[0], typeof ends[0]]} */ (ends)
  const { rateBps, delayMs, loss, queuePackets, seed, upS, downS } = options
  const words = [counter.device, centre.device, rateBps, delayMs, loss, queuePackets, seed]
  if (downS !== undefined && upS !== undefined) words.push(upS, downS)
  const remove = () => {
    for (const { namespace } of ends) spawnSync('ip', ['netns', 'del', namespace])
  }
  // what a killed bench left
  remove()
  const emulator = spawn(program, words.map(String), { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: emulator.stdout })[Symbol.asyncIterator]()
  if ((await lines.next()).value !== 'ready') throw new Error('the line emulator did not start')
  // a bench that fails leaves no line behind
  const abandon = () => {
    emulator.kill('SIGKILL')
    remove()
  }
  process.once('exit', abandon)
  try {
    for (const { namespace, device, address } of ends) {
      execFileSync('ip', ['netns', 'add', namespace])
      execFileSync('ip', ['link', 'set', device, 'netns', namespace])
      within(namespace, ['ip', 'link', 'set', 'lo', 'up'])
      within(namespace, ['ip', 'addr', 'add', `${address}/24`, 'dev', device])
      within(namespace, ['ip', 'link', 'set', device, 'up'])
    }
  } catch (error) {
    emulator.kill('SIGKILL')
    remove()
    throw error
  }
  return {
    counter,
    centre,
    /** Removes everything. @returns {Promise<{ up: Counted, down: Counted }>} `up` = from the counter to the centre */
    async close() {
      emulator.kill('SIGTERM')
      const { value } = await lines.next()
      if (emulator.exitCode === null) await once(emulator, 'exit')
      process.off('exit', abandon)
      remove()
      return JSON.parse(value)
    },
  }
}
