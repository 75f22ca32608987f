import { z } from 'zod'
import { approvalRequestSchema, digitsSchema } from './approvals'
import { command, none, typed } from './command'
import { atSchema, hashSchema, operationIdSchema } from './operation'
import { operationViewSchema } from './view'

/** What waits for a supervisor at other counters, as the centre said it a moment ago. */
export const elsewhereSchema = z.strictObject({
  asOf: atSchema,
  /** `relationName` in the words of the rule pack; null where nobody else is named. */
  rows: z.array(
    approvalRequestSchema.extend({ relationName: z.string().nullable(), supervisor: z.boolean() }),
  ),
  more: z.boolean(),
})
export type Elsewhere = z.infer<typeof elsewhereSchema>
export type ElsewhereRow = Elsewhere['rows'][number]

/** What a supervisor types of what was told on the telephone; read by core. */
export const codeFormSchema = z.strictObject({
  number: typed,
  challenge: typed,
  /** Empty where no money moves. */
  amount: typed,
  last4: typed,
})
export type CodeForm = z.infer<typeof codeFormSchema>

/** What the clerk reads out. */
export const codeAskedSchema = z.strictObject({
  number: z.string().length(12),
  challenge: digitsSchema,
  amountFen: z.number().int().nullable(),
  /** Whom it is for, under the confirm mask, and the last four of the ID number. */
  name: z.string(),
  last4: z.string().length(4),
  goodUntil: atSchema,
  triesLeft: z.number().int(),
})
export type CodeAsked = z.infer<typeof codeAskedSchema>

const password = z.string().max(200)

/** A second person who is not here (ADR 34): what a supervisor does for other counters, and codes on the telephone. */
export const remoteSecondContract = {
  /** Asks the centre now; refused is not the same as none. */
  list: command.input(none).output(elsewhereSchema),
  /** The signed-in supervisor's yes or no, with the own password once more. */
  decide: command
    .input(
      z.strictObject({
        operationId: operationIdSchema,
        payloadHash: hashSchema,
        number: z.string().length(12),
        place: z.string().max(120),
        says: z.enum(['approved', 'sent-back']),
        reason: typed,
        password,
      }),
    )
    .output(none),
  giveCode: command
    .input(z.strictObject({ form: codeFormSchema, password }))
    .output(z.strictObject({ code: digitsSchema, number: z.string().length(12), place: z.string() })),
  /** A challenge to be read out; the same one as long as it is good. */
  askCode: command.input(z.strictObject({ operationId: operationIdSchema })).output(codeAskedSchema),
  /** The code as it was heard; `by` is the supervisor on the telephone. */
  useCode: command
    .input(z.strictObject({ operationId: operationIdSchema, by: z.string().max(40), code: typed }))
    .output(operationViewSchema),
}
