import type { ToCentre } from '../../shared/contract/shell'
import { toCentreSchema } from '../../shared/contract/shell'
import { FolderInUse } from '../folder-lock'
import type { Log } from '../log'
import { logFault } from '../log'
import type { ParentPort } from './port'
import { parentPort } from './port'
import type { PracticeCentre } from './practice-centre'
import { CannotStart, startPracticeCentre } from './practice-centre'

/**
 * Names a PostgreSQL for the practice centre; a name of its own, so that no address meant for something else is taken.
 * Only a practice database is opened.
 */
const databaseVariable = 'PRACTICE_DATABASE_URL'

/** The practice centre's process: started by the counter app, spoken to over its private port only. */
const port = parentPort()
if (port === null) {
  process.exitCode = 2
} else {
  serve(port)
}

function serve(port: ParentPort): void {
  const log: Log = { write: (level, code, data = {}) => port.send({ type: 'log', level, code, data }) }
  let running: PracticeCentre | null = null
  let closing: Promise<void> | null = null
  // orders are done one after the other, in the order they came
  let turn: Promise<void> = Promise.resolve()

  const close = (): Promise<void> => {
    closing ??= turn
      .then(() => running?.close())
      .catch((error: unknown) => {
        logFault(log, 'centre.close-failed', error)
      })
      .then(() => process.exit())
    return closing
  }

  const obey = async (order: ToCentre): Promise<void> => {
    if (order.type === 'start') {
      if (running !== null) {
        log.write('warn', 'centre.started-already')
        return
      }
      running = await startPracticeCentre(order, log, process.env[databaseVariable])
      port.send({ type: 'listening', place: running.place })
      return
    }
    if (running === null) {
      log.write('warn', 'centre.not-started', { order: order.type })
      return
    }
    const answer = await running.obey(order)
    if (answer !== null) port.send(answer)
  }

  port.onMessage((message) => {
    const order = toCentreSchema.safeParse(message)
    if (!order.success) {
      log.write('warn', 'message.malformed')
      return
    }
    // a ping asks whether the process hangs, not whether it is busy
    if (order.data.type === 'ping') {
      port.send({ type: 'pong', n: order.data.n })
      return
    }
    turn = turn.then(() => obey(order.data)).catch((error: unknown) => failed(order.data, error))
  })

  const failed = (order: ToCentre, error: unknown): void => {
    logFault(log, codeOf(error), error)
    if (order.type !== 'start') return
    process.exitCode = 1
    void close()
  }

  port.onClose(() => void close())
  process.on('SIGTERM', () => void close())
}

function codeOf(error: unknown): string {
  if (error instanceof CannotStart) return error.code
  return error instanceof FolderInUse ? 'centre.folder-in-use' : 'centre.fault'
}
