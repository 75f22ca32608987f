import { describe, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { atShanghai } from '../../shared/domain/china-time'
import type { Fen, OperationId } from '../../shared/domain/ids'
import { morningAt, startTestCentre } from '../testing/harness'
import { newMember, places } from '../testing/people'
import { newStation, openingBody, receiveBody, transferBody } from '../testing/station'

const { centre, database } = await centreOfFile()
const station = await newStation(database.db)

const sixTomorrow = atShanghai('2026-11-24', '06:00')

describe('wallet opening', () => {
  it('opens an empty wallet in the place of use, and the facts show it', async () => {
    const member = await newMember(database.db, { wallet: null })
    const { outcome } = await centre.carryOut(
      station,
      member,
      openingBody({ placeOfUse: places.otherOpen, phone: '13812345678', phoneOwner: 'self' }),
    )
    expect(outcome).toEqual({ type: 'done', at: centre.at, receipt: null, deadlineAt: null })
    expect((await centre.facts(station, member)).wallet).toEqual({
      placeOfUse: places.otherOpen,
      balanceFen: 0,
    })
  })
})

describe('transfer and receive', () => {
  it('takes the money into transit, shows it waiting, and gives it to the payee', async () => {
    const payer = await newMember(database.db, { name: '王秀英' })
    const payee = await newMember(database.db, { insuredRegion: places.otherOpen })
    const sent = await centre.carryOut(station, payer, transferBody(payee, 650))
    expect(sent.outcome).toEqual({ type: 'done', at: centre.at, receipt: 'pending', deadlineAt: sixTomorrow })
    expect(await centre.facts(station, payer)).toMatchObject({
      personalAccountFen: 935_000,
      transfersToday: 1,
      transfersPending: 1,
    })
    expect((await centre.facts(station, payee)).waitingToReceive).toEqual([
      { transferId: sent.payload.id, amountFen: 65_000, from: '*秀英', deadlineAt: sixTomorrow },
    ])

    const elsewhere = await newStation(database.db)
    const { payload, outcome } = await centre.carryOut(elsewhere, payee, receiveBody(sent.payload.id, 650))
    expect(outcome).toEqual({ type: 'done', at: centre.at, receipt: null, deadlineAt: null })
    expect((await centre.facts(station, payee)).wallet?.balanceFen).toBe(65_000)
    expect((await centre.facts(station, payee)).waitingToReceive).toEqual([])
    expect((await centre.facts(station, payer)).transfersPending).toBe(0)

    // the news goes to the station that took the transfer, not to the one where it was received
    expect((await centre.changes(station)).changes.at(-1)).toMatchObject({
      type: 'receipt',
      operationId: sent.payload.id,
      receipt: 'received',
    })
    expect((await centre.changes(elsewhere)).changes).toEqual([])
    const known = await centre.call(
      'GET',
      `/v1/operations/${sent.payload.id}`,
      undefined,
      sent.payload.station,
    )
    expect(known.body).toMatchObject({ known: true, outcome: { type: 'done', receipt: 'received' } })

    const again = await centre.carryOut(station, payee, receiveBody(sent.payload.id, 650))
    expect(again.outcome).toMatchObject({ type: 'refused', refusals: [{ code: 'receive.already-received' }] })
    expect(payload.id).not.toBe(again.payload.id)
    expect(await centre.ledger()).toMatchObject({ ok: true, sum: 0 })
  })

  it('debits the wallet when the wallet is the source', async () => {
    const payer = await newMember(database.db, {
      personalAccountFen: 0 as Fen,
      wallet: { placeOfUse: places.open, balanceFen: 5_000 as Fen },
    })
    const payee = await newMember(database.db)
    const { outcome } = await centre.carryOut(station, payer, transferBody(payee, 50, { source: 'wallet' }))
    expect(outcome.type).toBe('done')
    expect((await centre.facts(station, payer)).wallet?.balanceFen).toBe(0)
  })

  it('keeps the order of a batch: an opening, then a transfer out of the new wallet’s owner', async () => {
    const payer = await newMember(database.db, { wallet: null })
    const payee = await newMember(database.db)
    const outcomes = await centre.send(
      station,
      station.payload(payer, openingBody(), centre.at),
      station.payload(payer, transferBody(payee, 10), centre.at),
    )
    expect(outcomes.map(({ type }) => type)).toEqual(['done', 'done'])
  })
})

describe('the centre’s clock', () => {
  it('returns what nobody received, at the deadline and not before', async () => {
    const own = await startTestCentre({ database })
    const here = await newStation(database.db)
    const payer = await newMember(database.db)
    const payee = await newMember(database.db)
    const { payload } = await own.carryOut(here, payer, transferBody(payee, 300))
    own.clock.forwardTo(sixTomorrow - 1)
    await own.due()
    expect((await own.facts(here, payer)).personalAccountFen).toBe(970_000)
    own.clock.forwardTo(sixTomorrow)
    const late = await own.carryOut(here, payee, receiveBody(payload.id, 300))
    expect(late.outcome).toMatchObject({
      refusals: [{ code: 'receive.past-deadline', data: { deadlineAt: sixTomorrow } }],
    })
    await own.due()
    expect((await own.facts(here, payer)).personalAccountFen).toBe(1_000_000)
    expect((await own.changes(here)).changes).toEqual([
      { type: 'receipt', number: 1, operationId: payload.id, receipt: 'returned', at: sixTomorrow },
    ])
    const later = await own.carryOut(here, payee, receiveBody(payload.id, 300))
    expect(later.outcome).toMatchObject({ refusals: [{ code: 'receive.past-deadline' }] })
    expect(await own.due()).toEqual({ returned: 0, carriedOut: 0 })
    expect((await own.ledger()).ok).toBe(true)
    await own.close()
  })

  it('keeps a transfer of closed hours and carries it out at opening, after the returns', async () => {
    const night = atShanghai('2026-11-25', '22:00')
    const own = await startTestCentre({ database, at: night - 1 })
    const here = await newStation(database.db)
    const payer = await newMember(database.db, { personalAccountFen: 100_000 as Fen })
    const payee = await newMember(database.db)
    const first = await own.carryOut(here, payer, transferBody(payee, 1000))
    expect(first.outcome).toMatchObject({ type: 'done' })

    own.clock.forwardTo(night)
    const opensAt = atShanghai('2026-11-26', '06:00')
    // nothing is left tonight, but the first transfer comes back at opening
    const kept = await own.carryOut(here, payer, transferBody(payee, 900))
    expect(kept.outcome).toEqual({ type: 'deferred', at: night, opensAt })
    expect(
      (await own.call('GET', `/v1/operations/${kept.payload.id}`, undefined, here.id)).body,
    ).toMatchObject({
      known: true,
      outcome: { type: 'deferred' },
    })
    own.clock.forwardTo(opensAt - 1)
    expect((await own.due()).carriedOut).toBe(0)
    own.clock.forwardTo(opensAt)
    await own.due()
    const done = {
      type: 'done',
      at: opensAt,
      receipt: 'pending',
      deadlineAt: atShanghai('2026-11-27', '06:00'),
    }
    expect((await own.changes(here)).changes).toEqual([
      { type: 'receipt', number: 1, operationId: first.payload.id, receipt: 'returned', at: opensAt },
      { type: 'outcome', number: 2, operationId: kept.payload.id, outcome: done },
    ])
    expect((await own.facts(here, payer)).personalAccountFen).toBe(10_000)
    expect((await own.ledger()).ok).toBe(true)
    await own.close()
  })

  it('refuses in closed hours at once what opening cannot mend', async () => {
    const own = await startTestCentre({ database, at: atShanghai('2026-11-28', '05:59') })
    const here = await newStation(database.db)
    const payer = await newMember(database.db)
    const payee = await newMember(database.db)
    const { outcome } = await own.carryOut(here, payer, transferBody(payee, 2000.01))
    expect(outcome).toMatchObject({ type: 'refused', refusals: [{ code: 'transfer.over-limit' }] })
    await own.close()
  })
})

it('tells a station about many of its operations at once, in the order they were asked for', async () => {
  const asking = await newStation(database.db)
  const payer = await newMember(database.db)
  const payee = await newMember(database.db)
  const one = await centre.carryOut(asking, payer, transferBody(payee, 10))
  const never = '018f3c5e-1111-7000-8000-000000000001' as OperationId
  const ask = (ids: readonly OperationId[], station = asking.id) =>
    centre.call('POST', '/v1/operations/look-up', { station, ids })
  expect(await ask([never, one.payload.id])).toMatchObject({
    status: 200,
    body: { results: [{ known: false }, { known: true, outcome: one.outcome }] },
  })
  // another station's are not told, and not said to be unknown either
  const other = await newStation(database.db)
  expect(await ask([one.payload.id, never], other.id)).toMatchObject({
    status: 403,
    body: { code: 'sync.other-station' },
  })
  expect((await ask([])).status).toBe(400)
})

it('does not know an operation it never saw', async () => {
  const id = '018f3c5e-1111-7000-8000-000000000000' as OperationId
  const { id: asking } = await newStation(database.db)
  expect(await centre.call('GET', `/v1/operations/${id}`, undefined, asking)).toEqual({
    status: 200,
    body: { known: false },
  })
  expect(morningAt).toBe(centre.at)
})
