import type { Damage } from '../journal/fault'
import { JournalFault } from '../journal/fault'
import { journalTool as chinese } from '../../../shared/text/zh-CN/journal-tool'
import { journalTool as english } from '../../../shared/text/en/journal-tool'

export type ToolWords = typeof chinese
export type ProblemCode = keyof ToolWords['problems']

/** Why a command was not carried out; its words are in `shared/text`, in both languages. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly data: Readonly<Record<string, string | number>> = {},
  ) {
    super(code)
    this.name = 'Problem'
  }
}

export type Language = 'zh-CN' | 'en'

export function wordsOf(language: Language): ToolWords {
  return language === 'en' ? english : chinese
}

/** Fills `{name}` in; a name without a value stands as a dash. */
export function filled(text: string, data: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(data[name] ?? '—'))
}

/** A fault of the journal, or an error of the disk, as the tool's own problem. Anything else is a bug. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof JournalFault) return new Problem(error.code, damageData(error.damage))
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Problem('disk.full')
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return new Problem('journal.read-only')
  return new Problem('tool.fault', {
    detail: error instanceof Error ? (error.stack ?? error.message) : 'unknown',
  })
}

export function damageData(damage: Damage | null): Readonly<Record<string, string | number>> {
  if (damage === null) return {}
  const { file, firstFrame, lastFrame, goodFrame } = damage
  return {
    ...(file === null ? {} : { file }),
    first: firstFrame,
    last: lastFrame ?? '?',
    good: goodFrame,
  }
}
