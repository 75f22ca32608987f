import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { newMember } from '../testing/people'
import { newStation, transferBody } from '../testing/station'

const { centre, database } = await centreOfFile()

it('keeps for which card read or operation a payee was asked after; another one is refused and not answered', async () => {
  const [station, other] = [await newStation(database.db), await newStation(database.db)]
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const { payload } = await centre.carryOut(station, payer, transferBody(payee, 10))
  const { name, idNumber, insuredRegion } = payee
  const ask = (from: typeof station, tie: object) =>
    centre.call('POST', '/v1/payees/look-up', { station: from.id, name, idNumber, insuredRegion, ...tie })
  const readId = randomUUID()
  expect(await ask(station, { readId })).toMatchObject({ status: 200, body: { answer: 'can-receive' } })
  expect(await ask(station, { operationId: payload.id })).toMatchObject({ status: 200 })
  expect(await ask(other, { operationId: payload.id })).toMatchObject({
    status: 403,
    body: { code: 'look-up.not-tied' },
  })
  expect(await ask(station, {})).toMatchObject({ status: 400 })
  const kept = await database.db
    .selectFrom('look_up')
    .select(['station', 'read_id', 'operation_id', 'member_id'])
    .where('kind', '=', 'payee')
    .orderBy('id')
    .execute()
  expect(kept).toEqual([
    { station: station.id, read_id: readId, operation_id: null, member_id: payee.id },
    { station: station.id, read_id: null, operation_id: payload.id, member_id: payee.id },
  ])
})
