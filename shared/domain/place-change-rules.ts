import type { PlaceChangeBody } from './operation'
import type { RuleCheck, RuleContext } from './rule-check'
import { shanghaiDate } from './china-time'
import {
  checkAge,
  checkCard,
  checkInsurance,
  checkKnownAndAlive,
  checkPlace,
  fromFacts,
} from './person-rules'
import { isRegionKey, openness, regionName } from './regions'
import { fails, holds, packOfTaking, refusal, unknown } from './rule-check'
import { checkWalletOpen } from './transfer-rules'

/**
 * Every rule of changing the place of use (domain.md 3.6): an active wallet, nothing pending, a present region that offers
 * the change, a new one that is open and different.
 * Data of the refusals: `place.change-not-offered`, `place.closed|unknown` {region, asOf}; `place.money-waiting` {count}.
 */
export function checkPlaceChange(body: PlaceChangeBody, ctx: RuleContext): readonly RuleCheck[] {
  return [
    ...checkKnownAndAlive(ctx),
    ...checkInsurance(ctx),
    checkAge(ctx),
    checkCard(ctx),
    checkWalletOpen(ctx),
    checkCurrent(body, ctx),
    checkOffered(body, ctx),
    checkPlace('place.of-use', body.to, { closed: 'place.closed', field: 'to' }, ctx),
    checkNothingWaiting(ctx),
  ]
}

function checkCurrent({ from, to }: PlaceChangeBody, ctx: RuleContext): RuleCheck {
  if (from === to) return fails('place.current', refusal('place.same', { field: 'to' }))
  return fromFacts('place.current', ctx, ({ wallet, asOf }) =>
    wallet === null || wallet.placeOfUse === from
      ? holds('place.current', asOf)
      : fails('place.current', refusal('place.not-current', { field: 'from' }), asOf),
  )
}

function checkOffered({ from }: PlaceChangeBody, ctx: RuleContext): RuleCheck {
  const { pack, at } = packOfTaking(ctx)
  if (!isRegionKey(from))
    return fails('place.change-offered', refusal('place.no-such', { data: { region: from }, field: 'from' }))
  const answer = openness(pack.regionTable, from, 'place-of-use-change', shanghaiDate(at))
  if (answer.openness === 'open') return holds('place.change-offered')
  const data = { region: regionName(from), asOf: answer.asOf }
  const why = refusal('place.change-not-offered', { data, clause: { pack, path: 'regionTable' } })
  // when carrying out there is nobody left to ask
  return answer.openness === 'unknown' && ctx.moment === 'taking'
    ? unknown('place.change-offered', why)
    : fails('place.change-offered', why)
}

function checkNothingWaiting(ctx: RuleContext): RuleCheck {
  return fromFacts('place.nothing-waiting', ctx, ({ transfersPending, waitingToReceive, asOf }) => {
    const count = transfersPending + waitingToReceive.length
    return count === 0
      ? holds('place.nothing-waiting', asOf)
      : fails('place.nothing-waiting', refusal('place.money-waiting', { data: { count } }), asOf)
  })
}
