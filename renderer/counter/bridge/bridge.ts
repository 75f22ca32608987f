import { computed, inject, readonly, ref, shallowReadonly, shallowRef } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import type { StoreAct, StoreWatch } from '../../../shared/contract/store'
import type { CounterView } from '../../../shared/contract/view'
import type { Refusal } from '../../../shared/domain/operation'
import type { Result } from '../../../shared/domain/result'
import { fail, ok } from '../../../shared/domain/result'
import { refusalsIn } from './client'
import type { CounterClient } from './client'
import { createGate } from './gate'
import type { Gate } from './gate'
import { openWire } from './wire'
import type { Wire } from './wire'

/** `waiting` before the first port, `lost` between two ports, `stopped` when main gave up restarting core. */
export type Connection = 'waiting' | 'ready' | 'lost' | 'stopped'

/** What a call ends with; failures are core's refusals or the window's own. */
export type Answer<T> = Result<T, readonly Refusal[]>

export interface Bridge {
  /** The store as core last said it: how it opens, why it cannot, or that it is open. Null before the first word. */
  readonly store: Readonly<Ref<StoreWatch | null>>
  /** The newest view of core, null before the first one. */
  readonly view: Readonly<Ref<CounterView | null>>
  readonly connection: Readonly<Ref<Connection>>
  /** No port for five seconds: said on the screen, with everything typed kept. */
  readonly recovering: Readonly<Ref<boolean>>
  /** Over a living port an answer is overdue: said, and still waited for. */
  readonly slow: Readonly<Ref<boolean>>
  /** Core's time in milliseconds since 1970, carried on by this window's own steady clock; 0 before the first word of core. */
  readonly now: () => number
  /**
   * Calls core once its store is open and waits for its answer, however many ports that takes: a call whose port
   * closed goes out again over the next one with the same input (every command of the contract is idempotent). Never
   * throws.
   */
  readonly call: <T>(run: (client: CounterClient) => Promise<T>) => Promise<Answer<T>>
  /** The same for what is answered before the store is open. */
  readonly ask: <T>(run: (client: CounterClient) => Promise<T>) => Promise<Answer<T>>
  readonly act: (act: StoreAct) => Promise<Answer<unknown>>
  /** Takes a port; an older one is closed. */
  readonly connect: (port: MessagePort) => void
  /** What main says about core. */
  readonly coreState: (state: 'restarting' | 'stopped') => void
  /** Asks main to start core once more. */
  readonly again: () => void
}

export interface BridgeOptions {
  /** Asks main to start core once more. */
  readonly askAgain: () => void
  /** Milliseconds of a clock that only goes forward. */
  readonly steadyMs: () => number
  readonly recoveringAfterMs?: number
  readonly slowAfterMs?: number
}

const resubscribeAfterMs = 300

export const bridgeKey: InjectionKey<Bridge> = Symbol('bridge')

/** The window's bridge; inside the set-up of a component or a store. */
export function useBridge(): Bridge {
  const bridge = inject(bridgeKey)
  if (bridge === undefined) throw new Error('no bridge is provided')
  return bridge
}

/** The only user of the port to core. */
export function createBridge(options: BridgeOptions): Bridge {
  const { recoveringAfterMs = 5_000, slowAfterMs = 12_000, steadyMs, askAgain } = options
  const store = shallowRef<StoreWatch | null>(null)
  const view = shallowRef<CounterView | null>(null)
  const connection = ref<Connection>('waiting')
  const recovering = ref(false)
  const overdue = ref(0)
  const streamBroken = ref(false)
  /** Core's time, and when by the window's own clock it was that. */
  let seen: { readonly at: number; readonly steadyMs: number } | null = null
  let wire: Wire | null = null
  const connected = createGate<Wire>()
  /** The same wire, from when the store behind it is open. */
  const opened = createGate<Wire>()
  let stopRecoverTimer = after(recoveringAfterMs, () => (recovering.value = true))

  function connect(port: MessagePort): void {
    const old = wire
    const it = openWire(port)
    wire = it
    stopRecoverTimer()
    recovering.value = false
    connection.value = 'ready'
    opened.shut()
    connected.open(it)
    void it.closed.then(() => lost(it))
    void follow(it, readStore)
    void follow(it, readViews)
    old?.close()
  }

  function lost(it: Wire): void {
    if (wire !== it) return
    wire = null
    connected.shut()
    opened.shut()
    if (connection.value === 'ready') connection.value = 'lost'
    stopRecoverTimer()
    stopRecoverTimer = after(recoveringAfterMs, () => (recovering.value = true))
  }

  /** A late view of the same run is dropped; a new run of core counts anew. */
  function accept(next: CounterView): void {
    const old = view.value
    if (old !== null && old.run === next.run && next.revision < old.revision) return
    seen = { at: next.at, steadyMs: steadyMs() }
    view.value = next
  }

  /** A stream of one port until that closes; one that breaks or ends is asked for again. */
  async function follow(it: Wire, read: (it: Wire) => Promise<void>): Promise<void> {
    while (!it.isClosed()) {
      await Promise.race([read(it).catch(() => (streamBroken.value = !it.isClosed())), it.closed])
      await new Promise((resolve) => setTimeout(resolve, resubscribeAfterMs))
    }
  }

  async function readStore(it: Wire): Promise<void> {
    for await (const next of await it.client.store.watch()) {
      if (it.isClosed()) return
      streamBroken.value = false
      seen = { at: next.at, steadyMs: steadyMs() }
      store.value = next
      if (next.store.state === 'open') opened.open(it)
    }
  }

  async function readViews(it: Wire): Promise<void> {
    for await (const next of await it.client.watch()) {
      if (it.isClosed()) return
      streamBroken.value = false
      accept(next)
    }
  }

  async function call<T>(
    run: (client: CounterClient) => Promise<T>,
    over: Gate<Wire> = opened,
  ): Promise<Answer<T>> {
    const stopWatching = countOverdue()
    try {
      for (;;) {
        const it = await over.passed()
        const answer = await Promise.race([settled(run(it.client)), it.closed.then(() => null)])
        if (answer?.ok === true) return answer
        if (answer !== null && !it.isClosed()) return fail(refusalsIn(answer.error))
      }
    } finally {
      stopWatching()
    }
  }

  function countOverdue(): () => void {
    let counted = false
    const stop = after(slowAfterMs, () => {
      counted = true
      overdue.value += 1
    })
    return () => {
      stop()
      if (counted) overdue.value -= 1
    }
  }

  return {
    store: shallowReadonly(store),
    view: shallowReadonly(view),
    connection: readonly(connection),
    recovering: readonly(recovering),
    slow: computed(() => overdue.value > 0 || streamBroken.value),
    now: () => (seen === null ? 0 : seen.at + steadyMs() - seen.steadyMs),
    call: (run) => call(run),
    ask: (run) => call(run, connected),
    act: (act) => call((client) => client.store.act(act), connected),
    connect,
    coreState: (state) => {
      if (state === 'stopped') connection.value = 'stopped'
      else if (connection.value === 'stopped') connection.value = 'lost'
    },
    again: () => {
      if (connection.value === 'stopped') connection.value = 'lost'
      askAgain()
    },
  }
}

function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}

function settled<T>(promise: Promise<T>): Promise<Result<T, unknown>> {
  return promise.then(
    (value) => ok(value),
    (error: unknown) => fail(error),
  )
}
