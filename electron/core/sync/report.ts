import { setImmediate } from 'node:timers/promises'
import { decideSending } from '../../../shared/domain/decide'
import type { SendingCommand } from '../../../shared/domain/decide'
import type { Core } from '../counter-core'

/** So many items move in one go; between two of them whoever works at the counter is heard. */
export const atOnce = 20

/**
 * Journals what sending commands, each of another operation, make of them, in one batch; a command that no longer fits
 * is logged, never forced.
 */
export function reportAll(core: Core, commands: readonly SendingCommand[]): void {
  core.commit(
    commands.flatMap((command) => {
      const decision = decideSending(
        core.projection.operation(command.operationId)?.operation ?? null,
        command,
      )
      if (decision.ok) return decision.value
      core.log('error', decision.error[0]?.code ?? 'internal.fault', { command: command.type })
      return []
    }),
    'soon',
  )
}

/** {@link reportAll} for a whole batch: each is of another operation, so each may be journalled by itself. */
export async function reportInTurn(core: Core, commands: readonly SendingCommand[]): Promise<void> {
  for (let from = 0; from < commands.length; from += atOnce) {
    if (from > 0) await setImmediate()
    reportAll(core, commands.slice(from, from + atOnce))
  }
}
