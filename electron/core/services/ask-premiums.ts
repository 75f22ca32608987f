import { shanghaiDate } from '../../../shared/domain/china-time'
import { readIdNumber } from '../../../shared/domain/id-number'
import { longestName, readPersonName } from '../../../shared/domain/person-name'
import type { PremiumFacts } from '../../../shared/domain/premium-facts'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * What is registered of a relative's premiums. Without a line `asOf` is null and nothing is claimed; a number and a name
 * that do not belong together are answered like somebody without premiums.
 * Errors: `sign-in.needed`, `visit.none-open`, `id-number.*`, `name.*`, `field.too-long`.
 */
export async function askPremiums(
  core: Core,
  typed: { readonly name: string; readonly idNumber: string },
): Promise<ServiceResult<{ asOf: number | null; premiums: readonly PremiumFacts[] }>> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const visit = core.projection.openVisit()
  if (visit === null) return refuse('visit.none-open')
  const number = readIdNumber(typed.idNumber, shanghaiDate(core.clock.now()))
  if (!number.ok) return refuse(number.error, 'personIdNumber')
  const name = readPersonName(typed.name)
  if (!name.ok) return refuse(name.error, 'personName', { max: longestName })
  const { idNumber } = number.value
  const answer = await core
    .central()
    ?.premiums(core.station.id, { idNumber, name: name.value, readId: visit.lookUpId })
  if (answer?.ok !== true) return ok({ asOf: null, premiums: [] })
  core.moment.premiums.set(idNumber, answer.value)
  core.changed()
  return ok(answer.value)
}
