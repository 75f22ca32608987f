import { z } from 'zod'
import { premiumStates } from '../domain/premium-facts'
import { atSchema, idTextSchema, personNameSchema } from './operation'

/** As many as a township may have; a larger one is told up to here, by name. */
export const mostResidents = 20_000

/** One of a township's people: what is told without a card, and no money (domain.md 3.8). */
export const residentSchema = z.object({
  idNumber: idTextSchema,
  name: personNameSchema,
  status: z.enum(['active', 'suspended', 'deceased']),
  /** NHSA `insutype`: 310 employee, 390 resident. */
  insurances: z.array(z.enum(['310', '390'])).max(4),
  /** Whether a wallet is open. */
  wallet: z.boolean(),
  /** The resident premium registered last, null = none. */
  premium: z.object({ year: z.number().int(), state: z.enum(premiumStates) }).nullable(),
})
export type Resident = z.infer<typeof residentSchema>

/** The list of the station that asks, as of `asOf`; `township` null = it serves no single one, and has no list. */
export const townshipAnswerSchema = z.object({
  township: z.string().max(60).nullable(),
  asOf: atSchema,
  residents: z.array(residentSchema).max(mostResidents),
  /** There are more than are told. */
  more: z.boolean(),
})
export type TownshipAnswer = z.infer<typeof townshipAnswerSchema>
