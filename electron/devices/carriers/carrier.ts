export type CarrierName = 'raw64'

/** How the bytes of a frame travel in the reports of a device. */
export interface Carrier {
  /** The reports to write, each with its report id in front and padded to the full size. */
  reportsOf(frame: Uint8Array): Uint8Array[]
  /** The bytes of the stream that one received report carries, fill bytes included when the carrier has no length. */
  bytesOf(report: Uint8Array): Uint8Array
}
