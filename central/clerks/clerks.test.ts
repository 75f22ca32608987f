import { expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { clerksAnswerSchema } from '../../shared/contract/centre-lists'
import type { ClerkId } from '../../shared/domain/ids'
import { resources } from '../testing/harness'
import { newStation } from '../testing/station'
import { importClerks } from './import-clerks'

const { centre, database } = await centreOfFile()
const station = await newStation(database.db)

async function clerksAtTheCounter() {
  const { status, body } = await centre.call('GET', '/v1/clerks', undefined, station.id)
  expect(status).toBe(200)
  return clerksAnswerSchema.parse(body).clerks
}

it('has the practice clerks with their verifiers, a supervisor among them', async () => {
  const clerks = await clerksAtTheCounter()
  expect(clerks).toEqual([...resources.clerks].sort((a, b) => (a.id < b.id ? -1 : 1)))
  expect(clerks.map(({ role }) => role)).toContain('supervisor')
})

it('tells a waiting station that the staff changed, and then answers the new one', async () => {
  const waiting = centre.call('GET', `/v1/changes?station=${station.id}&after=0&wait=20`)
  const listed = { id: 'sun-7' as ClerkId, name: '孙七', role: 'supervisor', idNumber: null } as const
  await importClerks(database.db, [listed], new Set(), centre.at)
  const { body } = await waiting
  expect(body).toEqual({ cursor: 1, changes: [{ type: 'list', number: 1, list: 'clerks', at: centre.at }] })
  expect(await clerksAtTheCounter()).toMatchObject([{ id: 'sun-7', name: '孙七', role: 'supervisor' }])
  expect((await centre.ledger()).ok).toBe(true)
})
