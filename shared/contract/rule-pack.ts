import { z } from 'zod'
import { aliasKinds } from '../domain/place-aliases'
import type { Result } from '../domain/result'
import { fail, ok } from '../domain/result'
import type { RulePack } from '../domain/rule-pack'
import { canonicalJson } from './canonical'
import { fenSchema, realmSchema, regionKeySchema, relationCodeSchema, stationIdSchema } from './operation'

const day = z.iso.date()
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const intervals = z.array(z.strictObject({ from: day, to: day.nullable() })).max(50)
const ways = z.array(z.enum(['member-assent', 'member-password', 'attestation'])).min(1)

const premiumPlanSchema = z.strictObject({
  year: z.number().int().min(2000).max(2100),
  region: regionKeySchema.nullable(),
  tier: z.string().min(1).max(40),
  group: z.string().min(1).max(40),
  amountFen: fenSchema,
  payableFrom: day,
  payableTo: day,
  source: z.string().max(400),
})

/** The rule pack as it travels and as `resources/practice-rule-pack.json` holds it. */
export const rulePackSchema: z.ZodType<RulePack> = z.strictObject({
  suite: z.literal('intl-1'),
  realm: realmSchema,
  number: z.number().int().min(1),
  title: z.string().min(1).max(60),
  validFrom: day,
  source: z.string().max(400),
  regionTable: z.strictObject({
    asOf: day,
    source: z.string().max(400),
    maxDays: z.number().int().min(1),
    provinces: z
      .array(
        z.strictObject({
          code: z.string().regex(/^\d{6}$/),
          name: z.string().min(1).max(40),
          complete: z.boolean(),
          regions: z
            .array(
              z.strictObject({
                name: z.string().min(1).max(40),
                intervals: z.strictObject({ wallet: intervals, 'place-of-use-change': intervals }),
              }),
            )
            .max(500),
        }),
      )
      .max(60),
  }),
  relations: z
    .array(
      z.strictObject({
        code: relationCodeSchema,
        name: z.string().min(1).max(40),
        rule: z.enum(['allow', 'commitment', 'supervisor', 'refuse']),
        sex: z.enum(['male', 'female']).nullable(),
        generation: z.enum(['earlier', 'same', 'later']).nullable(),
      }),
    )
    .max(100),
  transfer: z.strictObject({
    maxFen: fenSchema,
    maxPerDay: z.number().int().min(0),
    countDayBoundary: z.literal('calendar-day'),
    returnedCounts: z.boolean(),
    hours: z.strictObject({ opens: clockTime, closes: clockTime }),
    onePendingOnly: z.boolean(),
    minKeptFen: fenSchema,
    payeeNotOpen: z.enum(['refuse', 'pend']),
    alsoCheckPlaceOfUse: z.boolean(),
    lastSendBefore: clockTime,
  }),
  opening: z.strictObject({
    walletsPerPhone: z.number().int().min(1),
    noticeVersion: z.string().min(1).max(40),
  }),
  status: z.strictObject({ maxHours: z.number().int().min(1) }),
  ages: z.strictObject({
    guardianUnder: z.number().int().min(0),
    ownIncomeFrom: z.number().int().min(0),
    dataConsentUnder: z.number().int().min(0).exactOptional(),
  }),
  verification: z.strictObject({ 'wallet-opening': ways, transfer: ways, receive: ways }),
  offline: z.strictObject({
    perItemFen: fenSchema,
    perMemberDayFen: fenSchema,
    perStationDayFen: fenSchema,
    factsMaxHours: z.number().int().min(1),
    overCap: z.enum(['refuse', 'second-person']).exactOptional(),
  }),
  typed: z.strictObject({ perItemFen: fenSchema, perMemberDayFen: fenSchema }).exactOptional(),
  premium: z
    .strictObject({ cashAllowed: z.boolean(), plans: z.array(premiumPlanSchema).max(2000) })
    .exactOptional(),
  // packs from before this rule say nothing of it
  retention: z.strictObject({ localCopyDays: z.number().int().min(1) }).default({ localCopyDays: 30 }),
  guards: z
    .strictObject({
      agentMembersPerDay: z.number().int().min(1).max(100),
      // the centre looks at twenty payers of a payee at most
      payeePayers: z.number().int().min(1).max(19),
      payeePayersDays: z.number().int().min(1).max(366),
      twinHours: z.number().int().min(0).max(240),
    })
    .default({ agentMembersPerDay: 3, payeePayers: 4, payeePayersDays: 30, twinHours: 2 }),
  sticks: z
    .array(
      z.strictObject({
        station: stationIdSchema,
        from: day,
        to: day,
        media: z
          .array(z.string().regex(/^[\w-]{1,64}$/))
          .min(1)
          .max(50),
      }),
    )
    .max(500)
    .default([]),
  signIn: z
    .strictObject({
      offlineDays: z.number().int().min(1),
      tries: z.number().int().min(1),
      lockMinutes: z.number().int().min(1),
    })
    .exactOptional(),
  placeAliases: z
    .strictObject({
      asOf: day,
      aliases: z
        .array(
          z.strictObject({
            alias: z.string().min(1).max(40),
            region: regionKeySchema,
            kind: z.enum(aliasKinds),
            source: z.string().max(200),
          }),
        )
        .max(5000),
    })
    .exactOptional(),
  familyBinding: z.strictObject({ taken: z.boolean() }).exactOptional(),
  lookUp: z.strictObject({ withoutCardPerDay: z.number().int().min(0).max(1000) }).exactOptional(),
  telephoneCode: z
    .strictObject({
      tries: z.number().int().min(1).max(10),
      lifeMinutes: z.number().int().min(1).max(240),
      perDay: z.number().int().min(1).max(200),
    })
    .exactOptional(),
  office: z.strictObject({
    phone: z.string().max(40),
    hours: z.string().max(40),
    callBackWorkingDays: z.number().int().min(0).max(60),
    working: z
      .strictObject({
        opens: clockTime,
        closes: clockTime,
        closedDays: z.array(day).max(200),
        openDays: z.array(day).max(200),
      })
      .refine(({ opens, closes }) => opens < closes)
      .exactOptional(),
  }),
})

const suite = 'intl-1'

/** Why a pack whose signature holds is not one. */
export type PackTextProblem = 'pack.malformed' | 'pack.no-date' | 'pack.unknown-suite'

/**
 * Reads the text of a signed pack, whose signature is the caller's to check first: suite, date, shape, and that the signed
 * bytes are the canonical ones.
 */
export function readPackText(text: string): Result<RulePack, PackTextProblem> {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) return fail('pack.malformed')
  if (!('suite' in value) || value.suite !== suite) return fail('pack.unknown-suite')
  if (!('validFrom' in value) || value.validFrom === null || value.validFrom === '')
    return fail('pack.no-date')
  const parsed = rulePackSchema.safeParse(value)
  return parsed.success && canonicalJson(value) === text ? ok(parsed.data) : fail('pack.malformed')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
