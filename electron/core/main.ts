import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FromCore, ToCore } from '../../shared/contract/shell'
import { toCoreSchema } from '../../shared/contract/shell'
import { setAside } from '../files/atomic-file'
import type { ProcessPort } from '../ports/port-guard'
import { startClock } from './clock'
import type { SettableClock } from './clock'
import { startCore } from './core'
import type { StartCore, StartedCore } from './core'
import { anyId } from './crypto'
import { devicesLink } from './devices-client'
import type { DevicesLink } from './devices-client'
import { JournalFault } from './journal/fault'
import { lockFolder } from './journal/folder-lock'
import { isOfOtherRevision, openJournal } from './journal/journal'
import type { Central } from './ports'
import { servePort } from './server/serve-port'
import { centralClient } from './sync/central-client'
import { startLine } from './sync/line'
import type { Line } from './sync/line'
import { jitter } from './random'

/** The composition root of the core process: the only file that knows what stands behind each door. */

const centralDeadlineMs = 8_000

interface Running {
  readonly started: StartedCore
  readonly clock: SettableClock
  readonly devices: DevicesLink
  readonly line: Line
}

const parent = process.parentPort
const post = (message: FromCore): void => {
  parent.postMessage(message)
}
const log = (
  level: 'info' | 'warn' | 'error',
  code: string,
  data?: Readonly<Record<string, string | number | boolean | null>>,
): void => {
  post({ type: 'log', level, code, ...(data ? { data: { ...data } } : {}) })
}

const printing = new Map<string, (file: string | null) => void>()
let central: Central | null = null
let running: Running | null = null
let starting = false
const endServing = new Map<'counter' | 'member', () => void>()

parent.on('message', ({ data, ports }) => {
  const message = toCoreSchema.safeParse(data)
  if (message.success) obey(message.data, ports[0])
  else log('warn', 'message.malformed', { from: 'main' })
})

function obey(message: ToCore, port: ProcessPort | undefined): void {
  switch (message.type) {
    case 'start':
      if (starting) return
      starting = true
      start(message).catch((error: unknown) => {
        post({ type: 'failed', code: error instanceof JournalFault ? error.code : 'internal.fault' })
        log('error', 'core.start', {
          message: error instanceof Error ? error.message.slice(0, 200) : 'unknown',
        })
      })
      return
    case 'port':
      if (port !== undefined && running !== null) takePort(running, message.to, port)
      return
    case 'clock':
      running?.clock.notBefore(message.at)
      return
    case 'central':
      central = message.url === null ? null : centralClient(message.url, centralDeadlineMs)
      running?.line.wake()
      return
    case 'printed':
      printing.get(message.requestId)?.(message.file)
      printing.delete(message.requestId)
      return
    case 'ping':
      post({ type: 'pong', n: message.n })
  }
}

async function start(message: StartCore): Promise<void> {
  const clock = startClock(message.clockAt)
  await lockFolder(message.dataDir)
  const aside = setAsideOtherRevision(message)
  const opened = openJournal(
    join(message.dataDir, 'journal'),
    message.realm,
    message.station.id,
    message.station.epoch,
    Buffer.from(message.masterKey, 'base64'),
    clock,
  )
  if (opened.newestAt !== null) clock.notBefore(opened.newestAt)
  const devices = devicesLink(
    {
      readers: (readers) => running?.started.readerEvents.readers(readers),
      cardRead: (read) => running?.started.readerEvents.cardRead(read),
    },
    () => {
      log('warn', 'message.malformed', { from: 'devices' })
    },
  )
  const started = await startCore(message, {
    clock,
    opened,
    setAside: aside,
    central: () => central,
    readers: devices.readers,
    printer: { print },
    practiceLine: {
      set: (up) => {
        post({ type: 'practice-line', up })
      },
    },
    wakeSync: () => running?.line.wake(),
    log,
  })
  const line = startLine(started.core, schedule, jitter)
  running = { started, clock, devices, line }
  post({ type: 'ready', newestAt: opened.newestAt })
}

/** Format 0 may change: an older practice folder is set aside whole, with the practice centre that belongs to it. */
function setAsideOtherRevision({ realm, dataDir }: StartCore): string | null {
  const journal = join(dataDir, 'journal')
  if (realm !== 'practice' || !isOfOtherRevision(journal)) return null
  const suffix = anyId().slice(0, 8)
  const centre = join(dataDir, 'centre')
  if (existsSync(centre)) setAside(centre, suffix)
  return setAside(journal, suffix)
}

function takePort(
  { started, devices }: Running,
  to: 'counter' | 'member' | 'devices',
  port: ProcessPort,
): void {
  if (to === 'devices') {
    devices.connect(port)
    return
  }
  endServing.get(to)?.()
  const ended = (): void => {
    if (endServing.get(to) !== serving.end) return
    endServing.delete(to)
    if (to === 'member') noteMemberWindow(started, false)
  }
  const serving = servePort(started, to, port, ended)
  endServing.set(to, serving.end)
  if (to === 'member') noteMemberWindow(started, true)
}

function noteMemberWindow({ core }: StartedCore, connected: boolean): void {
  core.moment.memberWindow = connected
  core.changed()
}

function print(
  name: string,
  slip: Parameters<StartedCore['core']['printer']['print']>[1],
): Promise<string | null> {
  const requestId = anyId()
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => {
      printing.delete(requestId)
      resolve(null)
    }, 30_000)
    printing.set(requestId, (file) => {
      clearTimeout(giveUp)
      resolve(file)
    })
    post({ type: 'print', requestId, name, slip })
  })
}

function schedule(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs)
  return () => {
    clearTimeout(timer)
  }
}
