import type { CarrierName } from './carriers/carrier'
import type { Endpoint } from './endpoint'

/** A reader that is plugged in, as a source lists it. */
export interface FoundReader {
  /** Stable over unplug and plug: path and interface. */
  key: string
  model: string
  simulated: boolean
  carrier: CarrierName
  /** The model finds a card again that was read and still lies there; else "none" says nothing about a lift. */
  rereadWithoutLift: boolean
  createEndpoint(): Endpoint
}

/** Where readers come from. The list may lag behind the plug by a second. */
export interface ReaderSource {
  list(): Promise<FoundReader[]>
}
