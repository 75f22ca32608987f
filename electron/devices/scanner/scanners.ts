import type { Scanner } from '../../../shared/contract/devices'
import { scannedTextSchema } from '../../../shared/contract/devices'
import type { Clock } from '../clock'
import { classifyEndpointError, errorText } from '../endpoint'
import type { Endpoint } from '../endpoint'
import type { Log } from '../log'
import { createPosReports } from './pos-reports'
import type { FoundScanner, ScannerSource } from './scanner-source'

export interface ScannersOptions {
  sources: readonly ScannerSource[]
  clock: Clock
  log: Log
  onChange: () => void
  /** A code, as it was scanned. It is told once and kept nowhere. */
  onText: (scannerKey: string, text: string) => void
}

export interface Scanners {
  list(): Scanner[]
  /** Asks the sources what is plugged in and opens what is not open. */
  look(): Promise<void>
  /** Every scanner that was ever seen is open. */
  allOpen(): boolean
  stop(): void
}

interface Slot {
  found: FoundScanner
  scanner: Scanner
  endpoint: Endpoint | undefined
}

export function createScanners(options: ScannersOptions): Scanners {
  const { clock, log } = options
  const slots: Slot[] = []
  let stopped = false

  function show(slot: Slot, state: Scanner['state']): void {
    if (slot.scanner.state === state) return
    slot.scanner = { ...slot.scanner, state }
    options.onChange()
  }

  async function close(endpoint: Endpoint): Promise<void> {
    try {
      await endpoint.close()
    } catch {
      log('warn', 'devices.close-failed')
    }
  }

  function listen(slot: Slot, endpoint: Endpoint): void {
    const reports = createPosReports(clock)
    endpoint.onError(() => {
      slot.endpoint = undefined
      show(slot, 'absent')
      void close(endpoint)
    })
    endpoint.onReport((report) => {
      const text = reports.take(report)
      if (text === undefined) return
      if (scannedTextSchema.safeParse(text).success) options.onText(slot.scanner.key, text)
      else log('warn', 'devices.scan-refused')
    })
  }

  async function open(slot: Slot): Promise<void> {
    const endpoint = slot.found.createEndpoint()
    slot.endpoint = endpoint
    try {
      await endpoint.open()
    } catch (error) {
      slot.endpoint = undefined
      const trouble = classifyEndpointError(errorText(error))
      show(slot, trouble === 'gone' ? 'absent' : trouble === 'other' ? 'fault' : trouble)
      return
    }
    if (stopped) {
      await close(endpoint)
      return
    }
    listen(slot, endpoint)
    show(slot, 'ready')
  }

  function slotOf(found: FoundScanner, listed: ReadonlySet<string>): Slot {
    const known =
      slots.find((slot) => slot.found.key === found.key) ??
      slots.find(
        (slot) =>
          slot.endpoint === undefined && !listed.has(slot.found.key) && slot.found.model === found.model,
      )
    if (known !== undefined) {
      known.found = found
      return known
    }
    const { key, model, simulated } = found
    const slot: Slot = {
      found,
      scanner: { key, model, kind: 'hid-pos', simulated, state: 'starting' },
      endpoint: undefined,
    }
    slots.push(slot)
    options.onChange()
    return slot
  }

  return {
    list: () => slots.map(({ scanner }) => scanner),
    allOpen: () => slots.every(({ endpoint }) => endpoint !== undefined),
    async look() {
      const answers = await Promise.allSettled(options.sources.map((source) => source.list()))
      if (answers.some(({ status }) => status === 'rejected')) log('warn', 'devices.list-failed')
      if (stopped) return
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      const listed = new Set(found.map(({ key }) => key))
      for (const slot of slots) {
        if (slot.endpoint === undefined && !listed.has(slot.found.key)) show(slot, 'absent')
      }
      const shut = found.map((one) => slotOf(one, listed)).filter((slot) => slot.endpoint === undefined)
      await Promise.all(shut.map(open))
    },
    stop() {
      stopped = true
      for (const { endpoint } of slots) if (endpoint !== undefined) void close(endpoint)
    },
  }
}
