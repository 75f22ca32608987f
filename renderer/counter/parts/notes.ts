import { inject, shallowRef } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import type { Refusal } from '../../../shared/domain/operation'
import type { Answer } from '../bridge/bridge'

/** What the last command was refused for, said inside the page until it is put away or the next command succeeds. */
export interface Notes {
  readonly refusals: Readonly<Ref<readonly Refusal[]>>
  /** Shows why an answer is no, puts older reasons away when it is yes; hands the answer on. */
  readonly say: <T>(answer: Answer<T>) => Answer<T>
  readonly clear: () => void
}

export const notesKey: InjectionKey<Notes> = Symbol('notes')

export function createNotes(): Notes {
  const refusals = shallowRef<readonly Refusal[]>([])
  return {
    refusals,
    say: (answer) => {
      refusals.value = answer.ok ? [] : answer.error
      return answer
    },
    clear: () => {
      refusals.value = []
    },
  }
}

/** The window's notes; inside the set-up of a component or a store. */
export function useNotes(): Notes {
  const notes = inject(notesKey)
  if (notes === undefined) throw new Error('no notes are provided')
  return notes
}
