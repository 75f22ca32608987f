import { shanghaiDate } from '../../../shared/domain/china-time'
import { readIdNumber } from '../../../shared/domain/id-number'
import { longestName, readPersonName } from '../../../shared/domain/person-name'
import type { RegionKey } from '../../../shared/domain/ids'
import type { PayeeAnswer } from '../../../shared/domain/member-facts'
import { isRegionKey } from '../../../shared/domain/regions'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * 能收 / 现在不能收 / 要联网再问. Without a line the answer is `ask-online`, never a guess.
 * Errors: `sign-in.needed`, `visit.none-open`, `id-number.*`, `name.*`, `field.too-long`, `place.no-such`.
 */
export async function askPayee(
  core: Core,
  typed: { readonly name: string; readonly idNumber: string; readonly region: string },
): Promise<ServiceResult<{ answer: PayeeAnswer; asOf: number | null }>> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const visit = core.projection.openVisit()
  if (visit === null) return refuse('visit.none-open')
  const number = readIdNumber(typed.idNumber, shanghaiDate(core.clock.now()))
  if (!number.ok) return refuse(number.error, 'payeeIdNumber')
  const name = readPersonName(typed.name)
  if (!name.ok) return refuse(name.error, 'payeeName', { max: longestName })
  if (!isRegionKey(typed.region)) return refuse('place.no-such', 'payeeRegion')
  const { idNumber } = number.value
  const central = core.central()
  const answer =
    central === null
      ? null
      : await central.payee(core.station.id, {
          idNumber,
          name: name.value,
          insuredRegion: typed.region as RegionKey,
          readId: visit.lookUpId,
        })
  if (!answer?.ok) return ok({ answer: 'ask-online', asOf: null })
  core.moment.payeeAnswers.set(idNumber, answer.value)
  core.changed()
  return ok(answer.value)
}
