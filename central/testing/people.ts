import { inTransaction } from '../database'
import type { MemberSeed } from '../resources'
import type { Db } from '../schema'
import { seedMember } from '../seed'
import { checkCharacter } from '../../shared/domain/id-number'
import type { Fen, RegionKey } from '../../shared/domain/ids'

/** Regions of the practice pack by what the rules say of them. */
export const places = {
  open: '620000/临夏回族自治州' as RegionKey,
  otherOpen: '320000/苏州市' as RegionKey,
  closed: '990000/练习二市' as RegionKey,
  unknown: '210000/沈阳市' as RegionKey,
}

/** A valid ID number of nobody (unassigned region code 990101): born on `birthDate` (YYYYMMDD), three digits of order. */
export function idNumberOf(birthDate: string, order: number): string {
  const digits = `990101${birthDate}${String(order).padStart(3, '0')}`
  return `${digits}${checkCharacter(digits)}`
}

export type SeedOptions = Partial<Omit<MemberSeed, 'id' | 'idNumber' | 'wallet'>> & {
  readonly birthDate?: string
  /** Absent = a wallet with nothing in it. */
  readonly wallet?: MemberSeed['wallet']
}

let order = 0

/** A new member in the open region with 10 000 yuan and an empty wallet, but for what `options` say. */
export async function newMember(db: Db, options: SeedOptions = {}): Promise<MemberSeed> {
  const seed = nextSeed(options)
  await inTransaction(db, (tx) => seedMember(tx, seed, 0))
  return seed
}

/** So many at once. */
export async function newMembers(
  db: Db,
  count: number,
  options: SeedOptions,
): Promise<readonly MemberSeed[]> {
  const seeds = Array.from({ length: count }, () => nextSeed(options))
  await inTransaction(db, async (tx) => {
    for (const seed of seeds) await seedMember(tx, seed, 0)
  })
  return seeds
}

function nextSeed(options: SeedOptions): MemberSeed {
  order++
  // three digits of order a birthday
  const { birthDate = String(19_600_101 + Math.floor(order / 1000)), ...rest } = options
  const insuredRegion = options.insuredRegion ?? places.open
  return {
    id: `test-${order}`,
    name: `试${order}`,
    idNumber: idNumberOf(birthDate, order % 1000),
    insuredRegion,
    insutype: ['310'],
    status: 'active',
    personalAccountFen: 1_000_000 as Fen,
    wallet: { placeOfUse: insuredRegion, balanceFen: 0 as Fen },
    ...rest,
  }
}
