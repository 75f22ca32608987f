import type { CardErrorCause, CardRecord, Reader, ReaderFaultCause } from '../../../shared/contract/devices'
import type { Carrier } from '../carriers/carrier'
import type { Clock } from '../clock'
import type { Endpoint } from '../endpoint'
import { findCard, readTextAndPhoto, resetSam, samNumber, samStatus, selectCard } from './commands'
import type { SamCommand } from './commands'
import { createExchange } from './exchange'
import type { Outcome } from './exchange'
import { parseReadBody, samNumberText } from './records'
import { statusClass } from './status'

const findEveryMs = 300
/** How long a card error stays on the screen when no card is found any more. */
const cardErrorHoldMs = 8_000
/** Reads that failed one after another before the person is told (card moved) or the card left alone (no answer). */
const failuresInARow = 3
const statusTries = 3
const samNumberTries = 3

/** How a session ended. Every end is an ordinary event; what follows is for the caller. */
export type SessionEnd =
  | { reason: 'closed' }
  | { reason: 'fault'; cause: ReaderFaultCause }
  /** The reader does not answer as it should: open it again. `worked` when it had answered a find before. */
  | { reason: 'reopen'; worked: boolean }

export type SessionState = Extract<
  Reader['state'],
  { name: 'starting' | 'ready' | 'card-present' | 'reading' | 'card-error' }
>

/** One good read: every check held. The photo is not in it. */
export interface SamRead {
  samNumber: string
  record: CardRecord
  textRecord: Uint8Array
}

export interface SamSessionOptions {
  /** Open. The session sets its listeners and never closes it. */
  endpoint: Endpoint
  carrier: Carrier
  clock: Clock
  /** See `FoundReader.rereadWithoutLift`. */
  rereadWithoutLift: boolean
  onState: (state: SessionState) => void
  onSamNumber: (samNumber: string) => void
  onRead: (read: SamRead) => void
}

export interface SamSession {
  /** Runs until the reader is gone, faulty or `stop` is called. Never rejects. */
  run(): Promise<SessionEnd>
  /** Reads the card that lies there once more; without a card nothing happens. Asking twice is asking once. */
  readAgain(): void
  stop(): void
}

/** What a command came to, after everything that concerns the reader itself has been dealt with. */
type Answer =
  | { kind: 'good'; data: Uint8Array }
  | { kind: 'no-card' }
  | { kind: 'card'; cause: 'card-moved' | 'card-refused' | 'not-an-id-card' }
  /** No good answer; the reader has been brought back since. */
  | { kind: 'trouble'; cause: 'no-answer' | 'bad-frame' }
  | { kind: 'end'; end: SessionEnd }

/** The conversation with one open reader: status, number, then find, select and read for ever, readers.md section 4. */
export function createSamSession(options: SamSessionOptions): SamSession {
  const { clock, onState, onRead, onSamNumber } = options
  const exchange = createExchange(options)

  let number = ''
  let worked = false
  let again = false
  let stopped = false
  let wake: (() => void) | undefined
  /** The card found next was dealt with already: leave it alone until no card is found once. */
  let leaveCardAlone = false
  let movedInARow = 0
  let unreadInARow = 0
  let findTroublesInARow = 0
  let resetsInARow = 0
  let cardErrorAtMs: number | undefined

  function show(state: SessionState): void {
    cardErrorAtMs = state.name === 'card-error' ? clock.nowMs() : undefined
    onState(state)
  }

  function showCardError(cause: CardErrorCause): void {
    show({ name: 'card-error', cause })
  }

  /** The steps of a read are not shown over the hint to lay the card down flat: it would flicker. */
  function showStep(name: 'card-present' | 'reading'): void {
    if (movedInARow < failuresInARow) show({ name })
  }

  const closedEnd: SessionEnd = { reason: 'closed' }
  const reopen = (): SessionEnd => ({ reason: 'reopen', worked })

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

  /** The first answer can be wrong: asked until two agree, at most three times, then the last one counts. */
  async function askSamNumber(): Promise<SessionEnd | undefined> {
    for (let tries = 0; tries < samNumberTries; tries += 1) {
      const answer = await ask(samNumber)
      if (answer.kind === 'end') return answer.end
      if (answer.kind !== 'good') continue
      const seen = samNumberText(answer.data)
      if (seen === number) break
      number = seen
    }
    if (number === '') return reopen()
    onSamNumber(number)
    return undefined
  }

  function onNoCard(): void {
    leaveCardAlone = false
    // Taken away in the middle of a read: the person must know that nothing was read.
    if (movedInARow > 0 && cardErrorAtMs === undefined) {
      showCardError('card-moved')
      return
    }
    const held = cardErrorAtMs !== undefined && clock.nowMs() - cardErrorAtMs < cardErrorHoldMs
    if (held) return
    movedInARow = 0
    unreadInARow = 0
    show({ name: 'ready' })
  }

  function onCardFailure(cause: CardErrorCause): void {
    if (cause === 'card-moved') {
      movedInARow += 1
      if (movedInARow >= failuresInARow) showCardError(cause)
      return
    }
    movedInARow = 0
    if (cause === 'no-answer' || cause === 'bad-frame') {
      unreadInARow += 1
      leaveCardAlone = unreadInARow >= failuresInARow
    } else {
      leaveCardAlone = true
    }
    showCardError(cause)
  }

  function onGoodBody(data: Uint8Array): void {
    const parsed = parseReadBody(data)
    if (!parsed.ok) {
      onCardFailure(parsed.cause)
      return
    }
    movedInARow = 0
    unreadInARow = 0
    leaveCardAlone = options.rereadWithoutLift
    // Asked for while this read was under way: this is it.
    again = false
    onRead({ samNumber: number, record: parsed.record, textRecord: parsed.textRecord })
    show({ name: options.rereadWithoutLift ? 'card-present' : 'ready' })
  }

  /** Find. When the card is to be read again and is not found, once more after a reset: that forgets the last read. */
  async function find(wanted: boolean): Promise<Answer> {
    const answer = await ask(findCard)
    if (answer.kind !== 'no-card' || !wanted) return answer
    const end = await resetAndCheck()
    return end === undefined ? ask(findCard) : { kind: 'end', end }
  }

  /** Select and read the card that was found. */
  async function readCard(): Promise<SessionEnd | undefined> {
    showStep('card-present')
    for (const command of [selectCard, readTextAndPhoto]) {
      if (command === readTextAndPhoto) showStep('reading')
      const answer = await ask(command)
      if (answer.kind === 'end') return answer.end
      if (answer.kind === 'card' || answer.kind === 'trouble') {
        onCardFailure(answer.cause)
        return undefined
      }
      if (command === readTextAndPhoto && answer.kind === 'good') onGoodBody(answer.data)
    }
    return undefined
  }

  async function round(): Promise<SessionEnd | undefined> {
    const wanted = again
    again = false
    const found = await find(wanted)
    if (found.kind === 'end') return found.end
    if (found.kind === 'trouble' || found.kind === 'card') {
      findTroublesInARow += 1
      return findTroublesInARow >= failuresInARow ? reopen() : undefined
    }
    findTroublesInARow = 0
    worked = true
    if (found.kind === 'no-card') {
      onNoCard()
      return undefined
    }
    return leaveCardAlone && !wanted ? undefined : readCard()
  }

  /** Waits, but not when the card is to be read again or the session is being stopped. */
  function pause(delayMs: number): Promise<void> {
    if (again || stopped) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = clock.setTimer(Math.max(0, delayMs), () => wake?.())
      wake = () => {
        wake = undefined
        timer.cancel()
        resolve()
      }
    })
  }

  async function run(): Promise<SessionEnd> {
    show({ name: 'starting' })
    const failed = (await resynchronise()) ?? (await askSamNumber())
    if (failed !== undefined) return failed
    for (;;) {
      const startedAtMs = clock.nowMs()
      const end = await round()
      if (end !== undefined) return end
      await pause(startedAtMs + findEveryMs - clock.nowMs())
    }
  }

  return {
    run,
    readAgain() {
      again = true
      wake?.()
    },
    stop() {
      stopped = true
      exchange.close()
      wake?.()
    },
  }
}
