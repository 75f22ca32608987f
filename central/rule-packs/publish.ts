import type { Realm } from '../../shared/domain/ids'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { RulePack } from '../../shared/domain/rule-pack'
import { tellOfList } from '../changes/changes'
import { inTransaction } from '../database'
import { sha256 } from '../hash'
import type { Db, Tx } from '../schema'
import type { PackRefusal, TrustedKeys } from './signature'
import { readSignedPack } from './signature'

export interface Publication {
  readonly jws: string
  readonly trusted: TrustedKeys
  readonly realm: Realm
  /** The centre's time. */
  readonly at: number
  /** Who publishes; kept with the pack. */
  readonly by: string
}

/**
 * Publishes a signed pack: it is kept for ever, comes into force on its first day, and every station hears of it. The same one again changes nothing;
 * what is refused leaves everything as it was (domain.md 6).
 */
export async function publishPack(
  db: Db,
  { jws, trusted, realm, at, by }: Publication,
): Promise<Result<RulePack, PackRefusal>> {
  const read = await readSignedPack(jws, trusted)
  if (!read.ok) return read
  const { pack, text, keyId } = read.value
  if (pack.realm !== realm) return fail('pack.other-realm')
  return inTransaction(db, async (tx) => {
    const hash = sha256(text)
    const kept = await lockNewest(tx, pack.number)
    if (kept.same !== null) return kept.same === hash ? ok(pack) : fail('pack.changed')
    if (kept.newest >= pack.number) return fail('pack.older-number')
    await tx
      .insertInto('rule_pack')
      .values({
        number: pack.number,
        hash,
        content: text,
        valid_from: pack.validFrom,
        jws,
        key_id: keyId,
        published_at: at,
        published_by: by,
      })
      .execute()
    await tellOfList(tx, 'rule-packs', at)
    return ok(pack)
  })
}

/** The newest number and what is kept under this one; two that publish at once come one after the other. */
async function lockNewest(
  tx: Tx,
  number: number,
): Promise<{ readonly newest: number; readonly same: string | null }> {
  await tx.selectFrom('meta').select('realm').forUpdate().execute()
  const rows = await tx.selectFrom('rule_pack').select(['number', 'hash']).orderBy('number').execute()
  return {
    newest: rows.at(-1)?.number ?? 0,
    same: rows.find((row) => row.number === number)?.hash ?? null,
  }
}
