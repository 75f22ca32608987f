import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { memberContract } from '../../../../shared/contract/member'
import type { Refusal } from '../../../../shared/domain/operation'
import type { MemberView } from '../../../../shared/contract/view'
import type { AnswerInput, PasswordInput } from '../connection'
import type { Ports } from '../ports'

export interface FakeCore {
  readonly ports: Ports
  /** Every answer that reached core, in order. */
  readonly answers: readonly AnswerInput[]
  /** What was typed and reached core, in order. */
  readonly passwords: readonly PasswordInput[]
  /** How often a stream of views was asked for. */
  readonly watches: number
  /** What core does with answers from now on; `silent` never answers. */
  answering: (how: 'taken' | 'refused' | 'silent') => void
  /** A new port between window and core, as main makes it. */
  wire: () => void
  /** Core dies: its end of the port closes. */
  die: () => void
  show: (view: MemberView) => void
  /** The streams under way end, the port stays. */
  endStreams: () => void
}

interface Stream {
  readonly queue: MemberView[]
  wake: () => void
  ended: boolean
}

/** Core's end of the member window over a real MessageChannel. */
export function fakeCore(): FakeCore {
  const answers: AnswerInput[] = []
  const passwords: PasswordInput[] = []
  const streams = new Set<Stream>()
  const seen = { watches: 0 }
  let how: 'taken' | 'refused' | 'silent' = 'taken'
  let taker: ((port: MessagePort) => void) | null = null
  let coreEnd: MessagePort | null = null
  let latest: MemberView | null = null

  type Refuse = (of: { data: { refusals: Refusal[] } }) => Error
  const answered = async (refused: Refuse): Promise<void> => {
    if (how === 'silent') await new Promise(() => undefined)
    const refusals = [{ code: 'visit.person-not-confirmed', data: {}, clause: null, field: null } as const]
    if (how === 'refused') throw refused({ data: { refusals } })
  }

  const os = implement(memberContract)
  const router = os.router({
    watch: os.watch.handler(async function* () {
      seen.watches += 1
      const stream: Stream = { queue: latest === null ? [] : [latest], wake: () => undefined, ended: false }
      streams.add(stream)
      for (;;) {
        const view = stream.queue.shift()
        if (view !== undefined) yield view
        else if (stream.ended) return
        else await new Promise<void>((resolve) => (stream.wake = resolve))
      }
    }),
    answer: os.answer.handler(async ({ input, errors }) => {
      answers.push(input)
      await answered(errors.refused)
      return {}
    }),
    password: os.password.handler(async ({ input, errors }) => {
      passwords.push(input)
      await answered(errors.refused)
      return {}
    }),
  })

  return {
    ports: { take: (take) => (taker = take) },
    answers,
    passwords,
    get watches() {
      return seen.watches
    },
    answering: (next) => (how = next),
    wire: () => {
      const { port1, port2 } = new MessageChannel()
      new RPCHandler(router).upgrade(port2)
      port2.start()
      coreEnd = port2
      taker?.(port1)
    },
    die: () => coreEnd?.close(),
    show: (view) => {
      latest = view
      for (const stream of streams) {
        stream.queue.push(view)
        stream.wake()
      }
    },
    endStreams: () => {
      for (const stream of streams) {
        stream.ended = true
        stream.wake()
      }
      streams.clear()
    },
  }
}

/** Waits until messages over real ports have arrived; works while timers are held still. */
export async function arrived(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) {
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(null)
    })
  }
}
