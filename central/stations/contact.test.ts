import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../database'
import type { TestCentre } from '../testing/harness'
import { openTestDatabase, startTestCentre } from '../testing/harness'
import { newStation } from '../testing/station'

let database: Database
let centre: TestCentre
beforeAll(async () => {
  database = await openTestDatabase()
  centre = await startTestCentre({ database })
})
afterAll(async () => {
  await centre.close()
  await database.close()
})

test('a station that asks was seen; asking again at once writes nothing, half a minute later it does', async () => {
  const station = await newStation(database.db)
  const seenAt = async (): Promise<number | undefined> => {
    await centre.call('GET', `/v1/status?station=${station.id}`)
    const { db } = database
    const row = await db
      .selectFrom('station_contact')
      .select('seen_at')
      .where('station', '=', station.id)
      .executeTakeFirst()
    return row?.seen_at
  }
  const first = centre.at
  expect(await seenAt()).toBe(first)
  centre.clock.forwardTo(first + 2_000)
  expect(await seenAt()).toBe(first)
  centre.clock.forwardTo(first + 30_000)
  expect(await seenAt()).toBe(first + 30_000)
})
