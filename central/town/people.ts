import type { Sex } from './identities'
import type { Lots } from './lots'

/** Somebody of the town as the centre keeps him or her. Money in fen. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly idNumber: string
  readonly sex: Sex
  readonly status: 'active' | 'suspended' | 'deceased'
  readonly insurances: readonly ('310' | '390')[]
  readonly region: string
  /** 街镇 of the family's register. */
  readonly township: string
  /** Null: has no personal account. */
  readonly accountFen: number | null
  readonly wallet: Wallet | null
  /** The resident premium of the next insured year; null for who has none to pay. */
  readonly premium: 'due' | 'paid' | null
}

export interface Wallet {
  readonly balanceFen: number
  readonly phone: string | null
  readonly phoneOwner: 'self' | 'relative' | 'none'
  /** How many days ago it was opened. */
  readonly daysOpen: number
}

type Standing = Omit<Person, 'id' | 'name' | 'idNumber' | 'sex' | 'township'>

const workingAges = { from: 22, to: 60 } as const

/** How somebody of an age is insured, and what he or she has. */
export function standingOf(lots: Lots, age: number, region: string): Standing {
  const status = statusOf(lots, age)
  const insurances = insurancesOf(lots, age)
  const employee = insurances.includes('310')
  const hasAccount = employee || lots.percent(25)
  const wallet = status !== 'deceased' && insurances.length === 1 && lots.percent(age < 70 ? 55 : 35)
  return {
    status,
    insurances,
    region,
    accountFen: hasAccount ? lots.between(0, employee ? 900_000 : 60_000) : null,
    wallet: wallet ? walletOf(lots, age) : null,
    premium: premiumOf(lots, status, insurances),
  }
}

function statusOf(lots: Lots, age: number): Person['status'] {
  if (lots.percent(age > 80 ? 6 : 1)) return 'deceased'
  return lots.percent(2) ? 'suspended' : 'active'
}

function insurancesOf(lots: Lots, age: number): Person['insurances'] {
  const lot = lots.between(1, 1000)
  if (lot <= 8) return []
  if (lot <= 14) return ['310', '390']
  const employed =
    age >= workingAges.from && age <= workingAges.to ? lots.percent(58) : lots.percent(age > 60 ? 34 : 0)
  return employed ? ['310'] : ['390']
}

/** Old people often have no telephone, or one of their children's. */
function walletOf(lots: Lots, age: number): Wallet {
  const phoneOwner: Wallet['phoneOwner'] =
    age > 72 ? lots.oneOf(['none', 'relative'] as const) : lots.percent(80) ? 'self' : 'none'
  return {
    balanceFen: lots.percent(40) ? 0 : lots.between(1, 300_000),
    // a block of the numbering plan that is not for people's telephones
    phone: phoneOwner === 'none' ? null : `1410${String(lots.between(0, 9_999_999)).padStart(7, '0')}`,
    phoneOwner,
    daysOpen: lots.between(1, 500),
  }
}

function premiumOf(
  lots: Lots,
  status: Person['status'],
  insurances: Person['insurances'],
): Person['premium'] {
  if (status === 'deceased' || !insurances.includes('390')) return null
  return lots.percent(55) ? 'paid' : 'due'
}
