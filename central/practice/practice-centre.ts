import path from 'node:path'
import type { CentrePlace, FromCentre, ToCentre } from '../../shared/contract/shell'
import type { Realm } from '../../shared/domain/ids'
import { clockFrom } from '../clock'
import type { SettableClock } from '../clock'
import { createApp } from '../http/app'
import type { Door } from '../http/door'
import { openDoor } from '../http/door'
import type { Listener } from '../http/listener'
import { listen } from '../http/listener'
import { findImage } from '../image'
import { bindKeys } from '../keys/bind-keys'
import { openKeys } from '../keys/key-folder'
import { verifyLedger } from '../ledger/verify'
import type { Log } from '../log'
import type { OpenPractice } from '../open-practice'
import { openPractice } from '../open-practice'
import { readPracticeResources } from '../resources'
import { publicJwkSchema, registerStation } from '../stations/register'
import type { Ticker } from '../tick'
import { startTicking } from '../tick'
import type { FaultInjector } from './faults'
import { injectFaults } from './faults'
import { registerPracticeInstitutions } from './institutions'
import { confirmDebited, registerPracticePremiums } from './tax-office'

type Start = Extract<ToCentre, { type: 'start' }>
type Order = Exclude<ToCentre, Start>

const realm: Realm = 'practice'
/** The practice station's operation numbers begin with this; one station, one epoch (issue 2). */
const practicePrefix = '0000'
const practiceEpoch = 1
const graceMs = 2000

/** The practice centre could not start, by a name the log can carry. */
export class CannotStart extends Error {
  constructor(readonly code: string) {
    super(code)
    this.name = 'CannotStart'
  }
}

/** A practice centre at work in its process. */
export interface PracticeCentre {
  readonly place: CentrePlace
  /** Does one order and returns its answer, null when there is none. */
  obey(order: Order): Promise<FromCentre | null>
  close(): Promise<void>
}

/**
 * Opens the database, registers the station, listens on a free loopback port.
 * @param databaseUrl a PostgreSQL to practise on; without it PGlite in the start order's folder
 */
export async function startPracticeCentre(
  start: Start,
  log: Log,
  databaseUrl?: string,
): Promise<PracticeCentre> {
  const clock = clockFrom(start.clockAt)
  const resources = readPracticeResources(start.resourcesDir)
  const image = await findImage(start.imageDir, resources)
  const open = await openPractice({ dataDir: start.dataDir, databaseUrl, image, resources, clock, log })
  try {
    await register(open, start, resources.township)
    const readiness = { ready: false }
    const keys = await openKeys(path.join(start.dataDir, 'keys'))
    await bindKeys(open.centre.db, keys)
    const door = await openDoor(open.database, keys)
    const app = createApp(open.centre, readiness, door)
    const faults = injectFaults(app)
    const listener = await listen(app, readiness, { port: 0 })
    await registerPracticePremiums(open.centre, resources.members)
    await registerPracticeInstitutions(open.centre.db, start.resourcesDir)
    const ticker = startTicking(open.centre, confirmDebited)
    return new RunningCentre({ open, clock, faults, door, listener, ticker })
  } catch (error) {
    await open.database.close()
    throw error
  }
}

async function register({ centre }: OpenPractice, { station }: Start, township: string): Promise<void> {
  const publicKeyJwk = publicJwkSchema.safeParse(station.publicKeyJwk)
  if (!publicKeyJwk.success) throw new CannotStart('station.malformed-key')
  const registered = await registerStation(centre.db, realm, {
    id: station.id,
    keyId: station.keyId,
    publicKeyJwk: publicKeyJwk.data,
    epoch: practiceEpoch,
    prefix: practicePrefix,
    township,
  })
  if (!registered.ok) throw new CannotStart(registered.error)
}

interface Parts {
  readonly open: OpenPractice
  readonly clock: SettableClock
  readonly faults: FaultInjector
  readonly door: Door
  readonly listener: Listener
  readonly ticker: Ticker
}

class RunningCentre implements PracticeCentre {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get place(): CentrePlace {
    const { door, listener } = this.#parts
    const { centreId, pinned } = door.keys
    return { url: listener.url, centre: centreId, encryption: pinned.encryption }
  }

  async obey(order: Order): Promise<FromCentre | null> {
    const { open, clock, faults, listener, ticker } = this.#parts
    switch (order.type) {
      case 'clock':
        clock.forwardTo(order.at)
        await ticker.tick()
        return null
      case 'line':
        await listener.setLine(order.up)
        return null
      case 'fault':
        faults.mode = order.mode
        return null
      case 'ledger': {
        const { ok, sum, accounts } = await verifyLedger(open.centre.db)
        return { type: 'ledger', ok, sum, accounts: [...accounts] }
      }
      case 'ping':
        return { type: 'pong', n: order.n }
    }
  }

  async close(): Promise<void> {
    const { open, door, listener, ticker } = this.#parts
    await door.waker.close()
    await listener.drain(graceMs)
    await ticker.stop()
    await open.database.close()
  }
}
