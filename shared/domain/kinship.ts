import type { PackRelation, RulePack } from './rule-pack'

/** Things about a stated relation that look odd; the clerk asks once more, nothing is refused (domain.md 3.4). */
export type KinshipWarning = 'earlier-generation-too-young' | 'sex-differs'

/** A parent is at least this many years older than the child; less is asked about. */
const leastYearsBetweenGenerations = 14

/** The pack's line for a GB/T 4761 code (the payee seen from the payer), null when the pack has no such code. */
export function relationOf(pack: RulePack, code: string): PackRelation | null {
  return pack.relations.find((relation) => relation.code === code) ?? null
}

/**
 * What the ID data say against a relation. Birth dates as YYYYMMDD or null when unknown; `payeeIdNumber` as normalised
 * by `readIdNumber`: its birth date and sex are read from an 18-character number, other numbers tell neither.
 */
export function kinshipWarnings(
  relation: PackRelation,
  payerBirthDate: string | null,
  payeeIdNumber: string,
): readonly KinshipWarning[] {
  const resident = /^\d{6}(\d{8})\d\d(\d)[\dX]$/u.exec(payeeIdNumber)
  if (resident === null) return []
  const [, payeeBirthDate = '', order = '0'] = resident
  const warnings: KinshipWarning[] = []
  if (payerBirthDate !== null && tooYoung(relation, payerBirthDate, payeeBirthDate)) {
    warnings.push('earlier-generation-too-young')
  }
  const sex = Number(order) % 2 === 1 ? 'male' : 'female'
  if (relation.sex !== null && relation.sex !== sex) warnings.push('sex-differs')
  return warnings
}

function tooYoung(relation: PackRelation, payerBirthDate: string, payeeBirthDate: string): boolean {
  const yearsPayeeIsOlder = (Number(payerBirthDate) - Number(payeeBirthDate)) / 10_000
  if (relation.generation === 'earlier') return yearsPayeeIsOlder < leastYearsBetweenGenerations
  if (relation.generation === 'later') return -yearsPayeeIsOlder < leastYearsBetweenGenerations
  return false
}
