import type { Command } from '../cli/command'
import { readTyped } from '../cli/command'
import { clockFrom } from '../clock'
import { keptLog, morningAt } from './harness'

/** Runs a command as it is typed after its name; what it said and its exit code. A wrong word throws `UsageError`. */
export async function runCommand(
  command: Command,
  argv: readonly string[],
  databaseUrl: string | null = null,
): Promise<{ readonly code: number; readonly said: readonly string[] }> {
  const said: string[] = []
  const code = await command.run(readTyped(command, argv), {
    clock: clockFrom(morningAt, () => 0),
    log: keptLog(),
    say: (line) => void said.push(line),
    databaseUrl,
  })
  return { code, said }
}
