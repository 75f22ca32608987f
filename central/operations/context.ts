import { sql } from 'kysely'
import type { OperationPayload, OperationBody } from '../../shared/domain/operation'
import type { PayeeAnswer } from '../../shared/domain/member-facts'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { RuleContext } from '../../shared/domain/rules'
import { shanghaiDate } from '../../shared/domain/china-time'
import { readIdNumber } from '../../shared/domain/id-number'
import type { Member } from '../members/facts'
import { lockMembers, memberFacts, unknownFacts, walletsOnPhone } from '../members/facts'
import { payeeReceives } from '../members/payee'
import type { RulePacks } from '../rule-packs/rule-packs'
import type { Tx } from '../schema'

/** What carrying out one operation works on: the people are locked, the facts are of this instant. */
export interface Work {
  readonly tx: Tx
  readonly payload: OperationPayload
  /** The pack in force now. */
  readonly pack: RulePack
  readonly at: number
  /** Null when the centre has nobody of this number, or of this number and name. */
  readonly member: Member | null
  /** The payee of a transfer, null when the centre does not have the person named. */
  readonly payee: Member | null
  readonly rules: RuleContext
}

const nothingTaken = {
  memberTransfersToday: 0,
  memberAmountTodayFen: 0,
  stationAmountTodayFen: 0,
  memberTransfersQueued: 0,
}

/** Locks the people of an operation and gathers what its rules look at. */
export async function prepareWork(
  tx: Tx,
  payload: OperationPayload,
  packs: RulePacks,
  at: number,
): Promise<Work> {
  const { body } = payload
  const people = await lockMembers(tx, numbersOf(payload))
  const found = people.get(payload.member.idNumber) ?? null
  const member = found?.name === payload.member.name.trim() ? found : null
  const payee = body.kind === 'transfer' ? (people.get(body.payee.idNumber) ?? null) : null
  const pack = packs.current
  const facts =
    member === null ? unknownFacts(payload.member.idNumber, at) : await memberFacts(tx, member, pack, at)
  const rules: RuleContext = {
    pack,
    nowAt: at,
    moment: 'carrying-out',
    online: true,
    person: { idNumber: payload.member.idNumber, birthDate: birthDate(payload, at), validTo: '长期' },
    member: facts,
    payee: await payeeAnswer(tx, body, payee),
    walletsOnPhone: await phoneCount(tx, body),
    takenHere: nothingTaken,
    atTaking: { pack: packs.of(payload.pack) ?? pack, at: payload.takenAt },
  }
  return { tx, payload, pack, at, member, payee, rules }
}

function numbersOf({ member, body }: OperationPayload): readonly string[] {
  return body.kind === 'transfer' ? [member.idNumber, body.payee.idNumber] : [member.idNumber]
}

function birthDate({ member }: OperationPayload, at: number): string | null {
  const read = readIdNumber(member.idNumber, shanghaiDate(at))
  return read.ok ? read.value.birthDate : null
}

async function payeeAnswer(tx: Tx, body: OperationBody, payee: Member | null): Promise<PayeeAnswer | null> {
  return body.kind === 'transfer' ? payeeReceives(tx, body.payee, payee) : null
}

/** Two openings with one phone must count each other; until the transaction ends. */
async function lockPhone(tx: Tx, phone: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${phone}, 0))`.execute(tx)
}

async function phoneCount(tx: Tx, body: OperationBody): Promise<number | null> {
  if (body.kind !== 'wallet-opening') return null
  if (body.phone === null) return 0
  await lockPhone(tx, body.phone)
  return walletsOnPhone(tx, body.phone)
}
