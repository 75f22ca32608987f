import type { LooksAnswer, MovementsAnswer, OwnRecordsInput } from '../../shared/contract/movements'
import type { RecordView } from '../../shared/domain/movements'
import type { Result } from '../../shared/domain/result'
import { fail, ok } from '../../shared/domain/result'
import type { Centre } from '../centre'
import type { Member } from '../operations/book'
import { findMember } from './facts'
import { recordLookUp } from './look-ups'
import { looksOf } from './looks'
import { movementsOf } from './movements'

/** Of somebody who died nothing is told at a counter (domain.md 2). */
export type OwnRecordsFailure = 'member.deceased'

/** 余额和明细, recorded as a look with its clerk before it is answered. */
export async function answerMovements(
  centre: Centre,
  asked: OwnRecordsInput,
): Promise<Result<MovementsAnswer, OwnRecordsFailure>> {
  const found = await recorded(centre, asked, 'movements')
  if (!found.ok) return found
  const asOf = centre.clock.now()
  if (found.value === null) {
    const balances = { personalAccountFen: null, walletFen: null }
    return ok({ asOf, known: false, balances, movements: [], more: false })
  }
  const { balances, movements, more } = await movementsOf(centre.db, found.value)
  return ok({ asOf, known: true, balances, movements: [...movements], more })
}

/** 谁看过我的记录, which is a look itself. */
export async function answerLooks(
  centre: Centre,
  asked: OwnRecordsInput,
): Promise<Result<LooksAnswer, OwnRecordsFailure>> {
  const found = await recorded(centre, asked, 'looks')
  if (!found.ok) return found
  const asOf = centre.clock.now()
  if (found.value === null) return ok({ asOf, known: false, looks: [], more: false })
  const { looks, more } = await looksOf(centre.db, found.value, asOf)
  return ok({ asOf, known: true, looks: [...looks], more })
}

/** The member of number and name, null when they are not one person's. */
async function recorded(
  centre: Centre,
  { station, idNumber, name, readId, clerk }: OwnRecordsInput,
  purpose: RecordView,
): Promise<Result<Member | null, OwnRecordsFailure>> {
  const found = await findMember(centre.db, idNumber)
  const member = found?.name === name.trim() ? found : null
  await recordLookUp(centre.db, {
    kind: 'member',
    station,
    readId,
    member: member?.id ?? null,
    at: centre.clock.now(),
    clerk,
    purpose,
  })
  return member?.status === 'deceased' ? fail('member.deceased') : ok(member)
}
