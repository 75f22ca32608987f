import { implement } from '@orpc/server'
import type { z } from 'zod'
import type { Batch, operationAnswerSchema } from '../../shared/contract/central'
import { shortened } from '../../shared/contract/batch-answer'
import { batchIn, centralContract } from '../../shared/contract/central'
import { centreFeatures } from '../../shared/contract/centre-features'
import { shanghaiDate } from '../../shared/domain/china-time'
import type { OperationId, StationId } from '../../shared/domain/ids'
import type { MemberFacts } from '../../shared/domain/member-facts'
import type { Result } from '../../shared/domain/result'
import type { Centre } from '../centre'
import { approvalSecret, giveCode } from '../approvals/code'
import { decideRequest } from '../approvals/decide'
import { keepRequests, requestsFor } from '../approvals/requests'
import { changesInTime } from '../changes/wait'
import { activeClerks } from '../clerks/clerks'
import { keepComplaint } from '../complaints'
import { closeDay } from '../day-close/day-close'
import { familyBindingsOf } from '../members/family-bindings'
import { townshipOf } from '../members/township'
import { findMember, memberFacts, unknownFacts } from '../members/facts'
import { keepToldLook, recordLookUp } from '../members/look-ups'
import { answerLooks, answerMovements } from '../members/own-records'
import { answerPayee } from '../members/payee'
import { premiumsOf } from '../members/premiums'
import { maskedFacts, roleIn } from '../members/ties'
import type { KnownOperation } from '../operations/operations'
import { findOperations } from '../operations/operations'
import { findOperationFor } from '../operations/find-operation'
import { stationOfSlip } from '../operations/slip-proof'
import { withdrawAtCounter } from '../operations/withdraw-elsewhere'
import { noteStatus } from '../stations/contact'
import { findStation } from '../stations/batch'
import { claimedHead } from '../stations/batch-head'
import { enrol } from '../stations/enrol'
import { gatherBatches } from '../stations/gather'
import { workThroughInTurn } from '../stations/hold'
import type { Bearer } from '../stations/token'
import { hasOtherWriter } from '../stations/other-writer'
import { ownOperations } from '../stations/own-operations'
import { issueToken } from '../stations/token'
import { announcementsFor } from '../keys/change-keys'
import type { Passwords } from '../../shared/contract/verification'
import { noPasswords } from '../verification/member-password'
import { verifyPasswords } from '../verification/verify-passwords'
import { institutions, packsFrom } from './copies'
import type { Door } from './door'
import type { RefusedCode } from './faults'
import { Refused } from './faults'

/** What the guard found out about a request; null where no token is needed. */
export interface RequestContext {
  readonly bearer: Bearer | null
}

/** The contract, carried out. Failures are values up to here and become the contract's refusals here. */
export function centralRouter(centre: Centre, door: Door) {
  const os = implement(centralContract).$context<RequestContext>()
  const { db, clock, realm } = centre
  const work = gatherBatches(centre)

  const sendBatch = async (
    bearer: Bearer | null,
    batch: Batch,
    sealed: Passwords | undefined,
    signal: AbortSignal | undefined,
  ) => {
    const head = claimedHead(batch.jws)
    if (head !== null && head.station !== bearer?.station) throw new Refused('sync.other-station')
    const passwords =
      sealed === undefined ? noPasswords : await verifyPasswords(centre, door.keys, batch, sealed)
    const answer = await workThroughInTurn(work, door, batch, { passwords, signal })
    if (answer.ok) return answer.value
    const { code, ...rest } = answer.error
    throw new Refused(code, Object.keys(rest).length === 0 ? undefined : rest)
  }

  /** The station that asks, when the token is its own and of its epoch. */
  const askedBy = async (bearer: Bearer | null, station: StationId | null) => {
    if (bearer === null) throw new Error('a station route without its guard')
    if (station !== null && station !== bearer.station) throw new Refused('sync.other-station')
    const found = await findStation(db, bearer.station)
    if (found === null) throw new Refused('sync.unknown-station')
    if (found.realm !== realm) throw new Refused('sync.wrong-realm')
    if (found.epoch !== bearer.epoch) throw new Refused('sync.epoch-ended')
    return found
  }

  return os.router({
    enrol: os.enrol.handler(async ({ input }) => {
      const answer = await enrol(centre, door.keys, input.request)
      if (answer.ok) return answer.value
      const { code, ...rest } = answer.error
      throw new Refused(code, rest)
    }),
    token: os.token.handler(async ({ input }) => {
      const answer = await issueToken(centre, door.keys, input.client_assertion)
      if (answer.ok) return answer.value
      const { code } = answer.error
      throw new Refused(code, code === 'sync.bad-assertion' ? { at: clock.now() } : undefined)
    }),
    batch: os.batch.handler(async ({ input, context, signal }) => {
      const batch = batchIn(input)
      if (batch === null) throw new Refused('message.malformed')
      const answer = await sendBatch(context.bearer, batch, input.passwords, signal)
      return input.id === undefined ? shortened(answer) : answer
    }),
    single: os.single.handler(async ({ input, context, signal }) => {
      const { jws, dispatch, id, payload, records, password } = input
      const batch = { jws, dispatch: [dispatch], id: [id], payload: [payload], records: [records] }
      const passwords = password === undefined ? undefined : [{ ids: [id], sealed: password }]
      const { results } = await sendBatch(context.bearer, batch, passwords, signal)
      const [result] = results
      if (result === undefined) throw new Error('a batch of one without a result')
      return result
    }),
    operation: os.operation.handler(async ({ input, context }) => {
      const station = await askedBy(context.bearer, null)
      const known = (await findOperations(db, [input.id])).get(input.id)
      if (known !== undefined && known.station !== station.id) {
        const shown = input.proof === undefined ? null : await stationOfSlip(centre, input.id, input.proof)
        if (known.station !== shown) throw new Refused('sync.other-station')
      }
      return answerAbout(known)
    }),
    operations: os.operations.handler(async ({ input, context }) => {
      const station = await askedBy(context.bearer, input.station)
      const known = await findOperations(db, input.ids)
      if ([...known.values()].some((one) => one.station !== station.id))
        throw new Refused('sync.other-station')
      return { results: input.ids.map((id) => answerAbout(known.get(id))) }
    }),
    ownOperations: os.ownOperations.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return { operations: [...(await ownOperations(db, input))] }
    }),
    changes: os.changes.handler(async ({ input, context, signal }) => {
      await askedBy(context.bearer, input.station)
      const asked = { station: input.station, after: input.after, waitMs: (input.wait ?? 0) * 1000 }
      const page = await changesInTime(db, door.waker, asked, signal)
      if (page === null) throw new Refused('sync.unknown-station')
      if (!page.ok) throw new Refused('sync.centre-behind', page.error)
      return { cursor: page.value.cursor, changes: [...page.value.changes] }
    }),
    member: os.member.handler(async ({ input, context }) => {
      const station = await askedBy(context.bearer, input.station)
      const { idNumber, readId, operationId } = input
      const role = operationId === undefined ? 'member' : await roleIn(db, station.id, operationId, idNumber)
      if (role === null) throw new Refused('look-up.not-tied')
      const facts = await lookUp(station.id, idNumber, readId, operationId)
      return role === 'member' ? facts : maskedFacts(facts)
    }),
    payee: os.payee.handler(async ({ input, context }) => {
      const station = await askedBy(context.bearer, input.station)
      const { idNumber, readId = null, operationId = null } = input
      if (operationId !== null && (await roleIn(db, station.id, operationId, idNumber)) === null)
        throw new Refused('look-up.not-tied')
      const at = clock.now()
      const member = await findMember(db, idNumber)
      const who = { station: station.id, member: member?.id ?? null, at }
      await recordLookUp(db, { kind: 'payee', readId, operationId, ...who })
      return { answer: await answerPayee(db, input, member, centre.packs.current, at), asOf: at }
    }),
    premiums: os.premiums.handler(async ({ input, context }) => {
      const station = await askedBy(context.bearer, input.station)
      const { idNumber, name, readId = null, operationId = null } = input
      const at = clock.now()
      if (operationId !== null && (await roleIn(db, station.id, operationId, idNumber)) === null)
        throw new Refused('look-up.not-tied')
      const found = await findMember(db, idNumber)
      const person = found?.name === name.trim() ? found : null
      const who = { station: station.id, member: person?.id ?? null, at }
      await recordLookUp(db, { kind: 'payee', readId, operationId, ...who })
      return { asOf: at, premiums: person === null ? [] : [...(await premiumsOf(db, person.id))] }
    }),
    askApprovals: os.askApprovals.handler(async ({ input, context }) => {
      const { id } = await askedBy(context.bearer, input.station)
      return { waiting: orRefused(await keepRequests(centre, id, input.requests)) }
    }),
    approvalRequests: os.approvalRequests.handler(async ({ input, context }) => {
      const { id } = await askedBy(context.bearer, input.station)
      return orRefused(await requestsFor(centre, id, input.clerk))
    }),
    decideApproval: os.decideApproval.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return orRefused(await decideRequest(centre, input))
    }),
    approvalCode: os.approvalCode.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      const given = await giveCode(centre, input)
      if (given.ok) return given.value
      const { code, ...rest } = given.error
      throw new Refused(code, Object.keys(rest).length === 0 ? undefined : rest)
    }),
    approvalSecret: os.approvalSecret.handler(async ({ input, context }) => {
      const station = await askedBy(context.bearer, input.station)
      return { secret: await approvalSecret(centre, station) }
    }),
    complaint: os.complaint.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return orRefused(await keepComplaint(centre, input))
    }),
    tellLook: os.tellLook.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return { arrivedAt: await keepToldLook(centre, input) }
    }),
    movements: os.movements.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return orRefused(await answerMovements(centre, input))
    }),
    looks: os.looks.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return orRefused(await answerLooks(centre, input))
    }),
    findOperation: os.findOperation.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return findOperationFor(centre, input)
    }),
    withdrawElsewhere: os.withdrawElsewhere.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return withdrawAtCounter(centre, input)
    }),
    status: os.status.handler(async ({ input, context }) => {
      const station = await askedBy(context.bearer, input.station)
      const at = clock.now()
      await noteStatus(db, input, at)
      return {
        realm,
        at,
        expected: station.next_dispatch,
        epoch: station.epoch,
        newestChange: station.change_number,
        archivedThrough: archivedThrough(at),
        otherWriter: await hasOtherWriter(db, station),
        knows: [...centreFeatures],
      }
    }),
    dayClose: os.dayClose.handler(async ({ input, context }) => {
      await askedBy(context.bearer, input.station)
      return closeDay(centre, input)
    }),
    clerks: os.clerks.handler(async ({ context }) => {
      await askedBy(context.bearer, null)
      return { clerks: [...(await activeClerks(db))] }
    }),
    township: os.township.handler(async ({ context }) => {
      const { id } = await askedBy(context.bearer, null)
      return townshipOf(db, id, clock.now())
    }),
    institutions: os.institutions.handler(async ({ context }) => {
      await askedBy(context.bearer, null)
      return { institutions: [...(await institutions(db))] }
    }),
    rulePacks: os.rulePacks.handler(async ({ input, context }) => {
      await askedBy(context.bearer, null)
      return { packs: [...(await packsFrom(db, input.from ?? 1))] }
    }),
    centreKeys: os.centreKeys.handler(async ({ context }) => {
      const { id } = await askedBy(context.bearer, null)
      return { announcements: await announcementsFor(db, id, clock.now()) }
    }),
  })

  async function lookUp(
    station: StationId,
    idNumber: string,
    readId: string | undefined,
    operationId: OperationId | undefined,
  ): Promise<MemberFacts> {
    const at = clock.now()
    const member = await findMember(db, idNumber)
    const who = { station, member: member?.id ?? null, at }
    await recordLookUp(db, {
      kind: 'member',
      readId: readId ?? null,
      operationId: operationId ?? null,
      ...who,
    })
    if (member === null) return unknownFacts(idNumber, at)
    const facts = await memberFacts(db, member, centre.packs.current, at)
    const familyBindings = await familyBindingsOf(db, member.id_number)
    return { ...facts, premiums: await premiumsOf(db, member.id), familyBindings: [...familyBindings] }
  }
}

function orRefused<T>(answer: Result<T, RefusedCode>): T {
  if (!answer.ok) throw new Refused(answer.error)
  return answer.value
}

function answerAbout(known: KnownOperation | undefined): z.infer<typeof operationAnswerSchema> {
  if (known === undefined) return { known: false }
  return { known: true, payloadHash: known.payloadHash, outcome: known.outcome }
}

const dayMs = 86_400_000

/** This centre keeps operations, postings and batches for ever: a day that is over is archived. */
function archivedThrough(at: number): string {
  return shanghaiDate(at - dayMs)
}
