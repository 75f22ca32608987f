import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { Clock } from './clock'

/** Codes, counts, ids and durations; never a name, a number of a person, a balance or a payload. */
export type LogData = Readonly<Record<string, string | number | boolean | null>>
export type LogLevel = 'info' | 'warn' | 'error'

export interface Log {
  write(level: LogLevel, code: string, data?: LogData): void
}

/** JSON lines on standard error, which leaves standard output to the answers of the command line. */
export function consoleLog(clock: Clock): Log {
  return {
    write: (level, code, data = {}) => {
      console.error(JSON.stringify({ at: clock.now(), level, code, ...data }))
    },
  }
}

/** What the command line answers, one line of text each. */
export function say(line: string): void {
  console.log(line)
}

/**
 * Writes an unexpected error down and returns the log id its caller may pass on. The error's own message is left out:
 * a database's message quotes the row it is about.
 */
export function logFault(log: Log, code: string, error: unknown): string {
  const logId = randomUUID()
  log.write('error', code, { logId, ...describe(error) })
  return logId
}

function describe(error: unknown): LogData {
  if (!(error instanceof Error)) return { name: typeof error }
  const sqlState = 'code' in error && typeof error.code === 'string' ? error.code : null
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null
  return { name: error.name, sqlState, constraint, where: framesOf(error).slice(0, 190) }
}

/** The first places of the stack without folders. */
function framesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line))
  return frames
    .slice(0, 4)
    .map((line) => path.basename(line.trim().replace(/\)$/u, '')))
    .join(' < ')
}
