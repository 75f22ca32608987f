// The bureau's office at a practice centre on PostgreSQL: two operators correct a transfer while the counter works on. Loaded
// by way of vite, as the product's modules are.
import { approveCorrection, requestCorrection } from '../central/corrections/correct-transfer'
import { openPractice } from '../central/open-practice'
import { readPracticeResources } from '../central/resources'
import { quietLog } from '../central/testing/quiet-log'
import { startPostgres } from '../central/testing/postgres'
import { operatorsOf } from '../central/town/offices'
import type { OperationId } from '../shared/domain/ids'

export type Office = Awaited<ReturnType<typeof runPracticeOffice>>

export async function runPracticeOffice() {
  const postgres = await startPostgres()
  const databaseUrl = await postgres.newDatabase()
  return {
    /** Where the app's practice centre keeps its books. */
    databaseUrl,
    /** 冲正: one operator asks with a reason, another approves; at the time the transfer was carried out, a minute later. */
    async correct(reason: string): Promise<void> {
      const resources = readPracticeResources('resources')
      const clock = { now: () => Date.now() }
      const at = { databaseUrl, image: null, resources, clock, log: quietLog }
      const { centre, database } = await openPractice(at)
      try {
        const transfer = await centre.db
          .selectFrom('transfer')
          .innerJoin('operation', 'operation.id', 'transfer.id')
          .select(['transfer.id', 'operation.arrived_at'])
          .executeTakeFirstOrThrow()
        const operationId: OperationId = transfer.id
        const office = { ...centre, clock: { now: () => transfer.arrived_at + 60_000 } }
        await centre.db
          .insertInto('operator')
          .values(operatorsOf(resources.clerks, transfer.arrived_at))
          .execute()
        const asked = await requestCorrection(office, { operationId, reason, by: 'office-1' })
        const alone = await approveCorrection(office, operationId, 'office-1')
        const approved = await approveCorrection(office, operationId, 'office-2')
        if (!asked.ok || alone.ok || !approved.ok) throw new Error('not corrected by two persons')
      } finally {
        await database.close()
      }
    },
    stop: () => postgres.stop(),
  }
}
