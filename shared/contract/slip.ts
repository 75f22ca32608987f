import { z } from 'zod'

/** A slip as core composes it: finished words; the slip page only lays them out (screens.md section 4). */
export const slipSchema = z.strictObject({
  title: z.string().max(40),
  banner: z.string().max(60),
  border: z.enum(['dashed', 'single', 'double', 'thick-left']),
  /** 12 digits in threes; empty on a slip that belongs to no operation. */
  number: z.string().max(20),
  numberLabel: z.string().max(60),
  rows: z
    .array(
      z.strictObject({
        label: z.string().max(20),
        value: z.string().max(400),
        small: z.string().max(120).nullable(),
        big: z.boolean(),
      }),
    )
    .max(20),
  /** What somebody declares with the signature below, a paragraph each. */
  statement: z.array(z.string().max(400)).max(4),
  /** Who signs: a label before an empty line, and the blanks of the date. */
  signatures: z.array(z.strictObject({ label: z.string().max(40), date: z.string().max(40) })).max(3),
  warning: z.string().max(400).nullable(),
  foot: z.array(z.string().max(200)).max(8),
  /** Compact JWS of the signed statement, at most 600 characters; null on a slip that belongs to no operation. */
  qr: z.string().min(20).max(600).nullable(),
})
export type Slip = z.infer<typeof slipSchema>

/** What a station's printer takes: sheets, or a roll that is cut where the slip ends. */
export const slipPapers = ['a5', '80mm'] as const
export type SlipPaper = (typeof slipPapers)[number]

/** A printer of the system's, by the name it is asked for; null = slips are only saved as files. */
export const printerNameSchema = z.string().min(1).max(200).nullable()

/** A printer as the system tells of it now. */
export const systemPrinterSchema = z.strictObject({
  name: z.string().min(1).max(200),
  /** What people call it. */
  shown: z.string().max(200),
})
export type SystemPrinter = z.infer<typeof systemPrinterSchema>
/** More are not listed at a counter. */
export const mostPrinters = 30

/** What the slip page is handed. */
export const printedSlipSchema = z.strictObject({ paper: z.enum(slipPapers), slip: slipSchema })
export type PrintedSlip = z.infer<typeof printedSlipSchema>
