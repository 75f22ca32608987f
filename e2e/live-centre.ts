// A live centre on PostgreSQL for the real app to enrol at: the centre's own code, real TLS, a real database.
import { liveDatabase, startLiveCentre } from '../electron/core/enrolment/testing/live-centre'
import type { LiveCentre } from '../electron/core/enrolment/testing/live-centre'
import { startPostgres } from '../central/testing/postgres'

export interface RunningCentre extends Pick<LiveCentre, 'url' | 'code' | 'publish'> {
  stop(): Promise<void>
}

/** @param at the centre's time (ms since 1970); from there its clock runs */
export async function runLiveCentre(at: number): Promise<RunningCentre> {
  const postgres = await startPostgres()
  const database = await liveDatabase(await postgres.newDatabase())
  const centre = await startLiveCentre(database, at, { running: true })
  return {
    url: centre.url,
    code: (station, hours) => centre.code(station, hours),
    publish: (pack, by) => centre.publish(pack, by),
    stop: async () => {
      await centre.close()
      await database.close()
      await postgres.stop()
    },
  }
}
