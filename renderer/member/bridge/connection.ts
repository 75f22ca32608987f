import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { memberContract } from '../../../shared/contract/member'
import { memberViewSchema } from '../../../shared/contract/view'
import type { MemberView } from '../../../shared/contract/view'

type Client = ContractRouterClient<typeof memberContract>
export type AnswerInput = Parameters<Client['answer']>[0]
export type PasswordInput = Parameters<Client['password']>[0]

/** What a connection tells of itself. Nothing is told any more once it was given up. */
export interface Hearer {
  view: (view: MemberView) => void
  /** No trustworthy view comes at the moment: the port closed, the stream ended, or a view was malformed. */
  lost: () => void
}

/** One port to core, from its arrival until it closes or a newer one comes. */
export interface Connection {
  /** False once the port closed or the connection was given up; an answer on its way may then be lost. */
  readonly open: boolean
  answer: (input: AnswerInput) => Promise<unknown>
  password: (input: PasswordInput) => Promise<unknown>
  giveUp: () => void
}

/** A stream that ends while its port lives is asked for again after this time. */
const askAgainAfterMs = 1000

/**
 * Starts following core's views over this port.
 * @param keypad whether the member can type here
 */
export function connect(port: MessagePort, keypad: boolean, hearer: Hearer): Connection {
  const state = { open: true }
  const end = (): void => {
    if (!state.open) return
    state.open = false
    hearer.lost()
  }
  // before the link: its own listener fails the calls under way, and they ask whether this connection is open
  port.addEventListener('close', end)
  const client: Client = createORPCClient(new RPCLink({ port }))
  port.start()
  void follow(client, keypad, () => state.open, hearer)
  return {
    get open() {
      return state.open
    },
    answer: (input) => client.answer(input),
    password: (input) => client.password(input),
    giveUp: () => {
      state.open = false
      port.close()
    },
  }
}

async function follow(client: Client, keypad: boolean, isOpen: () => boolean, hearer: Hearer): Promise<void> {
  while (isOpen()) {
    try {
      for await (const view of await client.watch({ keypad })) {
        if (!isOpen()) return
        const checked = memberViewSchema.safeParse(view)
        if (checked.success) hearer.view(checked.data)
        else hearer.lost()
      }
    } catch {
      // whatever broke the stream: what follows is the same as after its orderly end
      if (!isOpen()) return
    }
    if (isOpen()) hearer.lost()
    await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs))
  }
}
