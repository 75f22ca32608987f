import { canonicalJson } from '../../shared/contract/canonical'
import { rulePackSchema } from '../../shared/contract/rule-pack'
import { shanghaiDate } from '../../shared/domain/china-time'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { Clock } from '../clock'
import { sha256 } from '../hash'
import type { Db, Tx } from '../schema'

/** A pack of this number is kept already, with other content: a pack is never changed, it gets a new number. */
export class PackChanged extends Error {
  constructor(readonly number: number) {
    super(`rule pack ${number} differs from the one kept under its number`)
    this.name = 'PackChanged'
  }
}

/** The packs the centre ever published. */
export interface RulePacks {
  /** The one in force at the centre's time: the highest number whose first day has come (Asia/Shanghai). */
  readonly current: RulePack
  /** The pack of a number, null when the centre never issued it. */
  of(number: number): RulePack | null
  /** Takes in what was published since, by whichever instance. */
  refresh(): Promise<void>
}

/** Keeps the practice pack that comes with the program, for ever; the same one again changes nothing. Throws {@link PackChanged}. */
export async function keepPack(db: Tx | Db, pack: RulePack): Promise<void> {
  const content = canonicalJson(pack)
  const hash = sha256(content)
  const known = await db
    .selectFrom('rule_pack')
    .select('hash')
    .where('number', '=', pack.number)
    .executeTakeFirst()
  if (known !== undefined && known.hash !== hash) throw new PackChanged(pack.number)
  if (known === undefined)
    await db
      .insertInto('rule_pack')
      .values({ number: pack.number, hash, content, valid_from: pack.validFrom })
      .execute()
}

/**
 * Reads all packs. Which one is in force is asked of the clock each time: a pack comes into force at its first midnight
 * without anybody doing anything. Before the first day of all of them the lowest number holds.
 */
export async function loadPacks(db: Db, clock: Clock): Promise<RulePacks> {
  let packs = await readPacks(db, 0)
  if (packs.length === 0) throw new Error('the centre has no rule pack')
  return {
    get current() {
      return inForce(packs, shanghaiDate(clock.now()))
    },
    of: (number) => packs.find((pack) => pack.number === number) ?? null,
    refresh: async () => {
      packs = [...packs, ...(await readPacks(db, packs.at(-1)?.number ?? 0))]
    },
  }
}

async function readPacks(db: Db, after: number): Promise<readonly RulePack[]> {
  const rows = await db
    .selectFrom('rule_pack')
    .select('content')
    .where('number', '>', after)
    .orderBy('number')
    .execute()
  return rows.map(({ content }) => rulePackSchema.parse(content))
}

/** @param packs ordered by number; @param today YYYY-MM-DD */
function inForce(packs: readonly RulePack[], today: string): RulePack {
  const current = packs.findLast(({ validFrom }) => validFrom <= today) ?? packs[0]
  if (current === undefined) throw new Error('packs were loaded and are gone')
  return current
}
