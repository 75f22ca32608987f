import type { OperationId, RegionKey, StationId } from '../../shared/domain/ids'
import { fen } from '../../shared/domain/testing/samples'
import { accountOf } from '../ledger/ledger'
import type { Book, Member, Premium, Transfer } from '../operations/book'
import { bindingKey, premiumKey } from '../operations/book'
import { emptyBook } from './empty-book'

/** Three people as a random story has them, and the book the centre would open of them. */

export const year = 2027
export const usualRegions = ['620000/临夏回族自治州', '320000/苏州市', '340000/合肥市'] as RegionKey[]
export const numbers = ['990101195003124214', '990203197406085827', '99010120150312003X'] as const

export function idOf(n: number): OperationId {
  return `01939f3a-0000-7000-8000-00000000000${String(n)}` as OperationId
}
export function nameOf(idNumber: string): string {
  return `某${idNumber.slice(-2)}`
}

export interface World {
  readonly people: readonly {
    readonly status: Member['status']
    readonly insurances: Member['insurances']
    readonly insuredRegion: RegionKey
    readonly wallet: RegionKey | null
    readonly walletFen: number
    readonly accountFen: number | null
  }[]
  readonly transfers: readonly {
    readonly own: boolean
    readonly amountFen: number
    readonly state: Transfer['state']
    readonly agoMs: number
    readonly leftMs: number
  }[]
  readonly premiums: {
    readonly dueFen: number
    readonly state: Premium['state']
    readonly open: boolean
    readonly registered: boolean
  }
  readonly phones: number
  /** Whose register says that the member's account pays for the second one; null = none. */
  readonly bound: 'ours' | 'other' | null
}

export function membersOf({ people }: World): readonly Member[] {
  return people.map(({ status, insurances, insuredRegion }, n) => ({
    id: `m${String(n)}`,
    id_number: numbers[n] ?? '',
    name: nameOf(numbers[n] ?? ''),
    status,
    insurances,
    insured_region: insuredRegion,
  }))
}

export function bookOf(world: World, at: number): Book {
  const members = membersOf(world)
  const book: Book = {
    ...emptyBook(at),
    members: new Map(members.map((member) => [member.id_number, member])),
    walletsOnPhone: new Map([['13800138000', world.phones]]),
    bindings: new Map(world.bound === null ? [] : [[bindingKey(numbers[0], numbers[1]), world.bound]]),
  }
  members.forEach((member, n) => {
    const { wallet = null, walletFen = 0, accountFen = null } = world.people[n] ?? {}
    if (accountFen !== null)
      book.accounts.set(accountOf('personal-account', member.id), {
        balanceFen: fen(accountFen),
        floorFen: 0,
      })
    if (wallet !== null) {
      book.wallets.set(member.id, { placeOfUse: wallet, phone: null })
      book.accounts.set(accountOf('wallet', member.id), { balanceFen: fen(walletFen), floorFen: 0 })
    }
    const { registered, open, dueFen, state } = world.premiums
    if (registered)
      book.premiums.set(premiumKey(member.id, year), {
        person_id: member.id,
        year,
        region: usualRegions[0] ?? regionOf(member),
        due_fen: fen(dueFen),
        payable_from: '2026-09-01',
        payable_to: open ? '2026-12-31' : '2026-10-31',
        state,
        channel: state === 'due' ? null : 'app',
        operation_id: null,
        changed_at: at - 86_400_000,
      })
  })
  world.transfers.forEach(({ own, amountFen, state, agoMs, leftMs }, n) => {
    const [payer, payee] = own ? (['m0', 'm1'] as const) : (['m1', 'm0'] as const)
    book.transfers.set(idOf(n), {
      id: idOf(n),
      station: 'town-1' as StationId,
      payer_id: payer,
      payee_id: payee,
      party: 'ours',
      source: 'personal-account',
      amount_fen: fen(amountFen),
      state,
      sent_at: at - agoMs,
      deadline_at: at + leftMs,
      settled_at: state === 'pending' ? null : at,
      held_in: 'reservation/m0',
      payer_name: nameOf(numbers[0]),
    })
  })
  return book
}

function regionOf({ insured_region }: Member): RegionKey {
  if (insured_region === null) throw new Error('a member without a region')
  return insured_region
}
