import { shanghaiDate } from '../../shared/domain/china-time'
import type { Centre } from '../centre'
import { confirmPremium, registerPremiums } from '../premiums/confirm-premium'
import type { MemberSeed } from '../resources'

/** As long as the practice tax office takes to confirm: 已扣款·待税务确认 is to be seen. */
const confirmAfterMs = 10_000
const dueFen = 40_000

/** Registers the practice people's premiums of the insured year that is payable on this day; again changes nothing. */
export async function registerPracticePremiums(
  centre: Pick<Centre, 'db' | 'clock'>,
  members: readonly MemberSeed[],
): Promise<void> {
  const { year, payableFrom, payableTo } = payableYear(centre.clock.now())
  const lines = members.flatMap(({ id, insuredRegion, premium }) =>
    premium === undefined
      ? []
      : [
          {
            personId: id,
            year,
            region: insuredRegion,
            dueFen,
            payableFrom,
            payableTo,
            paidBy: premium === 'paid' ? 'app' : null,
          },
        ],
  )
  await registerPremiums(centre, lines)
}

/** From September on people pay for the year that comes, until its August those who are late pay too. */
function payableYear(at: number): {
  readonly year: number
  readonly payableFrom: string
  readonly payableTo: string
} {
  const [thisYear = 0, month = 0] = shanghaiDate(at).split('-').map(Number)
  const year = month >= 9 ? thisYear + 1 : thisYear
  return {
    year,
    payableFrom: `${String(year - 1)}-09-01`,
    payableTo: month >= 9 ? `${String(year - 1)}-12-31` : `${String(year)}-08-31`,
  }
}

/** The practice tax office confirms what was debited a while ago. */
export async function confirmDebited(centre: Centre): Promise<void> {
  const waiting = await centre.db
    .selectFrom('premium')
    .select('operation_id')
    .where('state', '=', 'debited')
    .where('changed_at', '<=', centre.clock.now() - confirmAfterMs)
    .execute()
  for (const { operation_id } of waiting) {
    if (operation_id !== null) await confirmPremium(centre, operation_id, 'confirmed')
  }
}
