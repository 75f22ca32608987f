import { afterAll } from 'vitest'
import type { Database } from '../database'
import { openTestDatabase, startTestCentre } from './harness'
import type { TestCentre } from './harness'

/** A centre with a database of its own for all tests of a file, closed after the last. */
export async function centreOfFile(
  options: { readonly at?: number } = {},
): Promise<{ readonly centre: TestCentre; readonly database: Database }> {
  const database = await openTestDatabase()
  const centre = await startTestCentre({ database, ...options })
  afterAll(async () => {
    await centre.close()
    await database.close()
  })
  return { centre, database }
}
