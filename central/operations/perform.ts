import type {
  BindingBody,
  OperationBody,
  PlaceChangeBody,
  PremiumBody,
  RelationBody,
} from '../../shared/domain/operation'
import { nextOpening, shanghaiDate, shanghaiMidnight } from '../../shared/domain/china-time'
import type { OpeningBody, Outcome, ReceiveBody, TransferBody } from '../../shared/domain/operation'
import type { RulePack } from '../../shared/domain/rule-pack'
import { refusal } from '../../shared/domain/rule-check'
import { accountOf, clearingAccount, taxAccounts } from '../ledger/ledger'
import type { Member } from './book'
import { addTo, agentDay, bindingKey, premiumKey } from './book'
import type { Case } from './context'
import { relationGiven, statedRelation } from './guards'
import { ensureAccount, houseAccount, postIn, settle, sourceAccount } from './money'

const dayMs = 86_400_000
/** How long the exchange may take to answer for another centre's payee before the money is asked back. */
const exchangeDays = 3

/** Carries out what the rules let pass, on the book. Throws `BelowFloor` before anything of it is in the book. */
export function perform(it: Case): Outcome {
  const outcome = performKind(it, it.payload.body)
  if (outcome.type !== 'refused') {
    keepRelation(it)
    keepAgent(it)
  }
  return outcome
}

function performKind(it: Case, body: OperationBody): Outcome {
  switch (body.kind) {
    case 'wallet-opening':
      return openWallet(it, body)
    case 'transfer':
      return sendMoney(it, body)
    case 'receive':
      return receiveMoney(it, body)
    case 'premium-payment':
      return payPremium(it, body)
    case 'place-of-use-change':
      return changePlace(it, body)
    case 'relation-declaration':
      return declareRelation(it, body)
    case 'family-binding':
      return changeBinding(it, body)
  }
}

function memberOf({ member, payload }: Case): Member {
  if (member === null) throw new Error(`a ${payload.body.kind} without its member passed the rules`)
  return member
}

function done({ at }: Case): Outcome {
  return { type: 'done', at, receipt: null, deadlineAt: null }
}

/** Opens the member's wallet with its empty account (domain.md 3.2). */
function openWallet(it: Case, { placeOfUse, phone, phoneOwner }: OpeningBody): Outcome {
  const { book, payload, at } = it
  const { id } = memberOf(it)
  const account = ensureAccount(book, 'wallet', id)
  book.wallets.set(id, { placeOfUse, phone })
  if (phone !== null) book.walletsOnPhone.set(phone, (book.walletsOnPhone.get(phone) ?? 0) + 1)
  book.work.wallets.push({
    member_id: id,
    account_id: account,
    place_of_use: placeOfUse,
    phone,
    phone_owner: phoneOwner,
    opened_at: at,
    opened_by: payload.id,
  })
  book.work.places.push({ member_id: id, place_of_use: placeOfUse, since_at: at, operation_id: payload.id })
  return done(it)
}

/**
 * Takes the money from the payer's source. Where the payee's region credits at once the payee has it now; else it waits in
 * the payer's reservation until the deadline the centre sets: the opening hour of the following day (domain.md 3.3).
 * Another centre's payee: it lies in clearing until the exchange has answered.
 */
function sendMoney(it: Case, body: TransferBody): Outcome {
  const { book, payload, other, pack, at } = it
  const member = memberOf(it)
  if (body.payee.party === 'elsewhere') return sendElsewhere(it, body)
  if (other === null) {
    // a pack that lets money wait for a wallet still needs a person to wait for
    const clause = { pack, path: 'transfer.payeeNotOpen' }
    return {
      type: 'refused',
      at,
      refusals: [refusal('payee.cannot-receive', { field: 'payee.idNumber', clause })],
    }
  }
  const atOnce = book.wallets.has(other.id) && book.creditedAtOnce.has(other.insured_region ?? '')
  const deadlineAt = deadlineOf(pack, at)
  const to = ensureAccount(book, atOnce ? 'wallet' : 'reservation', atOnce ? other.id : member.id)
  postIn(book, {
    kind: 'transfer-sent',
    operationId: payload.id,
    at,
    postings: [
      { account: sourceAccount(body.source, member.id), amountFen: -body.amountFen },
      { account: to, amountFen: body.amountFen },
    ],
  })
  addTransfer(it, body, {
    payee: other.id,
    heldIn: to,
    state: atOnce ? 'received' : 'pending',
    deadlineAt,
  })
  return atOnce
    ? { type: 'done', at, receipt: 'received', deadlineAt: null }
    : { type: 'done', at, receipt: 'pending', deadlineAt }
}

function sendElsewhere(it: Case, body: TransferBody): Outcome {
  const { book, payload, pack, at } = it
  const member = memberOf(it)
  const deadlineAt = deadlineOf(pack, at + exchangeDays * dayMs)
  postIn(book, {
    kind: 'transfer-sent',
    operationId: payload.id,
    at,
    postings: [
      { account: sourceAccount(body.source, member.id), amountFen: -body.amountFen },
      { account: clearingAccount, amountFen: body.amountFen },
    ],
  })
  addTransfer(it, body, { payee: null, heldIn: clearingAccount, state: 'pending', deadlineAt })
  return { type: 'done', at, receipt: 'pending', deadlineAt }
}

function addTransfer(
  it: Case,
  body: TransferBody,
  how: {
    readonly payee: string | null
    readonly heldIn: string
    readonly state: 'pending' | 'received'
    readonly deadlineAt: number
  },
): void {
  const { book, payload, at } = it
  const member = memberOf(it)
  const row = {
    id: payload.id,
    station: payload.station,
    payer_id: member.id,
    payee_id: how.payee,
    party: body.payee.party,
    source: body.source,
    amount_fen: body.amountFen,
    state: how.state,
    sent_at: at,
    deadline_at: how.deadlineAt,
    settled_at: how.state === 'pending' ? null : at,
    held_in: how.heldIn,
  }
  book.transfers.set(payload.id, { ...row, payer_name: member.name })
  if (how.payee !== null) addTo(book.payersOf, how.payee, member.id)
  book.work.transfers.push(row)
}

/** Until when the payee can receive what is sent at `at`: the next opening after the following midnight in Shanghai. */
export function deadlineOf(pack: RulePack, at: number): number {
  return nextOpening(shanghaiMidnight(at) + dayMs, pack.transfer.hours)
}

/** Gives the payee the money that waits (domain.md 3.7). */
function receiveMoney(it: Case, { transferId }: ReceiveBody): Outcome {
  const { book, payload } = it
  const transfer = book.transfers.get(transferId)
  if (transfer?.state !== 'pending') throw new Error('a receive of money that does not wait passed the rules')
  const to = accountOf('wallet', memberOf(it).id)
  settle(book, transfer, { kind: 'transfer-received', receipt: 'received', to, by: payload.id })
  return done(it)
}

/** 已扣款·待税务确认 (domain.md 3.5): done is said only when the collecting authority has confirmed. */
function payPremium(it: Case, body: PremiumBody): Outcome {
  const { book, payload, other, at } = it
  const premium = other === null ? undefined : book.premiums.get(premiumKey(other.id, body.year))
  if (premium === undefined) throw new Error('a premium nobody registered passed the rules')
  const source = sourceAccount(body.source, memberOf(it).id)
  const { waiting } = taxAccounts(premium.region)
  postIn(book, {
    kind: 'premium-debited',
    operationId: payload.id,
    at,
    postings: [
      { account: source, amountFen: -body.amountFen },
      { account: houseAccount(book, waiting, 'tax'), amountFen: body.amountFen },
    ],
  })
  const debited = { ...premium, state: 'debited', operation_id: payload.id, changed_at: at } as const
  book.premiums.set(premiumKey(premium.person_id, body.year), debited)
  book.work.premiums.push({ ...debited, channel: 'counter', payer_account: source })
  return { type: 'debited', at }
}

function changePlace(it: Case, { to }: PlaceChangeBody): Outcome {
  const { book, payload, at } = it
  const { id } = memberOf(it)
  const wallet = book.wallets.get(id)
  if (wallet === undefined) throw new Error('a change of place without a wallet passed the rules')
  book.wallets.set(id, { ...wallet, placeOfUse: to })
  book.work.places.push({ member_id: id, place_of_use: to, since_at: at, operation_id: payload.id })
  return done(it)
}

function declareRelation(it: Case, body: RelationBody): Outcome {
  addRelation(it, body.other.idNumber, body.relation, body.commitment)
  return done(it)
}

/** The centre is the register of what its counters bound; lines of other registers it shows and does not change. */
function changeBinding(it: Case, { change, other }: BindingBody): Outcome {
  const { book, payload, at } = it
  const { idNumber, name } = payload.member
  const day = shanghaiDate(at)
  const key = bindingKey(idNumber, other.idNumber)
  if (change === 'end') {
    book.bindings.delete(key)
    book.work.bindings.push({
      change,
      row: { owner_number: idNumber, user_number: other.idNumber },
      ended: day,
      by: payload.id,
    })
    return done(it)
  }
  const region = memberOf(it).insured_region
  if (region === null) throw new Error('a binding of nobody insured passed the rules')
  book.bindings.set(key, 'ours')
  book.work.bindings.push({
    change,
    row: {
      owner_number: idNumber,
      owner_name: name,
      user_number: other.idNumber,
      user_name: other.name,
      region,
      since: day,
      source: '',
      begun_by: payload.id,
    },
  })
  return done(it)
}

/** A relation given in passing is remembered, so that a later one that contradicts it is seen (domain.md 3.3). */
function keepRelation(it: Case): void {
  const stated = statedRelation(it)
  if (stated === null || it.payload.body.kind === 'relation-declaration') return
  if (relationGiven(it, stated.otherNumber) !== stated.relation)
    addRelation(it, stated.otherNumber, stated.relation, stated.commitment)
}

function addRelation(it: Case, otherNumber: string, relation: string, commitment: string | null): void {
  const { book, payload, at } = it
  const memberId = memberOf(it).id
  book.relations.push({ memberId, otherNumber, relation, commitment })
  book.work.relations.push({
    member_id: memberId,
    other_number: otherNumber,
    relation,
    commitment,
    operation_id: payload.id,
    at,
  })
}

function keepAgent(it: Case): void {
  const { book, payload, at } = it
  if (payload.agent === undefined) return
  const { id } = memberOf(it)
  addTo(book.membersOf, payload.agent.idNumber, id)
  book.work.agents.push({ agent_number: payload.agent.idNumber, day: agentDay(at), member_id: id })
}
