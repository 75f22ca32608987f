import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { stationIdSchema } from '../shared/contract/operation'
import { clockFrom, wallClockAt } from './clock'
import { holdsDatabase, openPglite } from './database'
import { createApp } from './http/app'
import { listen } from './http/listener'
import type { Centre } from './centre'
import { findImage, prepareImage } from './image'
import { verifyLedger } from './ledger/verify'
import { consoleLog, logFault, say } from './log'
import { openPractice } from './open-practice'
import { importFile } from './rescue/import-file'
import { readPracticeResources } from './resources'
import { publicJwkSchema, registerStation } from './stations/register'
import { startTicking } from './tick'

const usage = `central: the reference centre (practice: PGlite, plain HTTP on this machine only)

  central prepare-image DIR [--resources DIR]
      makes the practice centre's database image and prints its path
  central serve --data DIR [--station-key FILE] [--port N] [--image DIR] [--resources DIR]
      serves until SIGTERM; FILE is JSON {id, keyId, publicKeyJwk, epoch, prefix} of a station to make known
  central verify-ledger --data DIR
      recomputes the ledger from its postings; exit code 1 when something differs
  central import-rescue FILE --data DIR --by NAME [--resources DIR]
      carries out what a dead counter had not sent, once, however often it is imported; NAME, who imports it, is kept.
      Exit code 1 when the file is not taken or an operation came before with other content`

const graceMs = 10_000

const stationFileSchema = z.object({
  id: stationIdSchema,
  keyId: z.string().min(1).max(80),
  publicKeyJwk: publicJwkSchema,
  epoch: z.number().int().min(1),
  prefix: z.string().regex(/^\d{4}$/),
})

const clock = clockFrom(wallClockAt())
const log = consoleLog(clock)

/** What is wrong with the command line, said with the usage. */
class UsageError extends Error {}

void run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    if (error instanceof UsageError) say(`${error.message}\n\n${usage}`)
    else logFault(log, error instanceof Error ? error.name : 'central.fault', error)
    process.exitCode = error instanceof UsageError ? 2 : 1
  },
)

async function run(argv: readonly string[]): Promise<number> {
  const { positionals, values } = readArguments(argv)
  const [command, folder] = positionals
  const resources = path.resolve(values.resources ?? 'resources')
  switch (command) {
    case 'prepare-image':
      if (folder === undefined) throw new UsageError('prepare-image needs a folder')
      say(await prepareImage(path.resolve(folder), readPracticeResources(resources), clock.now()))
      return 0
    case 'serve':
      return serve({ ...values, resources })
    case 'verify-ledger':
      return verify(required(values.data, '--data'))
    case 'import-rescue':
      if (folder === undefined) throw new UsageError('import-rescue needs a file')
      return importFile({
        file: path.resolve(folder),
        dataDir: required(values.data, '--data'),
        by: required(values.by, '--by'),
        resources: readPracticeResources(resources),
        clock,
        log,
        say,
      })
    case 'help':
      say(usage)
      return 0
    default:
      throw new UsageError(command === undefined ? 'which command?' : `no such command: ${command}`)
  }
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        by: { type: 'string' },
        data: { type: 'string' },
        image: { type: 'string' },
        port: { type: 'string' },
        resources: { type: 'string' },
        'station-key': { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unreadable arguments')
  }
}

interface ServeOptions {
  readonly resources: string
  readonly data?: string
  readonly image?: string
  readonly port?: string
  readonly 'station-key'?: string
}

async function serve(options: ServeOptions): Promise<number> {
  const dataDir = path.resolve(required(options.data, '--data'))
  const keyFile = options['station-key']
  const port = portOf(options.port)
  const resources = readPracticeResources(options.resources)
  const image = options.image === undefined ? null : await findImage(path.resolve(options.image), resources)
  const { centre, database } = await openPractice({ dataDir, image, resources, clock, log })
  if (keyFile !== undefined && !(await registerFromFile(centre, keyFile))) {
    await database.close()
    return 1
  }
  const readiness = { ready: false }
  const listener = await listen(createApp(centre, readiness), readiness, port)
  const ticker = startTicking(centre)
  say(listener.url)
  log.write('info', 'central.listening', { url: listener.url, realm: centre.realm })
  await stopAsked()
  await listener.drain(graceMs)
  await ticker.stop()
  await database.close()
  log.write('info', 'central.closed')
  return 0
}

/** The public half of a practice station's key, handed over as a file; enrolment takes its place. */
async function registerFromFile({ db, realm }: Centre, keyFile: string): Promise<boolean> {
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

async function verify(folder: string): Promise<number> {
  if (!holdsDatabase(folder)) throw new UsageError('--data holds no database')
  const database = await openPglite({ dataDir: path.resolve(folder) })
  try {
    const report = await verifyLedger(database.db)
    say(JSON.stringify(report, null, 2))
    return report.ok ? 0 : 1
  } finally {
    await database.close()
  }
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new UsageError(`${name} is missing`)
  return value
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? '0')
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError('--port is not a port')
  return port
}
