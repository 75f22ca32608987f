import type { ReaderFaultCause } from '../../../shared/contract/devices'
import { resetSam, samStatus } from './commands'
import type { SamCommand } from './commands'
import type { Exchange, Outcome } from './exchange'
import { statusClass } from './status'

const statusTries = 3

/** How a session ended. Every end is an ordinary event; what follows is for the caller. */
export type SessionEnd =
  | { reason: 'closed' }
  | { reason: 'fault'; cause: ReaderFaultCause }
  /** The reader does not answer as it should: open it again. `worked` when it had answered a find before. */
  | { reason: 'reopen'; worked: boolean }

/** What a command came to, after everything that concerns the reader itself has been dealt with. */
export type Answer =
  | { kind: 'good'; data: Uint8Array }
  | { kind: 'no-card' }
  | { kind: 'card'; cause: 'card-moved' | 'card-refused' | 'not-an-id-card' }
  /** No good answer; the reader has been brought back since. */
  | { kind: 'trouble'; cause: 'no-answer' | 'bad-frame' }
  | { kind: 'end'; end: SessionEnd }

/** One command after another, each with everything that concerns the reader itself dealt with. */
export interface Asker {
  ask: (command: SamCommand) => Promise<Answer>
  /** Back into step; the end when the reader cannot be brought back. */
  resynchronise: () => Promise<SessionEnd | undefined>
  /** Forgets the card that was read; the end when the reader cannot be brought back. */
  resetAndCheck: () => Promise<SessionEnd | undefined>
}

export function createAsker(exchange: Exchange, reopen: () => SessionEnd): Asker {
  let resetsInARow = 0

  const closedEnd: SessionEnd = { reason: 'closed' }

  function faultOf(outcome: Outcome): SessionEnd | undefined {
    if (outcome.kind === 'closed') return closedEnd
    if (outcome.kind !== 'reply') return undefined
    const status = statusClass(outcome.reply.sw3)
    if (status === 'self-test-failed' || status === 'device-fault') return { reason: 'fault', cause: status }
    return undefined
  }

  const isGood = (outcome: Outcome): boolean =>
    outcome.kind === 'reply' && statusClass(outcome.reply.sw3) === 'ok'

  /**
   * Brings the conversation back into step after a missing answer: a late one may still come, so nothing is asked
   * before a status round trip is good; then a reset of the SAM; then the reader is opened again.
   */
  async function resynchronise(): Promise<SessionEnd | undefined> {
    for (let tries = 0; tries < statusTries; tries += 1) {
      const outcome = await exchange.ask(samStatus)
      if (isGood(outcome)) return undefined
      const end = faultOf(outcome)
      if (end !== undefined) return end
    }
    return resetAndCheck()
  }

  async function resetAndCheck(): Promise<SessionEnd | undefined> {
    for (const command of [resetSam, samStatus]) {
      const outcome = await exchange.ask(command)
      const end = faultOf(outcome)
      if (end !== undefined) return end
      if (command === samStatus && !isGood(outcome)) return reopen()
    }
    return undefined
  }

  /** The command, sent a second time when the reader says that our frame was wrong. */
  async function askTwice(command: SamCommand): Promise<Outcome> {
    const outcome = await exchange.ask(command)
    const wrong = outcome.kind === 'reply' && statusClass(outcome.reply.sw3) === 'our-frame-wrong'
    return wrong ? exchange.ask(command) : outcome
  }

  async function ask(command: SamCommand): Promise<Answer> {
    const outcome = await askTwice(command)
    if (outcome.kind === 'closed') return { kind: 'end', end: closedEnd }
    if (outcome.kind !== 'reply') {
      const end = await resynchronise()
      return end === undefined ? { kind: 'trouble', cause: outcome.kind } : { kind: 'end', end }
    }
    const status = statusClass(outcome.reply.sw3)
    switch (status) {
      case 'ok':
        resetsInARow = 0
        return { kind: 'good', data: outcome.reply.data }
      case 'idle':
        resetsInARow = 0
        return { kind: 'no-card' }
      case 'card-moved':
      case 'card-refused':
      case 'not-an-id-card':
        return { kind: 'card', cause: status }
      case 'needs-reset': {
        resetsInARow += 1
        if (resetsInARow > 1) return { kind: 'end', end: { reason: 'fault', cause: 'device-fault' } }
        const end = await resetAndCheck()
        return end === undefined ? { kind: 'trouble', cause: 'bad-frame' } : { kind: 'end', end }
      }
      case 'self-test-failed':
        return { kind: 'end', end: { reason: 'fault', cause: status } }
      case 'our-frame-wrong':
      case 'device-fault':
      case 'unknown':
        return { kind: 'end', end: { reason: 'fault', cause: 'device-fault' } }
    }
  }

  return { ask, resynchronise, resetAndCheck }
}
