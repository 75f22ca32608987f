import { readTyped, UsageError } from './cli/command'
import { commands } from './cli/commands'
import { clockFrom, wallClockAt } from './clock'
import { FolderInUse } from './folder-lock'
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
    if (error instanceof UsageError) say(`${error.message}\n\n${usageOf(process.argv[2])}`)
    else if (error instanceof FolderInUse)
      say('nothing was changed: a centre runs on this folder; stop it first')
    else logFault(log, error instanceof Error ? error.name : 'central.fault', error)
    process.exitCode = error instanceof UsageError ? 2 : 1
  },
)

/** The usage of one command, of all when there is no such command. */
function usageOf(name: string | undefined): string {
  const command = commands.find((known) => known.name === name)
  return command === undefined ? usage : `  central ${command.usage}`
}

async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === 'help' || name === '--help') {
    say(usageOf(rest[0]))
    return 0
  }
  const command = commands.find((known) => known.name === name)
  if (command === undefined)
    throw new UsageError(name === undefined ? 'which command?' : `no such command: ${name}`)
  const typed = readTyped(command, rest)
  if (typed.has('help')) {
    say(usageOf(name))
    return 0
  }
  const databaseUrl = process.env.DATABASE_URL ?? null
  return command.run(typed, { clock, log, say, databaseUrl })
}
