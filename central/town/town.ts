import { shanghaiDate } from '../../shared/domain/china-time'
import type { PackRelation, RulePack } from '../../shared/domain/rule-pack'
import type { Sex } from './identities'
import { Identities } from './identities'
import type { Lots } from './lots'
import { lotsFrom } from './lots'
import type { Person } from './people'
import { townships } from './offices'
import { standingOf } from './people'

/** Somebody's line in the household register: who `other` is, seen from `member` (GB/T 4761). */
export interface Relation {
  readonly member: string
  readonly otherNumber: string
  readonly relation: string
}

/** A relative who is a member of another centre: this one knows of him or her by the register only. */
export interface Elsewhere {
  readonly name: string
  readonly idNumber: string
  readonly region: string
}

/** An invented town: who lives there and who is related to whom. */
export interface Town {
  readonly people: readonly Person[]
  readonly relations: readonly Relation[]
  readonly elsewhere: readonly Elsewhere[]
}

/** What a town is made from; the same gives the same town. */
export interface TownPlan {
  readonly seed: number
  readonly members: number
  readonly relations: RulePack['relations']
  /** Ages and what is paid are as of this instant (ms since 1970). */
  readonly at: number
}

/** Codes that say no more than another one does would make half of all families odd; each family gets one of all. */
const usualChildren = { male: ['21', '22', '23', '24'], female: ['31', '32', '33', '34'] } as const
const adultAge = 22
/** Of a hundred adult children so many live where another centre insures them. */
const elsewherePercent = 6

/**
 * Makes a town of families: a head, mostly a wife or husband, children, often parents, and in each family one more
 * relative whose code is the next one of the pack's list, so that every code of GB/T 4761 occurs many times.
 */
export function makeTown({ seed, members, relations, at }: TownPlan): Town {
  const lots = lotsFrom(seed)
  const builder = new TownBuilder(lots, Number(shanghaiDate(at).slice(0, 4)), members)
  // the register's own lines: oneself, the head of the household
  const relatives = relations.filter(({ code }) => code !== '01' && code !== '02')
  for (let family = 0; !builder.full; family++) {
    const extra = relatives[family % relatives.length]
    builder.addFamily(extra ?? null)
  }
  return builder.town
}

interface Kin {
  readonly code: string
  readonly sex: Sex
  readonly born: number
  readonly surname: string
}

class TownBuilder {
  readonly #identities: Identities
  readonly #people: Person[] = []
  readonly #relations: Relation[] = []
  readonly #elsewhere: Elsewhere[] = []
  #families = 0

  constructor(
    readonly lots: Lots,
    readonly thisYear: number,
    readonly members: number,
  ) {
    this.#identities = new Identities(lots)
  }

  get full(): boolean {
    return this.#people.length >= this.members
  }

  get town(): Town {
    return { people: this.#people, relations: this.#relations, elsewhere: this.#elsewhere }
  }

  addFamily(extra: PackRelation | null): void {
    this.#families += 1
    const { lots } = this
    const surname = this.#identities.surname()
    const sex: Sex = lots.percent(60) ? 'male' : 'female'
    const youngest = extra?.generation === 'later' ? Math.max(30, yearsApart(extra.code).to + 2) : 30
    const born = this.thisYear - lots.between(youngest, Math.max(78, youngest + 8))
    const home = homeOf(lots)
    const head = this.#settle({ code: '01', sex, born, surname }, home)
    if (head === null) return
    // the head's own line of the register
    this.#relate(head, head.idNumber, '01')
    const kin = [...this.#spouse(head, born), ...this.#children(head, born), ...this.#parents(head, born)]
    if (extra !== null && !kin.some(({ code }) => code === extra.code))
      kin.push(this.#extra(head, born, extra))
    for (const one of kin) this.#addKin(head, one, home)
  }

  #addKin(head: Person, kin: Kin, home: string): void {
    const isChild = kin.code.startsWith('2') || kin.code.startsWith('3')
    const adult = isChild && this.thisYear - kin.born >= adultAge
    if (adult && this.lots.percent(elsewherePercent)) {
      const name = this.#identities.name(kin.surname, kin.sex)
      const idNumber = this.#identities.idNumber(kin.born, kin.sex)
      this.#elsewhere.push({ name, idNumber, region: '110000/北京市' })
      this.#relate(head, idNumber, kin.code)
      return
    }
    const person = this.#settle(kin, adult && this.lots.percent(40) ? homeOf(this.lots) : home)
    if (person === null) return
    this.#relate(head, person.idNumber, kin.code)
    const back = backOf(kin.code, head.sex)
    if (back !== null) this.#relate(person, head.idNumber, back)
  }

  #settle({ sex, born, surname }: Kin, home: string): Person | null {
    if (this.full) return null
    const name = this.#identities.name(surname, sex)
    const idNumber = this.#identities.idNumber(born, sex)
    const number = this.#people.length + 1
    const age = this.thisYear - born
    const township = townships[this.#families % townships.length] ?? townships[0]
    const person = {
      id: `town-${number}`,
      name,
      idNumber,
      sex,
      township,
      ...standingOf(this.lots, age, home),
    }
    this.#people.push(person)
    return person
  }

  #relate(member: Person, otherNumber: string, relation: string): void {
    this.#relations.push({ member: member.id, otherNumber, relation })
  }

  #spouse({ sex }: Person, born: number): readonly Kin[] {
    if (!this.lots.percent(85)) return []
    const other = sex === 'male' ? 'female' : 'male'
    const code = this.lots.percent(80) ? (sex === 'male' ? '12' : '11') : '10'
    return [{ code, sex: other, born: born + this.lots.between(-4, 4), surname: this.#identities.surname() }]
  }

  #children({ name }: Person, born: number): readonly Kin[] {
    const { lots, thisYear } = this
    const count = lots.between(0, 3)
    const older = { male: count === 1 ? 0 : 1, female: count === 1 ? 0 : 1 }
    const kin: Kin[] = []
    for (let child = 0; child < count; child++) {
      const sex: Sex = lots.percent(52) ? 'male' : 'female'
      const childBorn = born + lots.between(21, 27) + 2 * child
      if (childBorn >= thisYear) continue
      const code = usualChildren[sex][older[sex]++]
      if (code !== undefined) kin.push({ code, sex, born: childBorn, surname: name.charAt(0) })
    }
    return kin
  }

  #parents({ name }: Person, born: number): readonly Kin[] {
    const { lots, thisYear } = this
    const kin: Kin[] = []
    for (const [code, sex] of [['51', 'male'] as const, ['52', 'female'] as const]) {
      const parentBorn = born - lots.between(20, 30)
      if (thisYear - parentBorn > 96 || !lots.percent(45)) continue
      kin.push({
        code,
        sex,
        born: parentBorn,
        surname: code === '51' ? name.charAt(0) : this.#identities.surname(),
      })
    }
    return kin
  }

  /** A relative by the pack's own words on the code: sex and generation. */
  #extra({ name }: Person, born: number, { code, sex, generation }: PackRelation): Kin {
    const { lots, thisYear } = this
    const { from, to } = yearsApart(code)
    const apart = lots.between(from, to)
    const wanted =
      born + (generation === 'earlier' ? -apart : generation === 'later' ? apart : lots.between(-9, 9))
    const surname = lots.percent(50) ? name.charAt(0) : this.#identities.surname()
    return {
      code,
      sex: sex ?? (lots.percent(50) ? 'male' : 'female'),
      born: Math.min(Math.max(wanted, thisYear - 104), thisYear - 1),
      surname,
    }
  }
}

const greatGrand = new Set(['47', '48', '66', '67', '68'])

/** How many years lie between the head and somebody of another generation. */
function yearsApart(code: string): { readonly from: number; readonly to: number } {
  if (greatGrand.has(code)) return { from: 64, to: 72 }
  return code.startsWith('4') || code.startsWith('6') ? { from: 44, to: 52 } : { from: 20, to: 28 }
}

/** The head seen from the other one, where the code says it without a doubt. */
function backOf(code: string, headSex: Sex): string | null {
  const male = headSex === 'male'
  if (['10', '11', '12'].includes(code)) return male ? '11' : '12'
  if (/^(2[0-6]|3[0-6])$/u.test(code)) return male ? '51' : '52'
  if (['50', '51', '52'].includes(code)) return male ? '20' : '30'
  // a lodger, a nurse: to them the head of the household
  if (Number(code) >= 80) return '02'
  return null
}

/** Where a family is insured: mostly the town itself, some in regions that are open, closed or not known. */
function homeOf(lots: Lots): string {
  const lot = lots.between(1, 100)
  if (lot <= 55) return '620000/临夏回族自治州'
  if (lot <= 70) return '620000/兰州市'
  if (lot <= 82) return '320000/苏州市'
  if (lot <= 90) return '130000/石家庄市'
  if (lot <= 94) return '990000/练习一市'
  return lot <= 97 ? '990000/练习二市' : '210000/沈阳市'
}
