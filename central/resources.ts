import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { clerkSchema } from '../shared/contract/enrolment'
import {
  clerkIdSchema,
  fenSchema,
  idTextSchema,
  regionKeySchema,
  relationCodeSchema,
} from '../shared/contract/operation'
import { rulePackSchema } from '../shared/contract/rule-pack'
import type { RulePack } from '../shared/domain/rule-pack'
import type { Clerk } from './clerks/clerks'

const townshipSchema = z.string().min(1).max(60)

const memberSeedSchema = z.object({
  insuredRegion: regionKeySchema,
  insutype: z.array(z.enum(['310', '390'])).max(4),
  status: z.enum(['active', 'suspended', 'deceased']),
  /** 街镇 of the register the member stands in; left out = the register says none. */
  township: townshipSchema.optional(),
  personalAccountFen: fenSchema,
  wallet: z.object({ placeOfUse: regionKeySchema, balanceFen: fenSchema }).nullable(),
  /** The resident premium of the insured year that is payable now. */
  premium: z.enum(['due', 'paid']).optional(),
  /** Whom the member's personal account pays for, by the others' ids. */
  familyBindings: z
    .array(z.strictObject({ user: z.string(), since: z.iso.date(), source: z.string().max(120) }))
    .optional(),
})

const peopleSchema = z.object({
  /** The one the practice counter serves. */
  township: townshipSchema,
  people: z.array(
    z.object({
      id: z.string().regex(/^[a-z0-9-]{1,40}$/),
      card: z.object({ name: z.string(), idNumber: z.string() }),
      member: memberSeedSchema.optional(),
    }),
  ),
})

const relatedClerkSchema = z.strictObject({
  clerk: clerkIdSchema,
  idNumber: idTextSchema,
  /** GB/T 4761, the member seen from the clerk. */
  relation: relationCodeSchema,
})
const clerksFileSchema = z.strictObject({
  source: z.string(),
  clerks: z.array(clerkSchema).min(1),
  /** Whom a clerk neither serves nor approves (回避). */
  relations: z.array(relatedClerkSchema),
})

/** One member of the practice centre as `practice-people.json` describes him or her. */
export interface MemberSeed extends z.infer<typeof memberSeedSchema> {
  readonly id: string
  readonly name: string
  readonly idNumber: string
}

/** What a practice centre starts from. The texts are kept for the hash that names the prepared image. */
export interface PracticeResources {
  readonly members: readonly MemberSeed[]
  readonly pack: RulePack
  readonly clerks: readonly Clerk[]
  readonly township: string
  readonly relatedClerks: readonly z.infer<typeof relatedClerkSchema>[]
  readonly packText: string
  readonly peopleText: string
  readonly clerksText: string
}

/** Reads and checks the practice people, clerks and rule pack; a malformed file throws, it is a bug of ours. */
export function readPracticeResources(folder: string): PracticeResources {
  const peopleText = readFileSync(path.join(folder, 'practice-people.json'), 'utf8')
  const packText = readFileSync(path.join(folder, 'practice-rule-pack.json'), 'utf8')
  const clerksText = readFileSync(path.join(folder, 'practice-clerks.json'), 'utf8')
  const { people, township } = peopleSchema.parse(JSON.parse(peopleText))
  const members = people.flatMap(({ id, card, member }) =>
    member === undefined ? [] : [{ id, name: card.name, idNumber: card.idNumber, ...member }],
  )
  const { clerks, relations } = clerksFileSchema.parse(JSON.parse(clerksText))
  const pack = rulePackSchema.parse(JSON.parse(packText))
  return { members, township, pack, clerks, relatedClerks: relations, packText, peopleText, clerksText }
}
