import { z } from 'zod'
import { looseEnds } from '../domain/day-close'
import { operationStates, receipts } from '../domain/operation'
import type { DisplayState } from '../domain/operation-states'
import { command } from './command'
import { tallySchema } from './day-close'
import { atSchema, errorCodeSchema, fenSchema, kindSchema, operationIdSchema } from './operation'
import { operationStateSchema, receiptSchema } from './operation'

/** As many operations of one loose end as are listed; the count says how many there are. */
export const mostListed = 100
/** As many earlier days as are listed. */
export const mostDays = 31

const dayText = z.iso.date()
const displayStates: readonly DisplayState[] = [
  ...operationStates,
  ...receipts.map((receipt) => `receipt-${receipt}` as const),
]
const figures = z.strictObject({ count: z.number().int().min(0), amountFen: fenSchema })

/** One operation as the day close names it: its 业务号 and what it is, no person. */
const listedSchema = z.strictObject({
  operationId: operationIdSchema,
  /** 12 digits; null = this counter has none of this id. */
  number: z.string().length(12).nullable(),
  kind: kindSchema.nullable(),
  state: operationStateSchema.nullable(),
  receipt: receiptSchema.nullable(),
})
export type ListedOperation = z.infer<typeof listedSchema>

const differenceSchema = z.strictObject({
  /** As the centre says it: a newer one may name what this version does not know. */
  kind: tallySchema.shape.kind,
  outcome: tallySchema.shape.outcome,
  counter: figures,
  centre: figures,
  onlyAtCentre: z.array(listedSchema),
  onlyHere: z.array(listedSchema),
  inBoth: z.array(listedSchema),
  more: z.boolean(),
})
export type DayDifferenceView = z.infer<typeof differenceSchema>

/** 日结核对: one business day as this counter knows it. */
export const dayViewSchema = z.strictObject({
  day: dayText,
  today: dayText,
  /** When these figures were counted. */
  asOf: atSchema,
  operations: z.number().int().min(0),
  lines: z.array(
    figures.extend({
      kind: kindSchema,
      state: z.custom<DisplayState>((state) => displayStates.some((known) => known === state)),
    }),
  ),
  looseEnds: z.array(
    z.strictObject({
      why: z.enum(looseEnds),
      count: z.number().int().min(1),
      operations: z.array(listedSchema).max(mostListed),
    }),
  ),
  /** Changes of the centre that this version does not know yet, by their type. */
  parkedChanges: z.array(z.strictObject({ type: z.string().max(40), count: z.number().int().min(1) })),
  /** Today: how many people were put by and wait for their visit to go on. */
  parkedVisits: z.number().int().min(0),
  /** The newest comparison with the centre; null = there was none. */
  compared: z
    .strictObject({
      at: atSchema,
      clerk: z.string(),
      /** How often the centre compared this day, this time included. */
      number: z.number().int().min(1),
      /** What would be compared has changed since. */
      changed: z.boolean(),
      differences: z.array(differenceSchema),
    })
    .nullable(),
  /** The newest close; null = the day is not closed. */
  closed: z
    .strictObject({
      at: atSchema,
      clerk: z.string(),
      /** How often it was closed here. */
      times: z.number().int().min(1),
      operations: z.number().int().min(0),
      looseEnds: z.number().int().min(0),
      /** The centre's number and how many lines differed; null = it was closed without the centre. */
      comparison: z
        .strictObject({ number: z.number().int().min(1), differences: z.number().int().min(0) })
        .nullable(),
      /** What was taken, or what became of it, has changed since. */
      changed: z.boolean(),
    })
    .nullable(),
  /** Earlier days that somebody still has to close, or to compare, the newest first. */
  openDays: z
    .array(z.strictObject({ day: dayText, why: z.enum(['not-closed', 'not-compared', 'differs']) }))
    .max(mostDays),
  /** Older ones that are not listed. */
  moreDays: z.number().int().min(0),
})
export type DayView = z.infer<typeof dayViewSchema>

/** What a comparison or a close came to: the day anew, and why the centre was not heard. */
export const dayDoneSchema = z.strictObject({
  view: dayViewSchema,
  notHeard: errorCodeSchema.nullable(),
})
export type DayDone = z.infer<typeof dayDoneSchema>

/** 日结核对 for the counter window; errors of all: `sign-in.needed`, `day-close.no-such-day`. */
export const dayCloseContract = {
  /** null = the present business day. */
  view: command.input(z.strictObject({ day: dayText.nullable() })).output(dayViewSchema),
  /** 与中心核对. Without the centre nothing changes, and why is said. */
  compare: command.input(z.strictObject({ comparisonId: z.uuid(), day: dayText })).output(dayDoneSchema),
  /**
   * 日结. What somebody should know of first is refused all at once (`day-close.loose-ends`, `.differs`, `.not-compared`)
   * unless it is accepted.
   */
  close: command
    .input(z.strictObject({ closeId: z.uuid(), day: dayText, accept: z.boolean() }))
    .output(dayDoneSchema),
  print: command
    .input(z.strictObject({ day: dayText }))
    .output(z.strictObject({ file: z.string(), title: z.string() })),
}
