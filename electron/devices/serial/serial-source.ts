import { createHash } from 'node:crypto'
import type { SerialPort } from 'serialport'
import type { Endpoint } from '../endpoint'
import type { Log } from '../log'
import type { SerialProfile } from '../profiles/profiles'
import type { FoundReader, ReaderSource } from '../reader-source'

/** Part of the library's description of a port. */
interface PortInfo {
  path: string
  vendorId?: string | undefined
  productId?: string | undefined
  serialNumber?: string | undefined
}

/** The library is loaded when a profile needs it only: its binding is native. */
const library = (): Promise<{ SerialPort: typeof SerialPort }> => import('serialport')

const same = (seen: string | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || seen?.toLowerCase() === wanted.toLowerCase()

/** Whether the port is the one, or the adaptor, that the profile names. */
export function isOfSerialProfile(port: PortInfo, profile: SerialProfile): boolean {
  return (
    same(port.vendorId, profile.vendorId) &&
    same(port.productId, profile.productId) &&
    (profile.path === undefined || port.path === profile.path)
  )
}

function createSerialEndpoint(path: string, baudRate: number): Endpoint {
  let port: SerialPort | undefined
  let onReport: ((report: Uint8Array) => void) | undefined
  let onError: ((message: string) => void) | undefined
  let closing = false

  function opened(): SerialPort {
    if (port === undefined) throw new Error('the port is not open')
    return port
  }

  return {
    async open() {
      const { SerialPort } = await library()
      const made = new SerialPort({ path, baudRate, autoOpen: false })
      await new Promise<void>((resolve, reject) => {
        made.open((error) => (error === null ? resolve() : reject(error)))
      })
      made.on('data', (bytes: Buffer) => onReport?.(bytes))
      made.on('error', (error: Error) => onError?.(error.message))
      made.on('close', () => {
        if (!closing) onError?.('the port is not connected any more')
      })
      port = made
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        opened().write(Buffer.from(bytes), (error) =>
          error === null || error === undefined ? resolve() : reject(error),
        )
      }),
    onReport(listener) {
      if (onReport !== undefined) throw new Error('read is already running')
      onReport = listener
    },
    onError(listener) {
      onError = listener
    },
    close: () =>
      new Promise((resolve, reject) => {
        closing = true
        // A port that was pulled out has closed itself.
        if (!opened().isOpen) resolve()
        else opened().close((error) => (error === null ? resolve() : reject(error)))
      }),
  }
}

/** The serial ports of this computer that a profile describes. */
export function createSerialSource(options: {
  profiles: readonly SerialProfile[]
  log: Log
  /** The system's list; the library's own but in tests. */
  list?: () => Promise<PortInfo[]>
}): ReaderSource {
  const { profiles, log } = options
  const list = options.list ?? (async () => (await library()).SerialPort.list() as Promise<PortInfo[]>)
  let unavailable = false

  async function ports(): Promise<PortInfo[]> {
    if (profiles.length === 0 || unavailable) return []
    try {
      return await list()
    } catch {
      unavailable = true
      log('error', 'devices.serial-unavailable')
      return []
    }
  }

  function readerOf(port: PortInfo): FoundReader[] {
    const profile = profiles.find((one) => isOfSerialProfile(port, one))
    if (profile === undefined) return []
    const { path, serialNumber } = port
    return [
      {
        // names the path without showing it
        key: `serial:${createHash('sha256').update(path).digest('hex').slice(0, 16)}`,
        model: profile.name,
        ...(serialNumber === undefined ? {} : { serial: serialNumber.slice(0, 100) }),
        simulated: false,
        carrier: profile.carrier,
        rereadWithoutLift: profile.rereadWithoutLift,
        createEndpoint: () => createSerialEndpoint(path, profile.carrier.baudRate),
      },
    ]
  }

  return { list: async () => (await ports()).flatMap(readerOf) }
}
