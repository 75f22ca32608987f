import { HIDAsync } from 'node-hid'
import type { Endpoint } from '../endpoint'
import { errorText } from '../endpoint'

/*
 * node-hid crashes the process on a second `data` listener and on an `error` event that nobody hears, blocks on a read
 * without a timeout, and loses reports when it is paused. So each opening has one listener of each kind for its whole
 * life and nothing is ever read or paused by hand (readers.md section 5).
 */
export function createHidEndpoint(path: string): Endpoint {
  let device: HIDAsync | undefined
  let listening = false
  let onError: ((message: string) => void) | undefined
  let failed: string | undefined

  function fail(error: unknown): void {
    if (failed !== undefined) return
    failed = errorText(error)
    onError?.(failed)
  }

  function opened(): HIDAsync {
    if (device === undefined) throw new Error('the device is not open')
    return device
  }

  return {
    async open() {
      device = await HIDAsync.open(path)
      device.on('error', fail)
    },
    async write(report) {
      await opened().write(Buffer.from(report))
    },
    onReport(listener) {
      if (listening) throw new Error('read is already running')
      listening = true
      opened().on('data', (report: Buffer) => listener(report))
    },
    onError(listener) {
      onError = listener
      if (failed !== undefined) listener(failed)
    },
    close: () => opened().close(),
  }
}
