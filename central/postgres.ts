import { Kysely, PostgresDialect } from 'kysely'
import { Client, Pool, TypeOverrides, types } from 'pg'
import type { Database } from './database'
import type { Tables } from './schema'

/** Connections of one instance; a city runs several instances on one server (docs/scale.md). */
const connections = 20
/** Nobody waits for a lock or a statement for ever; the callers send again. */
const statementMs = 15_000

/** Opens the PostgreSQL that a `postgres://` address names; connections are made when they are needed. */
export async function openPostgres(url: string): Promise<Database> {
  const config = { connectionString: url, types: parsers() }
  const pool = new Pool({ ...config, max: connections, statement_timeout: statementMs })
  // a connection that idles in the pool and is cut is replaced by the next that is needed
  pool.on('error', () => undefined)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    engine: 'postgresql',
    listen: (channel, hear) => listenOn(() => new Client(config), channel, hear),
    close: () => db.destroy(),
  }
}

/** Whole numbers of eight bytes are amounts, times and counts: a JavaScript number holds them or it is an error. */
function parsers(): TypeOverrides {
  const overrides = new TypeOverrides()
  overrides.setTypeParser(types.builtins.INT8, safeNumber)
  return overrides
}

function safeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError('a whole number of the database is beyond 2^53')
  return number
}

const againMs = 1000

/** Listens on a connection of its own, and anew after it was cut: whoever waits also looks by itself now and then. */
async function listenOn(
  connect: () => Client,
  channel: string,
  hear: (payload: string) => void,
): Promise<() => Promise<void>> {
  const state: { stopped: boolean; client: Client | null; timer?: NodeJS.Timeout } = {
    stopped: false,
    client: null,
  }
  const again = (): void => {
    if (!state.stopped) state.timer = setTimeout(() => void open().catch(again), againMs)
  }
  const open = async (): Promise<void> => {
    const client = connect()
    // one cut connection may report several errors
    client.on('error', () => {
      if (state.client !== client) return
      state.client = null
      again()
    })
    client.on('notification', ({ payload }) => hear(payload ?? ''))
    await client.connect()
    await client.query(`listen ${channel}`)
    state.client = client
  }
  await open()
  return async () => {
    state.stopped = true
    clearTimeout(state.timer)
    const { client } = state
    state.client = null
    await client?.end()
  }
}
