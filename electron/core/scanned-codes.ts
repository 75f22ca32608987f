import type { ScannedCodeView } from '../../shared/contract/scanned-code'
import { scannedKind } from '../../shared/domain/scanned-text'
import type { ScannedKind } from '../../shared/domain/scanned-text'

/** A 医保码 lives this long and no longer (readers.md 6). */
export const codeLivesMs = 60_000

export type CodeSource = ScannedCodeView['from']

/**
 * The last scanned code, in memory only: it is in no event, no file and no log line, and no window ever sees it whole.
 * After a minute, or as soon as somebody else is served, its bytes are overwritten.
 */
export interface ScannedCodes {
  /** Takes a code in place of the one before; the same scan again changes nothing. */
  take(scanId: string, text: string, from: CodeSource): ScannedKind
  /** What the window may know of it: what it is taken for, how long it is, until when it is held. */
  view(): ScannedCodeView | null
  /** The held 医保码 for the question to the centre; null when there is none. */
  insuranceCode(): string | null
  /** The held slip's statement of this scan; null when there is none any more. */
  slip(scanId: string): string | null
  /** Forgets it now. */
  drop(): void
}

interface Parts {
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly schedule: (run: () => void, delayMs: number) => () => void
  /** The window has something else to show. */
  readonly changed: () => void
}

interface Held {
  readonly view: ScannedCodeView
  readonly bytes: Buffer
  readonly cancel: () => void
}

export function createScannedCodes({ now, schedule, changed }: Parts): ScannedCodes {
  let held: Held | null = null

  function drop(): void {
    if (held === null) return
    held.cancel()
    held.bytes.fill(0)
    held = null
    changed()
  }

  return {
    take(scanId, text, from) {
      if (held?.view.scanId === scanId) return held.view.kind
      const kind = scannedKind(text)
      if (kind === 'malformed') return kind
      drop()
      const isAsked = kind === 'insurance-code' || kind === 'slip'
      held = {
        view: {
          scanId,
          kind,
          from,
          characters: text.length,
          operationNumber: kind === 'operation-number' ? text : null,
          until: now() + codeLivesMs,
        },
        // only what will be asked about is worth holding
        bytes: Buffer.from(isAsked ? text : '', 'ascii'),
        cancel: schedule(drop, codeLivesMs),
      }
      changed()
      return kind
    },
    view: () => held?.view ?? null,
    insuranceCode: () => (held?.view.kind === 'insurance-code' ? held.bytes.toString('ascii') : null),
    slip: (scanId) =>
      held?.view.kind === 'slip' && held.view.scanId === scanId ? held.bytes.toString('ascii') : null,
    drop,
  }
}
