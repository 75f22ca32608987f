import { tellOfList } from './changes/changes'
import { inTransaction } from './database'
import type { Db, Tables } from './schema'

export interface InstitutionChanges {
  readonly added: number
  readonly changed: number
}

type Institution = Tables['institution']

/**
 * Adds institutions and changes known ones, all or nothing, and tells the stations when anything is new. None is ever
 * taken away: a settlement names its institution for ever; one that closed is listed as taking no wallet.
 */
export async function keepInstitutions(
  db: Db,
  listed: readonly Institution[],
  at: number,
): Promise<InstitutionChanges> {
  return inTransaction(db, async (tx) => {
    // one import at a time
    await tx.selectFrom('meta').select('realm').forUpdate().execute()
    const rows = await tx.selectFrom('institution').selectAll().execute()
    const known = new Map(rows.map((row) => [row.code, row]))
    const fresh = listed.filter(({ code }) => !known.has(code))
    const changed = listed.filter((row) => {
      const before = known.get(row.code)
      return before !== undefined && !same(before, row)
    })
    for (const row of [...fresh, ...changed]) {
      const { code, ...rest } = row
      await tx
        .insertInto('institution')
        .values(row)
        .onConflict((on) => on.column('code').doUpdateSet(rest))
        .execute()
    }
    if (fresh.length + changed.length > 0) await tellOfList(tx, 'institutions', at)
    return { added: fresh.length, changed: changed.length }
  })
}

function same(a: Institution, b: Institution): boolean {
  return (
    a.name === b.name &&
    a.region === b.region &&
    a.kind === b.kind &&
    a.takes_wallet === b.takes_wallet &&
    a.phone === b.phone &&
    a.as_of === b.as_of
  )
}
