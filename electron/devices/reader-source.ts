import type { CarrierDescriptor } from './carriers/carriers'
import type { Endpoint } from './endpoint'

/** A reader that is plugged in, as a source lists it. */
export interface FoundReader {
  /** Names path and interface. */
  key: string
  model: string
  /** The serial number that the device tells, where it has one. */
  serial?: string
  simulated: boolean
  carrier: CarrierDescriptor
  /** The model finds a card again that was read and still lies there; else "none" says nothing about a lift. */
  rereadWithoutLift: boolean
  createEndpoint(): Endpoint
}

/** Where readers come from. The list may lag behind the plug by a second. */
export interface ReaderSource {
  list(): Promise<FoundReader[]>
}
