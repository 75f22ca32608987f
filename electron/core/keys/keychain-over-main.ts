import type { KeychainAnswer } from '../../../shared/contract/shell'
import type { FromCore } from '../../../shared/contract/shell'
import { fail, ok } from '../../../shared/domain/result'
import type { Keychain } from '../ports'

type Asked = Extract<FromCore, { type: 'keychain-seal' | 'keychain-open' }>
type Question = Asked extends infer One ? (One extends Asked ? Omit<One, 'requestId'> : never) : never

/** Keychains ask people for a password when they are locked: that takes as long as it takes. */
const deadlineMs = 120_000

/** The keychain as core has it, and where main's answers go. */
export interface KeychainOverMain {
  readonly keychain: Keychain
  /** An answer that nobody waits for any more is dropped. */
  answered(requestId: string, answer: KeychainAnswer): void
}

/**
 * The operating system's keychain, asked over core's private port: only main may touch it.
 * @param schedule calls back after a time unless the returned function is called
 */
export function keychainOverMain(
  post: (message: Asked) => void,
  newId: () => string,
  schedule: (run: () => void, delayMs: number) => () => void,
): KeychainOverMain {
  const waiting = new Map<string, (answer: KeychainAnswer) => void>()
  const ask = (question: Question): Promise<KeychainAnswer> =>
    new Promise((resolve) => {
      const requestId = newId()
      const cancel = schedule(() => {
        waiting.delete(requestId)
        resolve({ answer: 'failed', code: 'key.keychain-gone' })
      }, deadlineMs)
      waiting.set(requestId, (answer) => {
        waiting.delete(requestId)
        cancel()
        resolve(answer)
      })
      post({ ...question, requestId })
    })
  return {
    keychain: {
      async seal(text) {
        const answer = await ask({ type: 'keychain-seal', text })
        if (answer.answer === 'sealed') return ok({ backend: answer.backend, sealed: answer.sealed })
        return fail(answer.answer === 'failed' ? answer.code : 'key.keychain-gone')
      },
      async open({ backend, sealed }) {
        const answer = await ask({ type: 'keychain-open', backend, sealed })
        if (answer.answer === 'opened') return ok(answer.text)
        return fail(answer.answer === 'failed' ? answer.code : 'key.keychain-gone')
      },
    },
    answered: (requestId, answer) => waiting.get(requestId)?.(answer),
  }
}
