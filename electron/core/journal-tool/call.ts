import { parseArgs } from 'node:util'
import type { Files } from '../../files/files'
import { normalPassphrase, weakness } from '../keys/passphrase'
import { openRecoveryKey, readRecoveryPrivateFile } from '../keys/recovery-key'
import type { RecoveryKey } from '../keys/recovery-key'
import { Problem } from './problem'
import type { ToolWords } from './problem'

/** What stands around the tool; chosen in `main.ts`, or by a test. */
export interface Surroundings {
  readonly files: Files
  readonly say: (line: string) => void
  /** Asks at the terminal without showing what is typed; null where there is no terminal. */
  readonly askSecret: (label: string) => Promise<string | null>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Keeps the counter and a second tool out of a data folder until it is released. Throws `JournalFault`. */
  readonly lockFolder: (folder: string) => Promise<() => void>
  /** The caller's path, made absolute. */
  readonly resolve: (path: string) => string
}

/** One run of one command. */
export interface Call extends Surroundings {
  readonly words: ToolWords
  /** What follows the command, options left out. */
  readonly positionals: readonly string[]
  readonly options: Options
}

/** Carries a command out; a `Problem` says why not. The number is the exit code. */
export type Command = (call: Call) => Promise<number>

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const optionKinds = {
  to: text,
  'recovery-key': text,
  'add-recovery-key': text,
  'passphrase-file': text,
  'new-passphrase-file': text,
  lang: text,
  'new-passphrase': flag,
  keychain: flag,
  rotate: flag,
  'despite-damage': flag,
  off: flag,
}
type Kinds = typeof optionKinds
export type Options = {
  readonly [Name in keyof Kinds]?: Kinds[Name] extends typeof flag ? boolean : string
}

/** @throws Problem usage.wrong */
export function readArguments(argv: readonly string[]): {
  readonly positionals: readonly string[]
  readonly options: Options
} {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: optionKinds,
    })
    return { positionals, options: values }
  } catch (error) {
    throw new Problem('usage.wrong', { detail: error instanceof Error ? error.message : '' })
  }
}

/** The one folder a command is about. */
export function folderOf({ positionals, resolve }: Call): string {
  const [folder, ...more] = positionals
  if (folder === undefined || more.length > 0)
    throw new Problem('usage.wrong', { detail: folder === undefined ? 'FOLDER ?' : more.join(' ') })
  return resolve(folder)
}

export function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new Problem('usage.wrong', { detail: `--${name} ?` })
  return value
}

/** The passphrase to open with. */
export function askPassphrase(call: Call, label: string): Promise<string> {
  return secret(call, call.options['passphrase-file'], label)
}

/** A passphrase to set: asked twice at a terminal, and never a weak one. */
export async function askNewPassphrase(call: Call): Promise<string> {
  const { options, words } = call
  const file = options['new-passphrase-file']
  const typed = await secret(call, file, words.ask.newPassphrase)
  const weak = weakness(typed)
  if (weak !== null) throw new Problem(`passphrase.${weak}`)
  if (
    file === undefined &&
    normalPassphrase(await secret(call, file, words.ask.again)) !== normalPassphrase(typed)
  )
    throw new Problem('passphrase.differs')
  return typed
}

async function secret(call: Call, file: string | undefined, label: string): Promise<string> {
  if (file !== undefined) return firstLine(readText(call, file, 'passphrase.file-unreadable'))
  const typed = await call.askSecret(label)
  if (typed === null) throw new Problem('passphrase.not-given')
  return typed
}

const firstLine = (text: string): string => text.replace(/^\uFEFF/u, '').split(/\r?\n/u)[0] ?? ''

/** @param problem what it is when the file cannot be read */
export function readText(
  { files, resolve }: Call,
  path: string,
  problem: 'passphrase.file-unreadable' | 'recovery-key.unreadable',
): string {
  try {
    return files.read(resolve(path)).toString('utf8')
  } catch {
    throw new Problem(problem, { path })
  }
}

/** The private recovery key of `--recovery-key`, opened; null when none is named. */
export async function askRecoveryKey(call: Call): Promise<RecoveryKey | null> {
  const path = call.options['recovery-key']
  if (path === undefined) return null
  const file = readRecoveryPrivateFile(readText(call, path, 'recovery-key.unreadable'))
  if (file === null) throw new Problem('recovery-key.unreadable', { path })
  const key = await openRecoveryKey(file, await askPassphrase(call, call.words.ask.recoveryPassphrase))
  if (key === null) throw new Problem('recovery-key.wrong-passphrase')
  return key
}
