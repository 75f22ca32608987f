import type { CardErrorCause, CardRecord, ReaderState, ReaderTest } from '../../../shared/contract/devices'
import type { Carrier } from '../carriers/carrier'
import type { Clock } from '../clock'
import type { Endpoint } from '../endpoint'
import { findCard, readTextAndPhoto, samNumber, samStatus, selectCard } from './commands'
import { createAsker } from './asker'
import type { Answer, SessionEnd } from './asker'
import { createExchange } from './exchange'
import { parseReadBody, samNumberText } from './records'

const findEveryMs = 300
/**
 * A find answer does not say which card it is. So a card that was dealt with and still lies there is tried again,
 * quietly and at this pace: one that was put in its place between two finds is not missed.
 */
const lookAgainMs = 2_000
const lookAgainUnansweredMs = 5_000
/** How long a card error stays on the screen when no card is found any more. */
const cardErrorHoldMs = 8_000
/** Reads that failed one after another before the person is told (card moved) or the card left alone (no answer). */
const failuresInARow = 3
const samNumberTries = 3

export type SessionState = Extract<
  ReaderState,
  { name: 'starting' | 'ready' | 'card-present' | 'reading' | 'card-error' }
>

/** One good read: every check held. The photo itself is not in it. */
export interface SamRead {
  samNumber: string
  record: CardRecord
  textRecord: Uint8Array
  hasPhoto: boolean
  /** What the reader took over select and read together. */
  tookMs: number
}

export interface SamSessionOptions {
  /** Open. The session sets its listeners and never closes it. */
  endpoint: Endpoint
  carrier: Carrier
  clock: Clock
  /** See `FoundReader.rereadWithoutLift`. */
  rereadWithoutLift: boolean
  /** Practice with a real reader: a card is found and never selected or read. */
  findOnly: boolean
  onState: (state: SessionState) => void
  onSamNumber: (samNumber: string) => void
  onRead: (read: SamRead) => void
  /** With `findOnly`: a card was laid down. */
  onFoundOnly: () => void
}

export interface SamSession {
  /** Runs until the reader is gone, faulty or `stop` is called. Never rejects. */
  run(): Promise<SessionEnd>
  /** Reads the card that lies there once more; without a card nothing happens. Asking twice is asking once. */
  readAgain(): void
  /** Asks for status and number between two rounds. `reading` when a card is being read. */
  test(): Promise<ReaderTest>
  /** A card is being selected and read just now, another quiet look at one included. */
  isReading(): boolean
  stop(): void
}

/** The card that was dealt with and of which no find has said yet that it is gone. */
type Settled =
  { kind: 'read'; textRecord: Uint8Array; lookAgainAtMs: number } | { kind: 'failed'; lookAgainAtMs: number }

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

/** The conversation with one open reader: status, number, then find, select and read for ever, readers.md section 4. */
export function createSamSession(options: SamSessionOptions): SamSession {
  const { clock, onState, onRead, onSamNumber } = options
  const exchange = createExchange(options)
  const { ask, resynchronise, resetAndCheck } = createAsker(exchange, () => reopen())

  let number = ''
  let worked = false
  let again = false
  let testers: ((test: ReaderTest) => void)[] = []
  let isReading = false
  let stopped = false
  let wake: (() => void) | undefined
  let settled: Settled | undefined
  let forgetRead = false
  let keepsFinding = options.rereadWithoutLift
  let movedInARow = 0
  let unreadInARow = 0
  let findTroublesInARow = 0
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

  const reopen = (): SessionEnd => ({ reason: 'reopen', worked })

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
    settled = undefined
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

  function settleFailed(afterMs: number): void {
    settled = { kind: 'failed', lookAgainAtMs: clock.nowMs() + afterMs }
  }

  /** @param before the card that was read well and that this was another look at */
  function onCardFailure(cause: CardErrorCause, before: Settled | undefined): void {
    if (cause === 'card-moved') {
      // What lay there was read well before: taking it away now is no error.
      if (before?.kind === 'read') return
      settled = undefined
      movedInARow += 1
      if (movedInARow >= failuresInARow) showCardError(cause)
      return
    }
    movedInARow = 0
    if (cause === 'no-answer' || cause === 'bad-frame') {
      // The reader may believe that it has read this card, and not find it again.
      forgetRead = true
      unreadInARow += 1
      if (unreadInARow >= failuresInARow) settleFailed(lookAgainUnansweredMs)
      else if (before?.kind === 'read') return
    } else {
      settleFailed(lookAgainMs)
    }
    showCardError(cause)
  }

  function onGoodBody(data: Uint8Array, tookMs: number, before: Settled | undefined): void {
    const parsed = parseReadBody(data)
    if (!parsed.ok) {
      onCardFailure(parsed.cause, before)
      return
    }
    const { record, textRecord, hasPhoto } = parsed
    movedInARow = 0
    unreadInARow = 0
    const lookAgainAtMs = clock.nowMs() + (keepsFinding ? lookAgainMs : 0)
    settled = { kind: 'read', textRecord, lookAgainAtMs }
    if (before?.kind === 'read' && sameBytes(before.textRecord, textRecord)) {
      // Still the same card, and the model finds it again without a lift, whatever its profile says.
      keepsFinding = true
      return
    }
    // Asked for while this read was under way: this is it.
    again = false
    onRead({ samNumber: number, record, textRecord, hasPhoto, tookMs })
    show({ name: keepsFinding ? 'card-present' : 'ready' })
  }

  /** Find. When the card is to be read again and is not found, once more after a reset: that forgets the last read. */
  async function find(wanted: boolean): Promise<Answer> {
    const answer = await ask(findCard)
    if (answer.kind !== 'no-card' || !wanted) return answer
    const end = await resetAndCheck()
    return end === undefined ? ask(findCard) : { kind: 'end', end }
  }

  /** Select and read the card that was found; quietly when it is another look at one that was dealt with. */
  async function readCard(before: Settled | undefined): Promise<SessionEnd | undefined> {
    const startedAtMs = clock.nowMs()
    if (before === undefined) showStep('card-present')
    for (const command of [selectCard, readTextAndPhoto]) {
      if (command === readTextAndPhoto && before === undefined) showStep('reading')
      const answer = await ask(command)
      if (answer.kind === 'end') return answer.end
      if (answer.kind === 'card' || answer.kind === 'trouble') {
        onCardFailure(answer.cause, before)
        return undefined
      }
      if (command === readTextAndPhoto && answer.kind === 'good')
        onGoodBody(answer.data, clock.nowMs() - startedAtMs, before)
    }
    return undefined
  }

  async function onCard(wanted: boolean): Promise<SessionEnd | undefined> {
    if (options.findOnly) {
      if (settled === undefined) options.onFoundOnly()
      settled ??= { kind: 'failed', lookAgainAtMs: Infinity }
      show({ name: 'card-present' })
      return undefined
    }
    if (settled !== undefined && !wanted && clock.nowMs() < settled.lookAgainAtMs) return undefined
    isReading = true
    const end = await readCard(wanted ? undefined : settled)
    isReading = false
    return end
  }

  async function answerTesters(): Promise<SessionEnd | undefined> {
    if (testers.length === 0) return undefined
    const waiting = testers
    testers = []
    const { test, end } = await testNow()
    for (const tell of waiting) tell(test)
    return end
  }

  async function testNow(): Promise<{ test: ReaderTest; end?: SessionEnd }> {
    const tookMs: number[] = []
    for (const command of [samStatus, samNumber]) {
      const startedAtMs = clock.nowMs()
      const answer = await ask(command)
      if (answer.kind === 'end') {
        const cause = answer.end.reason === 'fault' ? answer.end.cause : 'no-answer'
        return { test: { ok: false, cause }, end: answer.end }
      }
      if (answer.kind !== 'good') return { test: { ok: false, cause: 'no-answer' } }
      tookMs.push(clock.nowMs() - startedAtMs)
    }
    const [statusMs = 0, samNumberMs = 0] = tookMs
    return { test: { ok: true, samNumber: number, statusMs, samNumberMs } }
  }

  async function round(): Promise<SessionEnd | undefined> {
    const tested = await answerTesters()
    if (tested !== undefined) return tested
    const wanted = again && !options.findOnly
    again = false
    const found = await find(wanted || forgetRead)
    forgetRead = false
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
    return onCard(wanted)
  }

  /** Waits, but not when the card is to be read again or the session is being stopped. */
  function pause(delayMs: number): Promise<void> {
    if (again || stopped || testers.length > 0) return Promise.resolve()
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
    test() {
      if (isReading) return Promise.resolve({ ok: false, cause: 'reading' })
      return new Promise((resolve) => {
        testers.push(resolve)
        wake?.()
      })
    },
    isReading: () => isReading,
    stop() {
      stopped = true
      exchange.close()
      wake?.()
    },
  }
}
