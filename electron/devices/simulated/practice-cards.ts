import { z } from 'zod'

const date = z.string().regex(/^\d{8}$/)

/** What is printed on and stored in a card of practice. `name` is the Chinese one where there is one. */
const practiceCardDataSchema = z.object({
  layout: z.enum(['resident', 'hk-mo-tw-permit', 'foreign-2017', 'foreign-2023', 'unknown-letter']),
  name: z.string().max(15),
  englishName: z.string().max(60).optional(),
  sexCode: z.string().length(1),
  ethnicCode: z.string().length(2).optional(),
  birthDate: date,
  address: z.string().max(35).optional(),
  idNumber: z.string().max(18),
  authority: z.string().max(15).optional(),
  validFrom: date,
  validTo: z.union([date, z.literal('长期')]),
  nationality: z.string().length(3).optional(),
  passNumber: z.string().max(9).optional(),
  timesIssued: z.string().max(2).optional(),
})
export type PracticeCardData = z.infer<typeof practiceCardDataSchema>

const practicePeopleSchema = z.object({
  people: z.array(
    z.object({ id: z.string().min(1).max(40), label: z.string().max(60), card: practiceCardDataSchema }),
  ),
})

export interface LabelledCard {
  id: string
  label: string
  card: PracticeCardData
}

/** Reads the people of practice. Only their cards matter to a card reader. Throws on anything that is not such a file. */
export function parsePracticePeople(json: string): LabelledCard[] {
  return practicePeopleSchema.parse(JSON.parse(json)).people
}
