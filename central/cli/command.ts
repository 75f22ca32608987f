import { existsSync } from 'node:fs'
import path from 'node:path'
import type { ParseArgsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import type { Clock } from '../clock'
import type { Log } from '../log'

/** What is wrong with the command line, said with the usage. */
export class UsageError extends Error {}

/** What every command may use of the outside. */
export interface Surroundings {
  readonly clock: Clock
  readonly log: Log
  /** One line of the command's answer, on standard output. */
  readonly say: (line: string) => void
  /** `DATABASE_URL`: the PostgreSQL of this centre; null = PGlite in a folder named by `--data`. */
  readonly databaseUrl: string | null
}

/** What was typed after the command's name. */
export interface Typed {
  readonly words: readonly string[]
  /** The value of an option, undefined when it was not given. */
  value(name: string): string | undefined
  /** The same, but it must be there. Throws {@link UsageError}. */
  needed(name: string): string
  /** Whether a switch was given. */
  has(name: string): boolean
}

/** What every command takes besides its own options. */
const helpOption: Command['options'] = { help: { type: 'boolean', short: 'h' } }

/** One command of `central`: a file of its own in this folder, listed in `commands.ts`. */
export interface Command {
  readonly name: string
  /** How it is typed after `central`, then indented lines that say what it does. */
  readonly usage: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Does it; returns the exit code. Throws {@link UsageError} for what was typed wrong. */
  run(typed: Typed, surroundings: Surroundings): Promise<number>
}

/** Reads what was typed for a command; throws {@link UsageError}. */
export function readTyped({ options }: Command, argv: readonly string[]): Typed {
  const { values, positionals } = parse(options, argv)
  const value = (name: string): string | undefined => {
    const given = values[name]
    return typeof given === 'string' ? given : undefined
  }
  return {
    words: positionals,
    value,
    needed: (name) => {
      const given = value(name)
      if (given === undefined) throw new UsageError(`--${name} is missing`)
      return given
    },
    has: (name) => values[name] === true,
  }
}

function parse(options: Command['options'], argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: { ...options, ...helpOption } })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'unreadable arguments')
  }
}

/** The path of the one file a command is given; throws {@link UsageError} when it is not there. */
export function existingFile({ words }: Typed): string {
  const [file] = words
  if (file === undefined) throw new UsageError('which file?')
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`)
  return path.resolve(file)
}

/** Says why a file was not taken; the exit code. */
export function refuseFile(say: Surroundings['say'], problems: readonly string[]): number {
  for (const problem of problems) say(problem)
  say(`nothing was changed: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`)
  return 1
}

/** A whole number of an option between two bounds; throws {@link UsageError}. */
export function numberOf(name: string, text: string, lowest: number, highest: number): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isInteger(number) || number < lowest || number > highest)
    throw new UsageError(`--${name} is not a number from ${lowest} to ${highest}`)
  return number
}
