import type { ErrorCode } from '../../../shared/domain/errors'

type Bring = 'card' | 'newCard' | 'family' | 'guardian' | 'paper' | 'later'
type Where = 'here' | 'enrolment' | 'police' | 'tax' | 'region'

const bring: { readonly [Code in ErrorCode]?: Bring } = {
  'member.card-expired': 'newCard',
  'member.needs-guardian': 'guardian',
  'relation.needs-supervisor': 'paper',
  'relation.needs-commitment': 'family',
  'relation.not-near': 'family',
  'payee.cannot-receive': 'family',
  'payee.place-closed': 'family',
  'transfer.closed-hours': 'later',
  'transfer.count-used-up': 'later',
  'transfer.pending-exists': 'later',
  'transfer.balance-short': 'later',
}
const where: { readonly [Code in ErrorCode]?: Where } = {
  'member.not-found': 'enrolment',
  'member.not-insured': 'enrolment',
  'member.several-insurances': 'enrolment',
  'member.suspended': 'enrolment',
  'member.card-expired': 'police',
  'payee.place-closed': 'region',
  'payee.cannot-receive': 'region',
  'premium.not-registered': 'tax',
  'premium.no-plan': 'tax',
  'premium.region-unknown': 'tax',
  'premium.not-payable-now': 'tax',
  'premium.amount-differs': 'tax',
}

/** What somebody refused for this reason brings the next time: a key below `told.bring`. */
export function bringOf(code: ErrorCode): Bring {
  return bring[code] ?? 'card'
}

/** Where it is mended: a key below `told.where`. */
export function whereOf(code: ErrorCode): Where {
  return where[code] ?? 'here'
}
