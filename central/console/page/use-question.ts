import type { Ref } from 'vue'
import { inject, ref, shallowRef } from 'vue'
import type { InjectionKey } from 'vue'
import type { Answer } from './api'
import { ask } from './api'

/** Called when the centre says that the session has ended. */
export const endedKey: InjectionKey<() => void> = Symbol('session ended')

export interface Question<T> {
  /** Null before the first answer and while one is awaited anew. */
  readonly answer: Ref<Answer<T> | null>
  readonly busy: Ref<boolean>
  readonly ask: (question: () => Promise<T>) => Promise<void>
}

/** One question to the centre with its state: an answer that comes after a later question was put is dropped. */
export function useQuestion<T>(): Question<T> {
  const answer = shallowRef<Answer<T> | null>(null)
  const busy = ref(false)
  const ended = inject(endedKey)
  let asked = 0
  return {
    answer,
    busy,
    ask: async (question) => {
      const mine = ++asked
      busy.value = true
      answer.value = null
      const given = await ask(question())
      if (mine !== asked) return
      busy.value = false
      answer.value = given
      if (!given.ok && given.signInNeeded) ended?.()
    },
  }
}
