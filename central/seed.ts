import { keepClerks, keepRelatedClerks } from './clerks/clerks'
import { inTransaction } from './database'
import { sha256 } from './hash'
import { accountOf, fundingAccount, openHouseAccounts, openMemberAccount, post } from './ledger/ledger'
import { schemaHash } from './migrations/migrate'
import type { MemberSeed, PracticeResources } from './resources'
import { keepPack } from './rule-packs/rule-packs'
import type { Db, Tx } from './schema'
import { givePracticePasswords } from './verification/practice-passwords'

/** Raised by hand when the seeding itself changes, so that no prepared image of an older one is taken. */
const seedVersion = 6
/** The data folder's format is PostgreSQL's own, another major version cannot open it. */
export const engineVersion = 18

/** Names a prepared image: everything that decides what is in it. */
export function imageHash({ peopleText, packText, clerksText }: PracticeResources): string {
  const parts = [
    `engine ${engineVersion}`,
    `seed ${seedVersion}`,
    schemaHash(),
    sha256(peopleText),
    sha256(packText),
    sha256(clerksText),
  ]
  return sha256(parts.join('\n'))
}

/**
 * Fills an empty practice centre once: rule pack, clerks, members, and their money by real ledger transactions from the
 * funding account. A seeded database keeps what it has.
 */
export async function seedPractice(db: Db, resources: PracticeResources, at: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { seeded } = await tx.selectFrom('meta').select('seeded').forUpdate().executeTakeFirstOrThrow()
    if (seeded !== null) return
    await keepPack(tx, resources.pack)
    await keepClerks(tx, resources.clerks)
    await keepRelatedClerks(tx, resources.relatedClerks)
    await openHouseAccounts(tx)
    for (const member of resources.members) await seedMember(tx, member, at)
    await keepBindings(tx, resources.members)
    await givePracticePasswords(tx, false, at)
    await tx
      .updateTable('meta')
      .set({ seeded: imageHash(resources) })
      .execute()
  })
}

/** One member with personal account and, when the seed has one, wallet. */
export async function seedMember(tx: Tx, seed: MemberSeed, at: number): Promise<void> {
  await tx
    .insertInto('member')
    .values({
      id: seed.id,
      id_number: seed.idNumber,
      name: seed.name,
      status: seed.status,
      insurances: seed.insutype,
      insured_region: seed.insuredRegion,
      township: seed.township ?? null,
    })
    .execute()
  await openMemberAccount(tx, 'personal-account', seed.id)
  await fund(tx, accountOf('personal-account', seed.id), seed.personalAccountFen, at)
  if (seed.wallet === null) return
  const account = await openMemberAccount(tx, 'wallet', seed.id)
  await tx
    .insertInto('wallet')
    .values({
      member_id: seed.id,
      account_id: account,
      place_of_use: seed.wallet.placeOfUse,
      phone: null,
      phone_owner: 'none',
      opened_at: at,
      opened_by: null,
    })
    .execute()
  await tx
    .insertInto('wallet_place')
    .values({ member_id: seed.id, place_of_use: seed.wallet.placeOfUse, since_at: at, operation_id: null })
    .execute()
  await fund(tx, account, seed.wallet.balanceFen, at)
}

/** 家庭共济绑定 of the practice people, both of whom are members. */
async function keepBindings(tx: Tx, members: readonly MemberSeed[]): Promise<void> {
  const byId = new Map(members.map((member) => [member.id, member]))
  const rows = members.flatMap(({ idNumber, name, insuredRegion, familyBindings = [] }) =>
    familyBindings.map(({ user, since, source }) => {
      const other = byId.get(user)
      if (other === undefined) throw new Error(`a family-binding names nobody: ${user}`)
      return {
        owner_number: idNumber,
        owner_name: name,
        user_number: other.idNumber,
        user_name: other.name,
        region: insuredRegion,
        since,
        ended: null,
        source,
      }
    }),
  )
  if (rows.length > 0) await tx.insertInto('family_binding').values(rows).execute()
}

async function fund(tx: Tx, account: string, amountFen: number, at: number): Promise<void> {
  if (amountFen === 0) return
  const postings = [
    { account: fundingAccount, amountFen: -amountFen },
    { account, amountFen },
  ]
  await post(tx, { kind: 'seed', operationId: null, at, postings })
}
