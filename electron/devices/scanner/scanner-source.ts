import type { Endpoint } from '../endpoint'

/** A HID POS scanner that is plugged in, as a source lists it. */
export interface FoundScanner {
  /** Names path and interface. */
  key: string
  model: string
  simulated: boolean
  createEndpoint(): Endpoint
}

/** Where scanners come from. The list may lag behind the plug by a second. */
export interface ScannerSource {
  list(): Promise<FoundScanner[]>
}
