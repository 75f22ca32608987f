import { v7 } from 'uuid'
import type { OperationForm } from '../../../shared/contract/counter'
import type { OperationId } from '../../../shared/domain/ids'
import { personOf } from './practice-counter'
import type { OpenCounter } from './practice-counter'

/** What a clerk does in tests, through the windows' own procedures. */

/** The two windows of a counter, in practice or live. */
type Windows = Pick<OpenCounter, 'counter' | 'member'>

export async function signIn(counter: OpenCounter): Promise<void> {
  await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
}

/** Lays the person's card down, waits for the centre's facts, and says 人证一致. */
export async function openVisit(counter: OpenCounter, personId: string): Promise<string> {
  counter.lay(personId)
  await counter.until(() => counter.view().visit?.factsState === 'current', `facts of ${personId}`)
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  return visitId
}

/** The draft with the member's 同意 on it. */
export async function agreed(counter: Windows, visitId: string, form: OperationForm): Promise<OperationId> {
  const operationId = v7() as OperationId
  const { wordsHash } = await counter.counter.propose({ operationId, visitId, form })
  await counter.member.answer({ operationId, wordsHash, answer: 'agree' })
  return operationId
}

/** The whole of one operation at the counter: words shown, 同意, taken. */
export async function take(counter: Windows, visitId: string, form: OperationForm): Promise<OperationId> {
  const operationId = await agreed(counter, visitId, form)
  await counter.counter.take({ operationId })
  return operationId
}

export function openingForm(placeOfUse = '620000/临夏回族自治州'): OperationForm {
  return {
    kind: 'wallet-opening',
    placeOfUse,
    phone: '138 0000 1234',
    phoneOwner: 'self',
    phoneRelation: '',
    noticeGiven: 'read-by-oneself',
    placeReason: '',
  }
}

/** From 王秀英 to her daughter 李晓梅, both invented. */
export function transferForm(amount: string): Extract<OperationForm, { kind: 'transfer' }> {
  const payee = personOf('li-xiaomei')
  return {
    kind: 'transfer',
    source: 'personal-account',
    payeeName: payee.name,
    payeeIdNumber: payee.idNumber,
    payeeRegion: '320000/苏州市',
    payeeIdentity: 'typed',
    relation: '30',
    commitment: '',
    amount,
  }
}

/** The codes a refused call carries. @throws Error when nothing was refused */
export async function refusedCodes(work: Promise<unknown>): Promise<string[]> {
  try {
    await work
  } catch (error) {
    const { data } = error as { data?: { refusals?: { code: string }[] } }
    return (data?.refusals ?? []).map(({ code }) => code)
  }
  throw new Error('nothing was refused')
}
