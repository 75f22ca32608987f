import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { centreOfFile } from './testing/centre-of-file'
import { places } from './testing/people'
import { newStation } from './testing/station'

const { centre, database } = await centreOfFile()

it('keeps a complaint once, shows it to who runs the centre, and refuses another content under the same id', async () => {
  const station = await newStation(database.db)
  const sent = {
    station: station.id,
    complaintId: randomUUID(),
    clerk: 'liyulan',
    number: '0000-20261123-1',
    institution: 'PX-0003',
    name: '示范县中医医院',
    region: places.open,
    said: '说没有开通，不收',
    madeAt: centre.at,
  }
  const send = (what: object) => centre.call('POST', '/v1/complaints', what)
  const first = { status: 200, body: { arrivedAt: centre.at } }
  expect(await send(sent)).toEqual(first)
  centre.clock.forwardTo(centre.at + 60_000)
  const copies = await Promise.all(Array.from({ length: 8 }, () => send(sent)))
  expect(copies).toEqual(copies.map(() => first))
  expect(await send({ ...sent, said: '别的话' })).toMatchObject({
    status: 409,
    body: { code: 'complaint.other-content' },
  })
  const kept = await database.db
    .selectFrom('complaint')
    .selectAll()
    .where('id', '=', sent.complaintId)
    .execute()
  expect(kept).toMatchObject([{ said: '说没有开通，不收', station: station.id, clerk: 'liyulan' }])
  const told = await database.db
    .selectFrom('incident')
    .select(['kind', 'details'])
    .where('station', '=', station.id)
    .execute()
  expect(told).toEqual([
    { kind: 'complaint', details: { number: sent.number, institution: 'PX-0003', said: sent.said } },
  ])
  for (const bad of [
    { ...sent, said: '' },
    { ...sent, said: '长'.repeat(501) },
    { ...sent, number: '1' },
    { ...sent, name: '' },
    { ...sent, region: 'x' },
    { ...sent, more: 1 },
  ])
    expect((await send(bad)).status).toBe(400)
  const other = await newStation(database.db)
  expect(await centre.call('POST', '/v1/complaints', sent, other.id)).toMatchObject({ status: 403 })
})
