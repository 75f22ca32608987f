/** What an answer's SW3 means for the session, readers.md section 2. */
export type StatusClass =
  | 'ok'
  /** 80: no card found. */
  | 'idle'
  /** 10, 11, 21: the reader could not read our frame. */
  | 'our-frame-wrong'
  /** 24: an error that the reader itself cannot name. */
  | 'needs-reset'
  /** 31, 32, 33: card and reader did not accept each other, or the data on the card does not verify. */
  | 'card-refused'
  | 'not-an-id-card'
  | 'card-moved'
  | 'self-test-failed'
  | 'device-fault'
  | 'unknown'

const classes: ReadonlyMap<number, StatusClass> = new Map<number, StatusClass>([
  [0x90, 'ok'],
  [0x9f, 'ok'],
  [0x91, 'ok'],
  [0x80, 'idle'],
  [0x10, 'our-frame-wrong'],
  [0x11, 'our-frame-wrong'],
  [0x21, 'our-frame-wrong'],
  [0x24, 'needs-reset'],
  [0x31, 'card-refused'],
  [0x32, 'card-refused'],
  [0x33, 'card-refused'],
  [0x40, 'not-an-id-card'],
  [0x41, 'card-moved'],
  [0x47, 'card-moved'],
  [0x81, 'card-moved'],
  [0x60, 'self-test-failed'],
  [0x66, 'device-fault'],
])

/** The class of an SW3 byte. */
export function statusClass(sw3: number): StatusClass {
  return classes.get(sw3) ?? 'unknown'
}
