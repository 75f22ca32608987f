import { readTyped, UsageError } from './cli/command'
import { commands } from './cli/commands'
import { clockFrom, wallClockAt } from './clock'
import { consoleLog, logFault, say } from './log'

const usage = [
  'central: the reference centre (DATABASE_URL: PostgreSQL; without it PGlite, for practice on this machine only)',
  ...commands.map((command) => `  central ${command.usage}`),
].join('\n\n')

const clock = clockFrom(wallClockAt())
const log = consoleLog(clock)

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

async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === 'help') {
    say(usage)
    return 0
  }
  const command = commands.find((known) => known.name === name)
  if (command === undefined)
    throw new UsageError(name === undefined ? 'which command?' : `no such command: ${name}`)
  const databaseUrl = process.env.DATABASE_URL ?? null
  return command.run(readTyped(command, rest), { clock, log, say, databaseUrl })
}
