import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { readEnrolmentCode } from '../../../../shared/domain/enrolment-code'
import type { Refusal } from '../../../../shared/domain/operation'
import { useBridge } from '../../bridge/bridge'

/** Groups of four, as the centre prints them. */
const groups = 12

/** What is typed to enrol. Code and passphrase go as soon as the counter is a station. */
export const useEnrolmentStore = defineStore('enrolment', () => {
  const bridge = useBridge()
  const state = computed(() => {
    const watch = bridge.store.value
    return watch?.store.state === 'to-enrol' ? { realm: watch.realm, ...watch.store } : null
  })
  const code = ref('')
  const address = ref('')
  const passphrase = ref('')
  const again = ref('')
  const busy = ref(false)
  const refusals = ref<readonly Refusal[]>([])

  /** The typed characters in the groups of the print: to be compared with it one by one. */
  const read = computed(
    () =>
      code.value
        .toUpperCase()
        .replace(/[\s-]/gu, '')
        .match(/.{1,4}/gu) ?? [],
  )
  /** What can be said of the code while it is typed; null while it is not whole. */
  const codeProblem = computed<'right' | 'enrol.mistyped' | 'enrol.wrong-realm' | null>(() => {
    const whole = read.value.length >= groups && read.value[groups - 1]?.length === 4
    if (!whole || state.value === null) return null
    const checked = readEnrolmentCode(state.value.realm, code.value)
    return checked.ok ? 'right' : checked.error
  })
  const differs = computed(
    () => state.value?.passphrase === 'new' && again.value !== '' && again.value !== passphrase.value,
  )

  const problemsOf = (field: string): readonly Refusal[] =>
    refusals.value.filter((one) => one.field === field)

  function refuse(code: Refusal['code'], field: string): void {
    refusals.value = [{ code, data: {}, clause: null, field }]
  }

  /** The first thing that is missing is said at its field; core is asked only for what is whole. */
  async function enrol(): Promise<void> {
    const asked = state.value
    if (busy.value || asked === null) return
    if (codeProblem.value !== 'right') {
      refuse(codeProblem.value ?? 'enrol.mistyped', 'code')
      return
    }
    if (address.value.trim() === '') {
      refuse('enrol.bad-address', 'address')
      return
    }
    if (asked.passphrase !== 'none' && passphrase.value === '') {
      refuse('enrol.passphrase-needed', 'passphrase')
      return
    }
    if (differs.value || (asked.passphrase === 'new' && again.value === '')) {
      refuse('enrol.passphrase-differs', 'again')
      return
    }
    busy.value = true
    refusals.value = []
    const typed = {
      code: code.value,
      address: address.value,
      passphrase: asked.passphrase === 'none' ? null : passphrase.value,
    }
    const answer = await bridge.ask((client) => client.store.enrol(typed))
    busy.value = false
    refusals.value = answer.ok ? [] : answer.error
    if (answer.ok) for (const field of [code, passphrase, again]) field.value = ''
  }

  return {
    state,
    code,
    address,
    passphrase,
    again,
    busy,
    refusals,
    read,
    codeProblem,
    differs,
    problemsOf,
    /** What belongs to no field. */
    others: computed(() => refusals.value.filter(({ field }) => field === null)),
    enrol,
    practise: () => bridge.ask((client) => client.store.restartAs({ realm: 'practice' })),
  }
})
