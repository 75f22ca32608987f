import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { stationIdSchema } from '../../shared/contract/operation'
import type { Centre } from '../centre'
import { readPages } from '../console/pages'
import { serveConsole } from '../console/serve-console'
import type { Database } from '../database'
import { createApp } from '../http/app'
import { openDoor } from '../http/door'
import type { ListenOptions } from '../http/listener'
import { listen, loopback } from '../http/listener'
import { readPracticeResources } from '../resources'
import { makeEnrolCode } from '../stations/enrol-code'
import { publicJwkSchema, registerStation } from '../stations/register'
import { startTicking } from '../tick'
import type { Command, Surroundings, Typed } from './command'
import { numberOf, UsageError } from './command'
import { openCentreKeys } from './centre-keys'
import { databaseOptions, keysOption, openToServe, resourcesFolder, resourcesOption } from './open-centre'
import { settle, townOf } from './seed'

const graceMs = 10_000
const practiceCodeHours = 24
/** Built beside the program (`npm run build`). */
const consoleFolder = path.join(path.dirname(process.argv[1] ?? ''), '..', 'console')

const stationFileSchema = z.object({
  id: stationIdSchema,
  keyId: z.string().min(1).max(80),
  publicKeyJwk: publicJwkSchema,
  epoch: z.number().int().min(1),
  prefix: z.string().regex(/^\d{4}$/),
})

export const serveCommand: Command = {
  name: 'serve',
  usage: `serve [--data DIR] [--keys DIR] [--host ADDRESS] [--port N] [--tls] [--enrol-code STATION]
                [--town N] [--station-key FILE] [--image DIR] [--resources DIR]
      serves until SIGTERM, on PostgreSQL when DATABASE_URL names one, else as a practice centre in the folder DIR.
      TLS (HTTP/2 and HTTP/1.1), but for a practice centre on this machine's loopback, which speaks plain HTTP unless
      --tls is given. The keys lie in --keys (made at the first start; DIR/keys when absent).
      --town settles a town first, as central seed does; --enrol-code prints a practice code for STATION; FILE is JSON {id, keyId, publicKeyJwk, epoch, prefix} of a
      practice station to make known without a code`,
  options: {
    ...databaseOptions,
    ...resourcesOption,
    ...keysOption,
    host: { type: 'string' },
    image: { type: 'string' },
    port: { type: 'string' },
    town: { type: 'string' },
    tls: { type: 'boolean' },
    'enrol-code': { type: 'string' },
    'station-key': { type: 'string' },
  },
  async run(typed, surroundings) {
    const port = numberOf('port', typed.value('port') ?? '0', 0, 65_535)
    const { centre, database } = await openToServe(typed, surroundings)
    try {
      const town = typed.value('town')
      if (town !== undefined && !(await settled(typed, centre, database, town, surroundings.say))) return 1
      const keys = await openCentreKeys(typed, database)
      const keyFile = typed.value('station-key')
      if (keyFile !== undefined && !(await registerFromFile(centre, keyFile))) return 1
      const readiness = { ready: false }
      const door = await openDoor(database, keys)
      const app = createApp(centre, readiness, door)
      serveConsole(app, centre, readPages(consoleFolder))
      const listener = await listen(app, readiness, {
        port,
        ...whereOf(typed, centre, keys.tls),
      })
      const ticker = startTicking(centre)
      surroundings.say(listener.url)
      const station = typed.value('enrol-code')
      if (station !== undefined) surroundings.say(await practiceCode(centre, door.keys, station))
      centre.log.write('info', 'central.listening', { url: listener.url, realm: centre.realm })
      await stopAsked()
      await door.waker.close()
      await listener.drain(graceMs)
      await ticker.stop()
      centre.log.write('info', 'central.closed')
      return 0
    } finally {
      await database.close()
    }
  },
}

async function settled(
  typed: Typed,
  { realm, clock }: Centre,
  database: Database,
  town: string,
  say: Surroundings['say'],
): Promise<boolean> {
  if (realm !== 'practice')
    throw new UsageError('--town is for practice: nobody invented comes into a live centre')
  const resources = readPracticeResources(resourcesFolder(typed))
  return settle(database, { seed: townOf(town), resources, at: clock.now() }, say)
}

function whereOf(
  typed: Typed,
  { realm }: Centre,
  tls: NonNullable<ListenOptions['tls']>,
): Omit<ListenOptions, 'port'> {
  const host = typed.value('host') ?? loopback
  const plain = realm === 'practice' && host === loopback && !typed.has('tls')
  return plain ? { host } : { host, tls }
}

async function practiceCode(
  centre: Centre,
  keys: Parameters<typeof makeEnrolCode>[1],
  id: string,
): Promise<string> {
  const station = stationIdSchema.safeParse(id)
  if (!station.success || centre.realm !== 'practice')
    throw new UsageError(
      '--enrol-code takes the id of a practice station; central enrol-code makes all others',
    )
  const request = {
    station: station.data,
    hall: '练习大厅',
    desk: '1号窗口',
    township: null,
    by: 'central serve',
    hours: practiceCodeHours,
  }
  return `enrolment code: ${(await makeEnrolCode(centre, keys, request)).code}`
}

/** The public half of a practice station's key, handed over as a file; a counter of its own enrols by a code. */
async function registerFromFile({ db, realm, log }: Centre, keyFile: string): Promise<boolean> {
  const station = stationFileSchema.parse(JSON.parse(readFileSync(keyFile, 'utf8')))
  const registered = await registerStation(db, realm, station)
  if (!registered.ok) log.write('error', registered.error, { station: station.id })
  return registered.ok
}

function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
  })
}
