import { openPostgres } from '../../../../central/postgres'
import { workThrough } from '../../../../central/stations/batch'
import { instanceOn, seededDatabase } from '../../../../central/testing/instance'
import { morningAt, openTestDatabase } from '../../../../central/testing/harness'
import { newMember } from '../../../../central/testing/people'
import { startPostgres } from '../../../../central/testing/postgres'
import { newStation, openingBody, transferBody } from '../../../../central/testing/station'
import type { JournalEvent } from '../../../../shared/domain/events'
import type { Core } from '../../counter-core'
import { makeStation } from '../../testing/practice-counter'
import { readChanges } from '../changes'
import { drainLives } from './drain-lives'
import { ScriptedCentre } from './scripted-centre'
import { sendingCounter } from './sending-counter'

/** What must hold, by name: each throws what it found. The mutants beside it are caught by one of these. */
export const checks = {
  /** Lives of two counters: every operation once, numbers one after the other, nothing sent again without asking. */
  lives: async (): Promise<void> => {
    for (const seed of [3, 7]) {
      const { wrongs } = await drainLives(seed, 400)
      if (wrongs.length > 0) throw new Error(wrongs.join('; '))
    }
  },
  /** A cursor is journalled with what it stands for, never before it. */
  cursor: async (): Promise<void> => {
    const station = makeStation(morningAt)
    const centre = new ScriptedCentre(
      () => ({ type: 'none' }),
      () => 0,
      () => morningAt,
    )
    const change = { number: 1, known: null, text: '{"number":1,"type":"of-tomorrow"}' }
    const changes = (_: unknown, after: number) =>
      Promise.resolve({ ok: true as const, value: { cursor: 1, changes: after === 0 ? [change] : [] } })
    const central = { ...centre.central, changes }
    const { core, close } = await sendingCounter(station, central)
    const commits: (readonly JournalEvent[])[] = []
    const commit = (events: readonly JournalEvent[]): void => {
      commits.push(events)
      core.commit(events)
    }
    const watched: Core = { ...core, commit }
    await readChanges(watched, central)
    close()
    station.remove()
    if (!commits.some((events) => events.some(({ type }) => type === 'changes-read')))
      throw new Error('no cursor was journalled')
    if (commits.some((events) => events.length === 1 && events[0]?.type === 'changes-read'))
      throw new Error('a cursor without what it stands for')
  },
  /** A batch that leaves out a number is not touched. */
  gap: async (): Promise<void> => {
    const database = await openTestDatabase()
    const instance = instanceOn(database)
    const station = await newStation(database.db)
    const member = await newMember(database.db, { wallet: null })
    const payload = station.payload(member, openingBody(), morningAt)
    const answer = await instance.work(await station.batch([payload], { first: 2 }))
    await database.close()
    if (answer.ok || answer.error.code !== 'sync.expected')
      throw new Error(`a gap was answered ${JSON.stringify(answer)}`)
  },
  /** Copies of a batch at the same time, at two instances on PostgreSQL: one effect and one answer. */
  copies: async (): Promise<void> => {
    const postgres = await startPostgres()
    const url = await seededDatabase(postgres)
    const databases = [await openPostgres(url), await openPostgres(url)] as const
    const [{ db }] = databases
    const station = await newStation(db)
    const [payer, payee] = [await newMember(db), await newMember(db)]
    const batch = await station.batch([station.payload(payer, transferBody(payee, 700), morningAt)])
    const instances = databases.map((database) => instanceOn(database))
    const copies = [...instances, ...instances, ...instances, ...instances]
    const answers = await Promise.allSettled(copies.map((instance) => workThrough(instance, batch)))
    const moved = await db
      .selectFrom('ledger_transaction')
      .select('id')
      .where('operation_id', '=', batch.id[0] ?? null)
      .execute()
    for (const database of databases) await database.close()
    await postgres.stop()
    const said = new Set(
      answers.map((answer) => (answer.status === 'fulfilled' ? JSON.stringify(answer.value) : 'a fault')),
    )
    if (said.size !== 1 || moved.length !== 1)
      throw new Error(
        `copies moved money ${String(moved.length)} times and were told: ${[...said].join(' ')}`,
      )
  },
} as const
