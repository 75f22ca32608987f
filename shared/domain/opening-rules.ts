import type { OpeningBody } from './operation'
import type { RuleCheck, RuleContext } from './rule-check'
import {
  checkAge,
  checkCard,
  checkInsurance,
  checkInsuredPlace,
  checkKnownAndAlive,
  checkPlace,
  fromFacts,
} from './person-rules'
import { readPhone } from './phone'
import { fails, holds, packOfTaking, refusal, unknown } from './rule-check'

/**
 * Every rule of opening a wallet (domain.md 3.2), all at once, each with its clause.
 * Data of the refusals: `place.*` {region, asOf}; `wallet.phone-used-up` {max}; `member.needs-guardian`
 * {age, guardianUnder}; `member.card-expired` {validTo}.
 */
export function checkOpening(body: OpeningBody, ctx: RuleContext): readonly RuleCheck[] {
  return [
    ...checkKnownAndAlive(ctx),
    ...checkInsurance(ctx),
    checkAge(ctx),
    checkCard(ctx),
    checkNoneYet(ctx),
    checkInsuredPlace(ctx),
    checkPlace('place.of-use', body.placeOfUse, { closed: 'place.closed', field: 'placeOfUse' }, ctx),
    checkPhone(body),
    checkPhoneCount(body, ctx),
    checkNotice(body, ctx),
  ]
}

function checkNoneYet(ctx: RuleContext): RuleCheck {
  return fromFacts('wallet.none-yet', ctx, ({ wallet, asOf }) =>
    wallet === null
      ? holds('wallet.none-yet', asOf)
      : fails('wallet.none-yet', refusal('wallet.already-open'), asOf),
  )
}

/** No phone at all is allowed, but then nobody owns it. */
function checkPhone({ phone, phoneOwner }: OpeningBody): RuleCheck {
  if ((phone === null) !== (phoneOwner === 'none')) {
    return fails('phone.form', refusal('field.missing', { field: phone === null ? 'phone' : 'phoneOwner' }))
  }
  if (phone === null) return holds('phone.form')
  const read = readPhone(phone)
  // what is stored and sent is the normal form, nothing else
  if (read.ok && read.value === phone) return holds('phone.form')
  return fails('phone.form', refusal('phone.malformed', { field: 'phone' }))
}

function checkPhoneCount({ phone }: OpeningBody, ctx: RuleContext): RuleCheck {
  const { pack, walletsOnPhone } = ctx
  const max = pack.opening.walletsPerPhone
  if (phone === null) return holds('phone.count')
  if (walletsOnPhone === null) return unknown('phone.count')
  if (walletsOnPhone < max) return holds('phone.count')
  const clause = { pack, path: 'opening.walletsPerPhone' }
  return fails('phone.count', refusal('wallet.phone-used-up', { data: { max }, field: 'phone', clause }))
}

/** The member was told in the words in force at taking. */
function checkNotice({ noticeVersion }: OpeningBody, ctx: RuleContext): RuleCheck {
  const { pack } = packOfTaking(ctx)
  if (noticeVersion === pack.opening.noticeVersion) return holds('opening.notice')
  return fails('opening.notice', refusal('assent.stale', { clause: { pack, path: 'opening.noticeVersion' } }))
}
