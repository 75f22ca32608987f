import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import type { Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'

/** What is typed to sign in. The password goes as soon as it is of no more use. */
export const useSignInStore = defineStore('sign-in', () => {
  const bridge = useBridge()
  const clerk = ref('')
  const password = ref('')
  const busy = ref(false)
  const isEmpty = ref(false)
  const refusals = ref<readonly Refusal[]>([])

  watch(password, (text) => {
    if (text !== '') isEmpty.value = false
  })

  async function signIn(): Promise<void> {
    if (busy.value) return
    isEmpty.value = password.value === ''
    if (isEmpty.value) return
    busy.value = true
    const input = { clerk: clerk.value, password: password.value }
    const answer = await bridge.call((client) => client.signIn(input))
    busy.value = false
    password.value = ''
    refusals.value = answer.ok ? [] : answer.error
  }

  return {
    clerk,
    password,
    busy,
    isEmpty,
    refusals,
    signIn,
    /** The app starts again as the other one. */
    restartAs: (realm: 'practice' | 'live') => bridge.ask((client) => client.store.restartAs({ realm })),
    /** The first clerk of the station, until one is chosen. */
    preset: (id: string) => {
      if (clerk.value === '') clerk.value = id
    },
  }
})
