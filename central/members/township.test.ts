import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { looksAnswerSchema } from '../../shared/contract/movements'
import { townshipAnswerSchema } from '../../shared/contract/township'
import type { Fen } from '../../shared/domain/ids'
import { newMember, places } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, openingBody } from '../testing/station'

/* A station's own list for days without a line (domain.md 3.8). */

const { centre, database } = await centreOfFile()

async function serving(township: string | null): Promise<TestStation> {
  const station = await newStation(database.db)
  await database.db.updateTable('station').set({ township }).where('id', '=', station.id).execute()
  return station
}
async function list(station: TestStation) {
  const { status, body } = await centre.call('GET', '/v1/township', undefined, station.id)
  expect(status).toBe(200)
  return townshipAnswerSchema.parse(body)
}

it('lists the people of the township a station serves and nobody else’s; it grows with what is done, without money', async () => {
  const station = await serving('上庄乡')
  const member = await newMember(database.db, { township: '上庄乡', wallet: null })
  const other = await newMember(database.db, {
    township: '上庄乡',
    status: 'deceased',
    wallet: { placeOfUse: places.open, balanceFen: 987_654 as Fen },
  })
  await newMember(database.db, { township: '河西镇' })
  const nobody = await newMember(database.db)
  const before = await list(station)
  expect(before).toMatchObject({ township: '上庄乡', asOf: centre.at, more: false })
  expect(before.residents).toHaveLength(2)
  expect(before.residents).toContainEqual({
    idNumber: member.idNumber,
    name: member.name,
    status: 'active',
    insurances: member.insutype,
    wallet: false,
    premium: null,
  })
  expect(before.residents).toContainEqual(
    expect.objectContaining({ idNumber: other.idNumber, status: 'deceased', wallet: true }),
  )
  expect(JSON.stringify(before)).not.toMatch(new RegExp(`987654|${nobody.idNumber}`, 'u'))
  const { outcome } = await centre.carryOut(station, member, openingBody())
  expect(outcome.type).toBe('done')
  const due = { year: 2027, state: 'due' as const }
  await database.db
    .insertInto('premium')
    .values(
      [2026, 2027].map((year) => ({
        person_id: member.id,
        year,
        region: places.open,
        due_fen: 41_234 as Fen,
        payable_from: '2026-09-01',
        payable_to: '2026-12-31',
        state: 'due' as const,
        channel: null,
        payer_account: null,
        operation_id: null,
        changed_at: 1,
      })),
    )
    .execute()
  const after = await list(station)
  expect(after.residents.find(({ idNumber }) => idNumber === member.idNumber)).toMatchObject({
    wallet: true,
    premium: due,
  })
  expect(JSON.stringify(after)).not.toContain('41234')
})

it('a station that serves no single township has no list, and is told so', async () => {
  expect(await list(await serving(null))).toMatchObject({ township: null, residents: [], more: false })
})

it('a look without a card, told afterwards, is kept once; its member hears of it at every counter', async () => {
  const [station, other] = [await serving(null), await serving(null)]
  const member = await newMember(database.db)
  const look = {
    station: station.id,
    lookId: randomUUID(),
    idNumber: member.idNumber,
    clerk: 'liyulan',
    reason: 'telephone',
    at: centre.at - 60_000,
  }
  const told = [await centre.call('POST', '/v1/looks', look), await centre.call('POST', '/v1/looks', look)]
  expect(told).toMatchObject([{ status: 200 }, { status: 200 }])
  const { body } = await centre.call('POST', '/v1/members/looks', {
    station: other.id,
    name: member.name,
    idNumber: member.idNumber,
    readId: randomUUID(),
    clerk: 'liyulan',
  })
  const { looks } = looksAnswerSchema.parse(body)
  expect(looks.filter(({ why }) => why === 'no-card')).toMatchObject([
    { at: look.at, station: station.id, why: 'no-card' },
  ])
  // of somebody nobody has heard of it is kept too; another station's is not taken
  const stranger = { ...look, lookId: randomUUID(), idNumber: '990101190001010010' }
  expect(await centre.call('POST', '/v1/looks', stranger)).toMatchObject({ status: 200 })
  expect(await centre.call('POST', '/v1/looks', look, other.id)).toMatchObject({ status: 403 })
  for (const bad of [
    { ...look, reason: 'curious' },
    { ...look, more: 1 },
    { ...look, lookId: 'x' },
  ])
    expect(await centre.call('POST', '/v1/looks', bad)).toMatchObject({ status: 400 })
})

it('nobody without a station’s token is told anything', async () => {
  const response = await fetch(`${centre.url}/v1/township`)
  expect([response.status, await response.text()]).toEqual([401, expect.not.stringContaining('residents')])
})
