import { z } from 'zod'
import { cardlessReasons, mostPeople } from '../domain/person-look'
import { premiumStates } from '../domain/premium-facts'
import { command, none, typed } from './command'
import {
  atSchema,
  kindSchema,
  operationIdSchema,
  operationStateSchema,
  receiptSchema,
  regionKeySchema,
} from './operation'

/** One whom a text leads to, under the hall mask (domain.md 2). */
const foundPersonSchema = z.strictObject({
  /** Names the person to core; good until the next search. */
  ref: z.uuid(),
  name: z.string(),
  idNumber: z.string(),
  /** Year of birth by the number, null where it does not say. */
  born: z.number().int().nullable(),
  /** When he or she was served here last, null = never. */
  servedAt: atSchema.nullable(),
  /** Stands in the township's own list. */
  listed: z.boolean(),
})
export type FoundPerson = z.infer<typeof foundPersonSchema>

export const peopleFoundSchema = z.strictObject({
  people: z.array(foundPersonSchema).max(mostPeople),
  /** The text leads to more than are listed. */
  more: z.boolean(),
})

/** The station's own list: when this counter had it last (null = never), and what it is of (null = of no township). */
export const townshipToldSchema = z.strictObject({
  readAt: atSchema.nullable(),
  list: z
    .strictObject({
      township: z.string(),
      asOf: atSchema,
      count: z.number().int().min(0),
      more: z.boolean(),
    })
    .nullable(),
})

const lookSchema = z.strictObject({
  at: atSchema,
  clerk: z.string(),
  /** Under the hall mask. */
  who: z.string(),
  reason: z.enum(cardlessReasons),
  said: z.string(),
})

export const peopleTodaySchema = z.strictObject({
  township: townshipToldSchema,
  /** What the rules allow a clerk a day, null = they do not allow it. */
  perDay: z.number().int().min(0).nullable(),
  /** How many this clerk has looked up today. */
  done: z.number().int().min(0),
  /** This clerk's of today; everybody's for a supervisor. */
  looks: z.array(lookSchema).max(50),
})
export type PeopleToday = z.infer<typeof peopleTodaySchema>

/** What is told of somebody whose card is not here: no money, each part with its age. */
export const personSeenSchema = z.strictObject({
  name: z.string(),
  idNumber: z.string(),
  born: z.number().int().nullable(),
  servedAt: atSchema.nullable(),
  /** As the township's list has it, null = it is not in it. */
  listed: z
    .strictObject({
      township: z.string(),
      asOf: atSchema,
      status: z.enum(['active', 'suspended', 'deceased']),
      insurances: z.array(z.enum(['310', '390'])),
      wallet: z.boolean(),
      premium: z.strictObject({ year: z.number().int(), state: z.enum(premiumStates) }).nullable(),
    })
    .nullable(),
  /** As the centre said it at the last visit here, null = no visit, or nothing was heard then. */
  known: z
    .strictObject({
      asOf: atSchema,
      status: z.enum(['active', 'suspended', 'deceased', 'unknown']),
      insurances: z.array(z.enum(['310', '390'])),
      insuredRegion: regionKeySchema.nullable(),
      placeOfUse: regionKeySchema.nullable(),
    })
    .nullable(),
  /** What was taken here and is not at a good end, the newest first. */
  unsettled: z
    .array(
      z.strictObject({
        operationId: operationIdSchema,
        number: z.string(),
        kind: kindSchema,
        state: operationStateSchema,
        receipt: receiptSchema.nullable(),
        takenAt: atSchema,
      }),
    )
    .max(20),
})
export type PersonSeen = z.infer<typeof personSeenSchema>

export const personLookSchema = z.strictObject({
  /** Made at the counter: one sent twice is one look. */
  lookId: z.uuid(),
  ref: z.uuid(),
  reason: z.enum(cardlessReasons).nullable(),
  said: typed,
})

/** Looking people up without a card, from what was served here and from the township's own list (domain.md 3.8). */
export const peopleContract = {
  today: command.input(none).output(peopleTodaySchema),
  /** Errors: at the field `text` `field.missing`, `people.too-short`; `people.not-offered`. */
  find: command.input(z.strictObject({ text: typed })).output(peopleFoundSchema),
  /** Errors: at their fields `people.no-reason`, `field.too-long`; `people.gone`, `people.enough-today`. */
  look: command.input(personLookSchema).output(personSeenSchema),
}
