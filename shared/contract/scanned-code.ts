import { z } from 'zod'
import { atSchema } from './operation'

/** A code that was scanned a moment ago. The code itself never reaches a window, but for an operation's number. */
export const scannedCodeViewSchema = z.strictObject({
  scanId: z.uuid(),
  /** 医保码: the centre alone can say whose; a slip's QR; the 12 digits of an operation. */
  kind: z.enum(['insurance-code', 'slip', 'operation-number']),
  /** A scanner of its own, or one that types like a keyboard. */
  from: z.enum(['scanner', 'keyboard']),
  characters: z.number().int().min(6).max(600),
  operationNumber: z.string().length(12).nullable(),
  /** Until when core holds it. */
  until: atSchema,
})
export type ScannedCodeView = z.infer<typeof scannedCodeViewSchema>
