import type { CheckLine } from '../../../shared/contract/view'

/** One line of the list before submit: a rule, or several that hold and belong together. */
export interface CheckGroup {
  /** The rule's name, or the name of the lines drawn together. */
  readonly key: string
  readonly verdict: CheckLine['verdict'] | 'missing'
  /** The line whose words are shown. */
  readonly line: CheckLine
}

/** Rules that are shown as one line as long as all of them hold: whoever looks for trouble finds it faster. */
const drawnTogether: readonly { readonly key: string; readonly rules: RegExp }[] = [
  { key: 'group.person', rules: /^member\./ },
  { key: 'group.offline', rules: /^offline\./ },
  { key: 'group.payee', rules: /^payee\.(identity|not-self|party)$/ },
  { key: 'group.amount', rules: /^transfer\.(amount|limit)$/ },
  { key: 'group.phone', rules: /^phone\./ },
]

const order: readonly CheckGroup['verdict'][] = ['fails', 'missing', 'second', 'later', 'unknown', 'ok']

/**
 * The rules as the clerk reads them: what stops first, then what is missing, what comes later, what only the centre
 * knows, what holds. A field nobody has been in yet is missing, not wrong.
 */
export function groupChecks(
  lines: readonly CheckLine[],
  isTouched: (field: string) => boolean,
): readonly CheckGroup[] {
  const groups = new Map<string, CheckGroup>()
  for (const line of lines) {
    const together =
      line.verdict === 'ok' ? drawnTogether.find(({ rules }) => rules.test(line.rule)) : undefined
    const field = line.refusal?.field ?? null
    const missing = line.verdict === 'fails' && field !== null && !isTouched(field)
    // two rules that stop for one and the same reason are read once
    const reason = line.refusal === null ? line.rule : `${line.refusal.code} ${field ?? ''}`
    const key = together?.key ?? (line.verdict === 'ok' ? line.rule : reason)
    if (!groups.has(key)) groups.set(key, { key, verdict: missing ? 'missing' : line.verdict, line })
  }
  return [...groups.values()].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
}
