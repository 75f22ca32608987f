import { z } from 'zod'
import { command, none } from './command'

/** Looking and telling (domain.md 3.8): nothing here moves money or changes an operation. */
export const looksContract = {
  /** 先查一下: the next card is looked up, and no visit is opened. */
  triage: command.input(z.strictObject({ on: z.boolean() })).output(none),
  /** The card that was looked up opens a visit after all. */
  serveTriage: command.input(z.strictObject({ readId: z.uuid() })).output(none),
  closeTriage: command.input(none).output(none),
}
