import type { Carrier } from '../carriers/carrier'
import type { Clock } from '../clock'
import type { Endpoint } from '../endpoint'
import { isAnswerTo } from './commands'
import type { SamCommand } from './commands'
import { createFrameParser, replyOf } from './frames'
import type { Reply } from './frames'

/** What became of one command. */
export type Outcome =
  | { kind: 'reply'; reply: Reply }
  /** Silence up to the deadline. */
  | { kind: 'no-answer' }
  /** Bytes came, but no frame that holds and answers the command, up to the deadline. */
  | { kind: 'bad-frame' }
  /** The device is gone, or the session is being stopped. */
  | { kind: 'closed' }

export interface Exchange {
  /** Sends one command and waits for its answer. Ends by the command's deadline. One at a time. */
  ask(command: SamCommand): Promise<Outcome>
  /** Ends the command in flight and every later one with `closed`. */
  close(): void
}

/**
 * One command and its answer over an open endpoint. Answers carry no number, so everything that arrives while
 * nothing is asked, and everything that cannot answer what is asked, is dropped: a late or repeated answer, fill
 * bytes, the report that lay in the queue.
 */
export function createExchange(options: { endpoint: Endpoint; carrier: Carrier; clock: Clock }): Exchange {
  const { endpoint, carrier, clock } = options
  const parser = createFrameParser()
  const receiver = carrier.createReceiver()
  let closed = false
  let pending: { command: SamCommand; bytesCame: boolean; finish: (outcome: Outcome) => void } | undefined

  function close(): void {
    closed = true
    pending?.finish({ kind: 'closed' })
  }

  endpoint.onError(close)
  endpoint.onReport((report) => {
    if (pending === undefined) return
    const { command, finish } = pending
    pending.bytesCame = true
    for (const payload of parser.push(receiver.take(report))) {
      const reply = replyOf(payload)
      if (reply !== undefined && isAnswerTo(command, reply)) {
        if (carrier.acknowledgement !== undefined) endpoint.write(carrier.acknowledgement).catch(close)
        finish({ kind: 'reply', reply })
        return
      }
    }
  })

  async function send(frame: Uint8Array): Promise<void> {
    for (const report of carrier.reportsOf(frame)) await endpoint.write(report)
  }

  return {
    close,
    ask(command) {
      if (closed) return Promise.resolve({ kind: 'closed' })
      if (pending !== undefined) return Promise.reject(new Error('a command is in flight already'))
      parser.reset()
      receiver.reset()
      return new Promise((resolve) => {
        const asked = {
          command,
          bytesCame: false,
          finish(outcome: Outcome) {
            timer.cancel()
            if (pending === asked) pending = undefined
            resolve(outcome)
          },
        }
        pending = asked
        const timer = clock.setTimer(command.deadlineMs, () => {
          asked.finish({ kind: asked.bytesCame ? 'bad-frame' : 'no-answer' })
        })
        // A failed write is the truth about an unplugged reader, as is the error event.
        send(command.frame).catch(close)
      })
    },
  }
}
