import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { OperationView } from '../../../shared/contract/view'
import type { Refusal } from '../../../shared/domain/operation'
import { useBridge } from '../bridge/bridge'

/** What a second person is looking at, and what he or she typed. The password goes as soon as it is of no more use. */
export const useSecondPersonStore = defineStore('second-person', () => {
  const bridge = useBridge()
  const operations = ref<readonly OperationView[]>([])
  const clerk = ref('')
  const password = ref('')
  const memberSpoken = ref(false)
  const memberSeen = ref(false)
  const reason = ref('')
  const busy = ref(false)
  const refusals = ref<readonly Refusal[]>([])

  const supervisorOnly = computed(() => operations.value.some(({ second }) => second?.supervisor === true))
  /** Whoever did not take it, supervisors only where the reason wants one. */
  const candidates = computed(() =>
    (bridge.view.value?.clerks ?? []).filter(
      ({ id, role }) =>
        operations.value.every(({ clerkId }) => clerkId !== id) &&
        (!supervisorOnly.value || role === 'supervisor'),
    ),
  )

  function open(looked: readonly OperationView[]): void {
    operations.value = looked.filter(({ second }) => second !== null)
    const [only, another] = candidates.value
    clerk.value = another === undefined ? (only?.id ?? '') : ''
    password.value = ''
    memberSpoken.value = false
    memberSeen.value = false
    reason.value = ''
    refusals.value = []
  }

  function close(): void {
    operations.value = []
    password.value = ''
  }

  async function send(say: 'approve' | 'reject'): Promise<void> {
    if (busy.value || operations.value.length === 0) return
    busy.value = true
    const items = operations.value.flatMap(({ operationId, second }) =>
      second === null ? [] : [{ operationId, payloadHash: second.payloadHash }],
    )
    const who = { items, clerk: clerk.value, password: password.value }
    const answer =
      say === 'approve'
        ? await bridge.call((client) =>
            client.second.approve({
              ...who,
              memberSpoken: memberSpoken.value,
              memberSeen: memberSeen.value,
            }),
          )
        : await bridge.call((client) => client.second.reject({ ...who, reason: reason.value }))
    busy.value = false
    refusals.value = answer.ok ? [] : answer.error
    if (answer.ok) close()
    else if (answer.error.some(({ field }) => field === 'password')) password.value = ''
  }

  return {
    operations,
    candidates,
    supervisorOnly,
    clerk,
    password,
    memberSpoken,
    memberSeen,
    reason,
    busy,
    refusals,
    open,
    close,
    approve: () => send('approve'),
    reject: () => send('reject'),
  }
})
