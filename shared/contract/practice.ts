import { z } from 'zod'

/** What can be wrong with the practice centre, on order. */
export const centreFaultSchema = z.enum([
  'none',
  'slow',
  'slow-work',
  'failing',
  'rubbish',
  'no-answer-after-work',
])
export type CentreFault = z.infer<typeof centreFaultSchema>

/** To what hour (Asia/Shanghai) the practice clock is moved on: this evening after closing, the next morning after opening. */
export const practiceHourSchema = z.enum(['evening', 'morning'])
export type PracticeHour = z.infer<typeof practiceHourSchema>

/** How the practice table has left the world. */
export const practiceViewSchema = z.strictObject({
  line: z.enum(['up', 'cut']),
  centre: centreFaultSchema,
  paper: z.boolean(),
  /** The member is verified as live packs ask for it. */
  asLive: z.boolean(),
})
