import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { centreOfFile } from './testing/centre-of-file'
import { Contended, retried } from './database'
import { newMember } from './testing/people'
import { newStation, transferBody } from './testing/station'

/* What becomes of work that others' transactions set back (40001, 40P01). */

const { centre, database } = await centreOfFile()

const conflict = (code: string): Error => Object.assign(new Error('set back'), { code })

/** Tries `work` with a random source that gives these shares in turn; tells the pauses it made. */
async function tried(
  work: () => Promise<string>,
  shares: readonly number[],
): Promise<{ end: unknown; pauses: number[] }> {
  const pauses: number[] = []
  const left = [...shares]
  const patience = {
    attempts: 5,
    firstPauseMs: 8,
    random: () => left.shift() ?? 0,
    pause: async (ms: number) => void pauses.push(ms),
  }
  const end = await retried(work, patience).catch((error: unknown) => error)
  return { end, pauses }
}

it('tries again after pauses that double and are cut by chance, and not for any other fault', async () => {
  let failures = ['40001', '40P01', '40001']
  const work = async (): Promise<string> => {
    const [code, ...rest] = failures
    failures = rest
    if (code !== undefined) throw conflict(code)
    return 'done'
  }
  expect(await tried(work, [0.5, 0.25, 1])).toEqual({ end: 'done', pauses: [4, 4, 32] })
  failures = ['23505']
  expect(await tried(work, [])).toEqual({ end: conflict('23505'), pauses: [] })
})

it('gives up after five times, which is not the database’s own error any more', async () => {
  let times = 0
  const work = async (): Promise<string> => {
    times++
    throw conflict('40001')
  }
  const { end, pauses } = await tried(work, [1, 1, 1, 1])
  expect(end).toBeInstanceOf(Contended)
  expect([times, pauses]).toEqual([5, [8, 16, 32, 64]])
})

it('says that nothing was done when a batch was set back each time, and it wasn’t: the same goes through later', async () => {
  const station = await newStation(database.db)
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const batch = await station.batch([station.payload(payer, transferBody(payee, 100), centre.at)])
  await sql`create function set_back() returns trigger language plpgsql as $$ begin
    raise exception 'set back' using errcode = '40001'; end $$`.execute(database.db)
  await sql`create trigger set_back before insert on batch_item for each row execute function set_back()`.execute(
    database.db,
  )
  expect(await centre.post(batch)).toMatchObject({
    status: 503,
    body: { code: 'sync.contended', type: 'urn:wallet-counter:error:sync.contended', status: 503 },
  })
  expect((await centre.facts(station, payer)).personalAccountFen).toBe(1_000_000)
  await sql`drop trigger set_back on batch_item`.execute(database.db)
  expect(await centre.post(batch)).toMatchObject({
    status: 200,
    body: { results: [{ outcome: { type: 'done' } }] },
  })
  expect((await centre.facts(station, payer)).personalAccountFen).toBe(990_000)
})
