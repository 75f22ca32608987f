import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { stationIdSchema } from '../../shared/contract/operation'
import type { Centre } from '../centre'
import { createApp } from '../http/app'
import { listen } from '../http/listener'
import { publicJwkSchema, registerStation } from '../stations/register'
import { startTicking } from '../tick'
import type { Command } from './command'
import { numberOf } from './command'
import { databaseOptions, openToServe, resourcesOption } from './open-centre'

const graceMs = 10_000

const stationFileSchema = z.object({
  id: stationIdSchema,
  keyId: z.string().min(1).max(80),
  publicKeyJwk: publicJwkSchema,
  epoch: z.number().int().min(1),
  prefix: z.string().regex(/^\d{4}$/),
})

export const serveCommand: Command = {
  name: 'serve',
  usage: `serve [--data DIR] [--station-key FILE] [--port N] [--image DIR] [--resources DIR]
      serves until SIGTERM, on PostgreSQL when DATABASE_URL names one, else as a practice centre in the folder DIR;
      FILE is JSON {id, keyId, publicKeyJwk, epoch, prefix} of a practice station to make known`,
  options: {
    ...databaseOptions,
    ...resourcesOption,
    image: { type: 'string' },
    port: { type: 'string' },
    'station-key': { type: 'string' },
  },
  async run(typed, surroundings) {
    const port = numberOf('port', typed.value('port') ?? '0', 0, 65_535)
    const { centre, database } = await openToServe(typed, surroundings)
    const { log } = centre
    const keyFile = typed.value('station-key')
    if (keyFile !== undefined && !(await registerFromFile(centre, keyFile))) {
      await database.close()
      return 1
    }
    const readiness = { ready: false }
    const listener = await listen(createApp(centre, readiness), readiness, port)
    const ticker = startTicking(centre)
    surroundings.say(listener.url)
    log.write('info', 'central.listening', { url: listener.url, realm: centre.realm })
    await stopAsked()
    await listener.drain(graceMs)
    await ticker.stop()
    await database.close()
    log.write('info', 'central.closed')
    return 0
  },
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
