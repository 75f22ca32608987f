import { canonicalJson } from '../../../../shared/contract/canonical'
import type { StationId } from '../../../../shared/domain/ids'
import type { RulePack } from '../../../../shared/domain/rule-pack'
import type { Centre } from '../../../../central/centre'
import { keepClerks } from '../../../../central/clerks/clerks'
import type { SettableClock } from '../../../../central/clock'
import { clockFrom } from '../../../../central/clock'
import type { Database } from '../../../../central/database'
import { inTransaction } from '../../../../central/database'
import { createApp } from '../../../../central/http/app'
import { openDoor } from '../../../../central/http/door'
import { listen } from '../../../../central/http/listener'
import type { CentreKeys } from '../../../../central/keys/keys'
import { makeKeyFile, readKeys } from '../../../../central/keys/keys'
import { openHouseAccounts } from '../../../../central/ledger/ledger'
import { migrate } from '../../../../central/migrations/migrate'
import { openPostgres } from '../../../../central/postgres'
import { publishPack } from '../../../../central/rule-packs/publish'
import { loadPacks } from '../../../../central/rule-packs/rule-packs'
import { signPack } from '../../../../central/rule-packs/signature'
import { makeEnrolCode } from '../../../../central/stations/enrol-code'
import { keptLog, resources, testLimits } from '../../../../central/testing/harness'
import { readPracticeClerks } from '../../clerks'

/** A live centre on real PostgreSQL, over TLS and HTTP/2, its clock standing still until the test moves it. */
export interface LiveCentre {
  readonly centre: Centre
  readonly keys: CentreKeys
  readonly clock: SettableClock
  readonly url: string
  /** A code for a station, as `central enrol-code` prints it. */
  code(station?: string, hours?: number): Promise<string>
  publish(pack: RulePack, by?: CentreKeys): Promise<void>
  /** Ends the listener; the database stays. */
  close(): Promise<void>
}

/** The practice pack as a live one: the same rules, signed by the centre. */
export function livePack(changes: Partial<RulePack> = {}): RulePack {
  return { ...resources.pack, realm: 'live', ...changes }
}

/** A migrated live database with clerks, one signed pack and the house's accounts. */
export async function liveDatabase(url: string): Promise<Database> {
  const database = await openPostgres(url)
  await migrate(database.db, 'live')
  await inTransaction(database.db, async (tx) => {
    await openHouseAccounts(tx)
    await keepClerks(tx, readPracticeClerks('resources/practice-clerks.json'))
  })
  return database
}

export interface LiveCentreOptions {
  /** The centre was started anew, with the keys it had. */
  readonly keys?: CentreKeys
  readonly without?: 'pack'
  /** Where it listened before. */
  readonly port?: number
  /** Its clock runs with the machine's; else it stands still until the test moves it. */
  readonly running?: boolean
}

export async function startLiveCentre(
  database: Database,
  at: number,
  { keys, without, running = false, port = 0 }: LiveCentreOptions = {},
): Promise<LiveCentre> {
  const clock = running ? clockFrom(at) : clockFrom(at, () => 0)
  const own = keys ?? (await readKeys(await makeKeyFile()))
  const publish = async (pack: RulePack, by: CentreKeys = own): Promise<void> => {
    const published = await publishPack(database.db, {
      jws: await signPack(pack, { keyId: by.centreId, key: by.signingKey }),
      trusted: (keyId) => (keyId === by.centreId ? by.pinned.signing.publicKeyJwk : null),
      realm: 'live',
      at: clock.now(),
      by: 'test',
    })
    if (!published.ok) throw new Error(`${published.error} ${canonicalJson(pack.number)}`)
  }
  const none = (await database.db.selectFrom('rule_pack').select('number').execute()).length === 0
  if (none && without !== 'pack') await publish(livePack())
  const log = keptLog()
  const packs =
    without === 'pack'
      ? { current: livePack(), of: () => null, refresh: async () => undefined }
      : await loadPacks(database.db, clock)
  const centre: Centre = { db: database.db, clock, log, realm: 'live', packs }
  const readiness = { ready: false }
  const door = await openDoor(database, own, testLimits)
  const listener = await listen(createApp(centre, readiness, door), readiness, { port, tls: own.tls })
  return {
    centre,
    keys: own,
    clock,
    url: listener.url,
    code: async (station = 'town-1', hours = 24) => {
      const asked = { hall: '马家窑镇便民服务中心', desk: '2号窗口', township: null, by: 'test', hours }
      return (await makeEnrolCode(centre, own, { station: station as StationId, ...asked })).code
    },
    publish,
    close: async () => {
      await door.waker.close()
      await listener.drain(0)
    },
  }
}
