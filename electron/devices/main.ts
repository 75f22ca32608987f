import { randomInt, randomUUID } from 'node:crypto'
import { monotonicClock } from './clock'
import { runDevicesProcess } from './devices-process'
import type { ParentPort } from './devices-process'
import { equip } from './equip'

/** The composition root of the devices process. Electron is met only as `process.parentPort`. */

function isParentPort(port: unknown): port is ParentPort {
  return (
    typeof port === 'object' &&
    port !== null &&
    ['on', 'postMessage'].every((name) => typeof Reflect.get(port, name) === 'function')
  )
}

const parent: unknown = Reflect.get(process, 'parentPort')
if (!isParentPort(parent)) throw new Error('the devices process is started by the main process only')

// A throw that nobody caught is a bug: said by code, without its text, and the process is started afresh.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, () => {
    parent.postMessage({ type: 'log', level: 'error', code: 'devices.crashed' })
    process.exit(1)
  })
}

runDevicesProcess({
  parent,
  clock: monotonicClock,
  newId: randomUUID,
  equip: (start, log) => equip(start, monotonicClock, randomInt(2 ** 32), log),
})
