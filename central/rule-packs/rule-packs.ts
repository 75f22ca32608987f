import { canonicalJson } from '../../shared/contract/canonical'
import { rulePackSchema } from '../../shared/contract/rule-pack'
import type { RulePack } from '../../shared/domain/rule-pack'
import { sha256 } from '../hash'
import type { Db, Tx } from '../schema'

/** A pack of this number is kept already, with other content: a pack is never changed, it gets a new number. */
export class PackChanged extends Error {
  constructor(readonly number: number) {
    super(`rule pack ${number} differs from the one kept under its number`)
    this.name = 'PackChanged'
  }
}

/** The packs the centre ever had in force. */
export interface RulePacks {
  /** The one in force now. */
  readonly current: RulePack
  /** The pack of a number, null when the centre never issued it. */
  of(number: number): RulePack | null
}

/** Keeps a pack for ever; the same one again changes nothing. Throws {@link PackChanged}. */
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
    await db.insertInto('rule_pack').values({ number: pack.number, hash, content }).execute()
}

/** Reads all packs; the newest number is in force. */
export async function loadPacks(db: Db): Promise<RulePacks> {
  const rows = await db.selectFrom('rule_pack').select('content').orderBy('number', 'desc').execute()
  const packs = rows.map(({ content }) => rulePackSchema.parse(content))
  const current = packs[0]
  if (current === undefined) throw new Error('the centre has no rule pack')
  return { current, of: (number) => packs.find((pack) => pack.number === number) ?? null }
}
