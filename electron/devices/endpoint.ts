/**
 * One opening of a device that speaks in reports, in the manner of node-hid: `write` takes the report with its
 * report id in front, `onReport` gives reports as they come (numbered ones with their number in front). A serial line
 * is one too, its reports are pieces of a stream. Use it once: open, listen, write, close.
 */
export interface Endpoint {
  /** Rejects with an Error whose message is the system's text, see `classifyEndpointError`. */
  open(): Promise<void>
  /** Sends one report, byte 0 is the report id (00 when reports are not numbered). Rejects when the device is gone. */
  write(report: Uint8Array): Promise<void>
  /** Sets the one report listener. A second one throws. */
  onReport(listener: (report: Uint8Array) => void): void
  /** Sets the error listener. The argument is a text, not an Error; after it the device is gone. */
  onError(listener: (message: string) => void): void
  /** Rejects when called a second time. */
  close(): Promise<void>
}

export type EndpointTrouble = 'no-permission' | 'busy' | 'gone' | 'other'

const troubleTexts: readonly (readonly [EndpointTrouble, RegExp])[] = [
  // A serial port that is "denied" on Windows or cannot be locked is held by another program.
  [
    'busy',
    /resource busy|being used by another process|sharing violation|cannot lock port|opening com\d+: access denied/i,
  ],
  ['no-permission', /permission denied|access is denied|access denied|operation not permitted/i],
  [
    'gone',
    /no such (device|file)|not connected|could not read from hid device|cannot open device|device .*removed/i,
  ],
]

/** Reads the system's error text, the only thing node-hid gives: its errors have no code. */
export function classifyEndpointError(message: string): EndpointTrouble {
  return troubleTexts.find(([, pattern]) => pattern.test(message))?.[0] ?? 'other'
}

/** The text of whatever a library threw or rejected with. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
