import { createORPCClient, ORPCError, safe } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import type { consoleContract } from '../../../shared/contract/console'
import type { ErrorCode } from '../../../shared/domain/errors'
import { messages } from '../../../shared/text/zh-CN'

export type ConsoleApi = ContractRouterClient<typeof consoleContract>

/** The centre's answer, or why there is none, in words with a next step. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly signInNeeded: boolean; readonly what: string; readonly next: string }

const link = new RPCLink({
  url: `${window.location.origin}/console/api`,
  // what no form and no link of another site can send
  headers: { 'x-wallet-console': '1' },
})

export const api: ConsoleApi = createORPCClient(link)

/** Waits for an answer; nothing is ever thrown at a page. */
export async function ask<T>(question: Promise<T>): Promise<Answer<T>> {
  const [error, value] = await safe(question)
  if (error === null) return { ok: true, value }
  const code: unknown = error instanceof ORPCError ? error.code : null
  const words = isErrorCode(code) ? messages.errors[code] : null
  return {
    ok: false,
    signInNeeded: code === 'sign-in.needed',
    what: words?.clerk ?? messages.console.noAnswer.what,
    next: words?.next ?? messages.console.noAnswer.next,
  }
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && code in messages.errors
}
