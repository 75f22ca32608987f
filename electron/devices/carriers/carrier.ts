/** Takes the reports of one opening of a device and gives the bytes of the stream that they carry. */
export interface CarrierReceiver {
  /** The bytes that this report completes; fill bytes included when the carrier has no length of its own. */
  take(report: Uint8Array): Uint8Array
  /** Forgets what is not complete: a new command is being asked. */
  reset(): void
}

/** How the bytes of a frame travel in the reports of a device. */
export interface Carrier {
  /** The reports to write, each with its report id in front and padded to the full size. */
  reportsOf(frame: Uint8Array): Uint8Array[]
  createReceiver(): CarrierReceiver
  /** The report that acknowledges a whole answer, where the model wants one. */
  acknowledgement: Uint8Array | undefined
}
