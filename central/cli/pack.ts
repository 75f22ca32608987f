import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { rulePackSchema } from '../../shared/contract/rule-pack'
import { shanghaiDate } from '../../shared/domain/china-time'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { RulePack } from '../../shared/domain/rule-pack'
import { packSentences } from '../../shared/text/pack-sentences'
import { messages } from '../../shared/text/en'
import type { Database } from '../database'
import { publishPack } from '../rule-packs/publish'
import { signPack } from '../rule-packs/signature'
import { checkSchema } from '../migrations/migrate'
import { openCentreKeys } from './centre-keys'
import type { Command, Surroundings, Typed } from './command'
import { UsageError } from './command'
import { databaseOptions, keysOption, openDatabase } from './open-centre'

const dayMs = 86_400_000

interface Asked {
  readonly typed: Typed
  readonly database: Database
  readonly surroundings: Surroundings
}

const acts = { draft, diff, sign, publish, list } as const

export const packCommand: Command = {
  name: 'pack',
  usage: `pack draft FILE [--from FILE] [--data DIR]
      writes the newest pack as JSON under the next number, from tomorrow on, to be edited; --from takes another one
  central pack diff FILE [--data DIR]
      says in sentences what a draft changes against the newest pack
  central pack sign FILE --to FILE --keys DIR [--data DIR]
      checks a draft and signs it with the centre's key
  central pack publish FILE --by NAME --keys DIR [--data DIR]
      publishes a signed pack: it is kept for ever and holds from its first day on; NAME, who publishes, is kept
  central pack list [--data DIR]
      every pack with its first day and who published it`,
  options: {
    ...databaseOptions,
    ...keysOption,
    by: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  },
  async run(typed, surroundings) {
    const [word = ''] = typed.words
    const act = Object.entries(acts).find(([name]) => name === word)?.[1]
    if (act === undefined)
      throw new UsageError(`pack ${Object.keys(acts).join('|')}, not ${word || 'nothing'}`)
    const database = await openDatabase(typed, surroundings)
    try {
      return await act({ typed, database, surroundings })
    } finally {
      await database.close()
    }
  },
}

async function draft({ typed, database, surroundings: { say, clock } }: Asked): Promise<number> {
  const target = fileWord(typed)
  const from = typed.value('from')
  const base = from === undefined ? await newestPack(database) : readDraft(path.resolve(from))
  if (base === null) return refuse(say, 'this centre has no pack yet: name one by --from')
  if (!base.ok) return refuse(say, ...base.error)
  const newest = await newestPack(database)
  const number = (newest?.ok === true ? newest.value.number : 0) + 1
  const pack = { ...base.value, number, validFrom: shanghaiDate(clock.now() + dayMs) }
  writeFileSync(target, `${JSON.stringify(pack, null, 2)}\n`, { flag: 'wx' })
  say(`pack ${number} drafted: ${target}`)
  return 0
}

async function diff({ typed, database, surroundings: { say } }: Asked): Promise<number> {
  const after = readDraft(fileWord(typed))
  if (!after.ok) return refuse(say, ...after.error)
  const before = await newestPack(database)
  if (before?.ok !== true) {
    say('this centre has no pack yet: everything is new')
    return 0
  }
  const sentences = packSentences(messages.packs, before.value, after.value)
  for (const sentence of sentences) say(sentence)
  say(`${sentences.length} changes against pack ${before.value.number}`)
  return 0
}

async function sign({ typed, database, surroundings: { say } }: Asked): Promise<number> {
  const pack = readDraft(fileWord(typed))
  if (!pack.ok) return refuse(say, ...pack.error)
  const target = path.resolve(typed.needed('to'))
  const { signingKey, centreId } = await openCentreKeys(typed, database)
  const jws = await signPack(pack.value, { key: signingKey, keyId: centreId })
  writeFileSync(target, `${jws}\n`, { flag: 'wx' })
  say(`pack ${pack.value.number} signed by ${centreId}: ${target}`)
  return 0
}

async function publish({ typed, database, surroundings: { say, clock } }: Asked): Promise<number> {
  const jws = readFileSync(fileWord(typed), 'utf8').trim()
  const by = typed.needed('by').trim()
  if (by === '' || by.length > 60) throw new UsageError('--by is a name of at most 60 characters')
  const realm = await checkSchema(database.db)
  if (realm === null) throw new UsageError('this database was not brought up to date: run central migrate')
  const { pinned } = await openCentreKeys(typed, database)
  const { keyId, publicKeyJwk } = pinned.signing
  const trusted = (id: string) => (id === keyId ? publicKeyJwk : null)
  const published = await publishPack(database.db, { jws, trusted, realm, at: clock.now(), by })
  if (!published.ok) {
    const { clerk, next } = messages.errors[published.error]
    return refuse(say, `${clerk}. ${next}`)
  }
  const { number, validFrom } = published.value
  say(`pack ${number} is published and holds from ${validFrom} on`)
  return 0
}

async function list({ database, surroundings: { say } }: Asked): Promise<number> {
  const rows = await database.db.selectFrom('rule_pack').selectAll().orderBy('number').execute()
  for (const row of rows) {
    const by =
      row.published_at === null
        ? 'unsigned, practice only'
        : `published ${new Date(row.published_at).toISOString()} by ${row.published_by ?? ''}`
    say(`pack ${row.number}, from ${row.valid_from} on, ${by}`)
  }
  say(`${rows.length} packs`)
  return 0
}

/** The newest pack the centre keeps, null when it has none. */
async function newestPack({ db }: Database): Promise<Result<RulePack, readonly string[]> | null> {
  const row = await db
    .selectFrom('rule_pack')
    .select('content')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : ok(rulePackSchema.parse(row.content))
}

/** A pack as JSON; every field that is wrong is told by its path. */
function readDraft(file: string): Result<RulePack, readonly string[]> {
  try {
    const parsed = rulePackSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (parsed.success) return ok(parsed.data)
    return fail(
      parsed.error.issues.map(({ path: place, message }) => `${place.join('.') || 'the pack'}: ${message}`),
    )
  } catch (error) {
    if (error instanceof SyntaxError) return fail(['the file is not JSON'])
    throw error
  }
}

function fileWord({ words: [, file] }: Typed): string {
  if (file === undefined) throw new UsageError('which file?')
  return path.resolve(file)
}

function refuse(say: Surroundings['say'], ...why: readonly string[]): number {
  for (const line of why) say(line)
  say('nothing was changed')
  return 1
}
