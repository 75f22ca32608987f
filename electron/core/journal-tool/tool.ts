import { backup, restore } from './backup'
import { readArguments } from './call'
import { mirror } from './mirror'
import type { Command, Surroundings } from './call'
import { filled, problemOf, wordsOf } from './problem'
import type { Language, Problem } from './problem'
import { protect } from './protect'
import { makeRecoveryKeyFiles } from './recovery-key'
import { rescue } from './rescue'

/** Every command of `npm run journal` that is the product's own; verify, list and export share no code with it. */
const commands: Readonly<Record<string, Command>> = {
  backup,
  mirror,
  protect,
  'recovery-key': makeRecoveryKeyFiles,
  rescue,
  restore,
}

/**
 * Runs one command and says what came of it, or why not and what to do next.
 * @param argv the command and what follows it
 * @param language where `--lang` does not say another
 * @returns the exit code: 0 done, 1 not done, 2 the command line is wrong
 */
export async function runTool(
  argv: readonly string[],
  language: Language,
  surroundings: Surroundings,
): Promise<number> {
  const { say } = surroundings
  let words = wordsOf(language)
  try {
    const { positionals, options } = readArguments(argv)
    if (options.lang !== undefined) words = wordsOf(options.lang === 'en' ? 'en' : 'zh-CN')
    const [name, ...rest] = positionals
    if (name === undefined || name === 'help') {
      say(words.usage)
      return name === undefined ? 2 : 0
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined) {
      say(filled(words.problem, { what: filled(words.problems['usage.wrong'].what, { detail: name }) }))
      say(words.usage)
      return 2
    }
    return await command({ ...surroundings, words, positionals: rest, options })
  } catch (error) {
    const problem = problemOf(error)
    tell(problem, words, say)
    if (problem.code !== 'usage.wrong') return 1
    say(words.usage)
    return 2
  }
}

function tell({ code, data }: Problem, words: ReturnType<typeof wordsOf>, say: (line: string) => void): void {
  const { what, next } = words.problems[code]
  say(filled(words.problem, { what: filled(what, data) }))
  say(filled(words.next, { next: filled(next, data) }))
}
