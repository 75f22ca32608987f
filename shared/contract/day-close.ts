import { z } from 'zod'
import { atSchema, fenSchema, operationIdSchema, stationIdSchema } from './operation'

/** One line of a day's tallies: how many of a kind came to what, and how much money they moved. */
export const tallySchema = z.strictObject({
  kind: z.string().regex(/^[a-z-]{1,40}$/),
  outcome: z.string().regex(/^[a-z-]{1,40}$/),
  count: z.number().int().min(0).max(1_000_000),
  /** Sum of the operations' amounts; 0 for kinds that move none. */
  amountFen: fenSchema,
})
export type Tally = z.infer<typeof tallySchema>

export const dayCloseInputSchema = z.strictObject({
  station: stationIdSchema,
  /** The business day, Asia/Shanghai. */
  day: z.iso.date(),
  tallies: z.array(tallySchema).max(200),
})
export type DayCloseInput = z.infer<typeof dayCloseInputSchema>

/** A line that is not the same on both sides; the centre names its own operations of it. */
export const dayDifferenceSchema = z.strictObject({
  kind: tallySchema.shape.kind,
  outcome: tallySchema.shape.outcome,
  counter: z.strictObject({ count: z.number().int(), amountFen: fenSchema }),
  centre: z.strictObject({ count: z.number().int(), amountFen: fenSchema }),
  operations: z.array(operationIdSchema).max(500),
})
export type DayDifference = z.infer<typeof dayDifferenceSchema>

export const dayCloseAnswerSchema = z.strictObject({
  day: z.iso.date(),
  /** How often this day was closed, this time included. */
  number: z.number().int().min(1),
  at: atSchema,
  agreed: z.boolean(),
  differences: z.array(dayDifferenceSchema).max(400),
})
export type DayCloseAnswer = z.infer<typeof dayCloseAnswerSchema>
