import { z } from 'zod'
import { answerCards } from '../domain/answer-cards'
import { caseViewSchema, foundSchema, withdrawnElsewhereSchema } from './case'
import { command, none, typed } from './command'
import { recordsInputSchema, recordsViewSchema } from './movements'
import { operationIdSchema, visitIdSchema } from './operation'

/** Looking and telling (domain.md 3.8): nothing here moves money or changes an operation. */
export const looksContract = {
  /** 先查一下: the next card is looked up, and no visit is opened. */
  triage: command.input(z.strictObject({ on: z.boolean() })).output(none),
  /** The card that was looked up opens a visit after all. */
  serveTriage: command.input(z.strictObject({ readId: z.uuid() })).output(none),
  /** F1: an answer card on the member's window; null takes it away. */
  showCard: command.input(z.strictObject({ card: z.enum(answerCards).nullable() })).output(none),
  printCard: command
    .input(z.strictObject({ card: z.enum(answerCards) }))
    .output(z.strictObject({ file: z.string(), title: z.string() })),
  closeTriage: command.input(none).output(none),
  /** F3: what a 业务号 leads to. */
  find: command.input(z.strictObject({ number: typed })).output(foundSchema),
  /** The slip whose QR was scanned a moment ago. */
  findSlip: command.input(z.strictObject({ scanId: z.uuid() })).output(foundSchema),
  /** Opens a case; kept as a look at its member's records. */
  openCase: command
    .input(z.strictObject({ operationId: operationIdSchema, way: z.enum(['number', 'slip', 'list']) }))
    .output(none),
  /** 撤回 of what was found and is another counter's, for whoever is being served. */
  withdrawElsewhere: command
    .input(z.strictObject({ visitId: visitIdSchema, withdrawalId: z.uuid() }))
    .output(withdrawnElsewhereSchema),
  /** 余额和明细, or 谁看过我的记录, of whoever is being served. */
  records: command.input(recordsInputSchema).output(recordsViewSchema),
  printRecords: command
    .input(recordsInputSchema)
    .output(z.strictObject({ file: z.string(), title: z.string() })),
  case: command.input(z.strictObject({ operationId: operationIdSchema })).output(caseViewSchema),
}
