import { implement, ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { watch } from 'vue'
import { counterContract } from '../../../shared/contract/counter'
import type { StoreState, StoreWatch } from '../../../shared/contract/store'
import { aView } from '../testing/samples'
import { createBridge } from './bridge'
import type { Bridge } from './bridge'

type Core = ReturnType<typeof implement<typeof counterContract>>
type Handlers = (
  core: Core,
) => Partial<Record<'watch' | 'readAgain' | 'signIn' | 'waitingList' | 'store', unknown>>

const never = new Promise<never>(() => undefined)
const open: MessagePort[] = []
afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

const isOpen = storeView({ state: 'open', notices: [] })
const isOpening = storeView({ state: 'opening', phase: 'folding', done: 0, of: null })

function storeView(store: StoreState): StoreWatch {
  return { realm: 'practice', station: { hall: 'hall', desk: 'desk' }, at: 40_000, store }
}

/** A store that says these states and no more; `act` is the test's. */
function storeOf(core: Core, states: readonly StoreWatch[], act: (input: unknown) => unknown = () => ({})) {
  return {
    watch: core.store.watch.handler(async function* () {
      yield* states
      await never
    }),
    act: core.store.act.handler(({ input }) => act(input) as never),
  }
}

/** A core of a few procedures at the far end of a real port; returns how to kill it. */
function startCore(bridge: Bridge, handlers: Handlers): () => void {
  const { port1, port2 } = new MessageChannel()
  const core = implement(counterContract)
  const quiet = core.watch.handler(async function* () {
    yield aView()
    await never
  })
  const router = { watch: quiet, store: storeOf(core, [isOpen]), ...handlers(core) }
  new RPCHandler(router as never).upgrade(port2)
  port2.start()
  open.push(port1, port2)
  bridge.connect(port1)
  return () => port2.close()
}

function bridgeOf(
  options: { recoveringAfterMs?: number; slowAfterMs?: number; askAgain?: () => void } = {},
): Bridge {
  return createBridge({ askAgain: () => undefined, steadyMs: () => performance.now(), ...options })
}

describe('calls', () => {
  it('answers with what core answered', async () => {
    const bridge = bridgeOf()
    startCore(bridge, (core) => ({ waitingList: core.waitingList.handler(() => []) }))
    expect(await bridge.call((client) => client.waitingList({}))).toEqual({ ok: true, value: [] })
  })

  it('hands on core’s refusals with their data', async () => {
    const bridge = bridgeOf()
    const refusal = { code: 'sign-in.wrong', data: {}, clause: null, field: 'password' } as const
    startCore(bridge, (core) => ({
      signIn: core.signIn.handler(({ errors }) => {
        throw errors.refused({ data: { refusals: [refusal] } })
      }),
    }))
    const answer = await bridge.call((client) => client.signIn({ clerk: 'a', password: 'b' }))
    expect(answer).toEqual({ ok: false, error: [refusal] })
  })

  it('names a failure of core that is no refusal, and an answer that breaks the contract', async () => {
    const bridge = bridgeOf()
    startCore(bridge, (core) => ({
      readAgain: core.readAgain.handler(() => {
        throw new ORPCError('INTERNAL_SERVER_ERROR')
      }),
    }))
    const failed = await bridge.call((client) => client.readAgain({}))
    expect(failed).toMatchObject({ ok: false, error: [{ code: 'internal.fault' }] })
    const { port1, port2 } = new MessageChannel()
    open.push(port1, port2)
    const loose = implement({ waitingList: counterContract.readAgain })
    const store = storeOf(implement(counterContract), [isOpen])
    new RPCHandler({ store, waitingList: loose.waitingList.handler(() => ({})) }).upgrade(port2)
    port2.start()
    bridge.connect(port1)
    const malformed = await bridge.call((client) => client.waitingList({}))
    expect(malformed).toMatchObject({ ok: false, error: [{ code: 'message.malformed' }] })
  })

  it('sends a call again with the same input over the next port when its port closes', async () => {
    const bridge = bridgeOf()
    const heard: unknown[] = []
    const kill = startCore(bridge, (core) => ({
      signIn: core.signIn.handler(({ input }) => {
        heard.push(input)
        return never
      }),
    }))
    const answer = bridge.call((client) => client.signIn({ clerk: 'liyulan', password: 'x' }))
    await vi.waitFor(() => expect(heard).toHaveLength(1))
    kill()
    await vi.waitFor(() => expect(bridge.connection.value).toBe('lost'))
    startCore(bridge, (core) => ({
      signIn: core.signIn.handler(({ input }) => {
        heard.push(input)
        return {}
      }),
    }))
    expect(await answer).toEqual({ ok: true, value: {} })
    expect(heard).toEqual([
      { clerk: 'liyulan', password: 'x' },
      { clerk: 'liyulan', password: 'x' },
    ])
  })

  it('moves to a new port that comes while the old one still hangs', async () => {
    const bridge = bridgeOf()
    const hung = vi.fn(() => never)
    startCore(bridge, (core) => ({ readAgain: core.readAgain.handler(hung) }))
    const answer = bridge.call((client) => client.readAgain({}))
    await vi.waitFor(() => expect(hung).toHaveBeenCalled())
    startCore(bridge, (core) => ({ readAgain: core.readAgain.handler(() => ({})) }))
    expect(await answer).toEqual({ ok: true, value: {} })
    expect(bridge.connection.value).toBe('ready')
  })

  it('waits for the first port', async () => {
    const bridge = bridgeOf()
    const answer = bridge.call((client) => client.readAgain({}))
    startCore(bridge, (core) => ({ readAgain: core.readAgain.handler(() => ({})) }))
    expect(await answer).toEqual({ ok: true, value: {} })
  })
})

describe('a store that is not open', () => {
  it('is shown, and calls wait until it is open', async () => {
    const bridge = bridgeOf()
    const heard = vi.fn(() => ({}))
    let openIt: () => void = () => undefined
    const opening = new Promise<void>((resolve) => (openIt = resolve))
    startCore(bridge, (core) => ({
      readAgain: core.readAgain.handler(heard),
      store: {
        watch: core.store.watch.handler(async function* () {
          yield isOpening
          await opening
          yield isOpen
          await never
        }),
      },
    }))
    const answer = bridge.call((client) => client.readAgain({}))
    await vi.waitFor(() => expect(bridge.store.value).toEqual(isOpening))
    expect(heard).not.toHaveBeenCalled()
    openIt()
    expect(await answer).toEqual({ ok: true, value: {} })
    expect(bridge.store.value).toEqual(isOpen)
  })

  it('is acted on before it is open', async () => {
    const bridge = bridgeOf()
    const acts: unknown[] = []
    startCore(bridge, (core) => ({
      store: storeOf(core, [isOpening], (input) => {
        acts.push(input)
        return {}
      }),
    }))
    expect(await bridge.act({ type: 'try-again' })).toEqual({ ok: true, value: {} })
    expect(acts).toEqual([{ type: 'try-again' }])
  })

  it('holds the calls back again after core has died, until the next store is open', async () => {
    const bridge = bridgeOf()
    const kill = startCore(bridge, () => ({}))
    await vi.waitFor(() => expect(bridge.store.value).toEqual(isOpen))
    kill()
    await vi.waitFor(() => expect(bridge.connection.value).toBe('lost'))
    const heard = vi.fn(() => ({}))
    startCore(bridge, (core) => ({
      readAgain: core.readAgain.handler(heard),
      store: storeOf(core, [isOpening]),
    }))
    void bridge.call((client) => client.readAgain({}))
    await vi.waitFor(() => expect(bridge.store.value).toEqual(isOpening))
    expect(heard).not.toHaveBeenCalled()
  })
})

describe('views', () => {
  it('drops a late view of the same run and takes any view of a new run', async () => {
    const bridge = bridgeOf()
    const views = [aView({ revision: 5 }), aView({ revision: 4 }), aView({ run: 'second', revision: 1 })]
    const shown: string[] = []
    watch(bridge.view, (view) => shown.push(`${view?.run ?? ''} ${view?.revision ?? 0}`), { flush: 'sync' })
    startCore(bridge, (core) => ({
      watch: core.watch.handler(async function* () {
        yield* views
        await never
      }),
    }))
    await vi.waitFor(() => expect(bridge.view.value?.run).toBe('second'))
    expect(shown).toEqual(['first 5', 'second 1'])
  })

  it('subscribes again on the next port and when the stream ends', async () => {
    const bridge = bridgeOf()
    const kill = startCore(bridge, (core) => ({
      watch: core.watch.handler(async function* () {
        yield aView({ revision: 1 })
        await never
      }),
    }))
    await vi.waitFor(() => expect(bridge.view.value?.revision).toBe(1))
    kill()
    let round = 1
    startCore(bridge, (core) => ({
      watch: core.watch.handler(async function* () {
        round = await Promise.resolve(round + 1)
        yield aView({ run: 'second', revision: round })
      }),
    }))
    await vi.waitFor(() => expect(bridge.view.value?.run).toBe('second'))
    await vi.waitFor(() => expect(bridge.view.value?.revision).toBeGreaterThan(2))
  })

  it('carries core’s clock on between two views', async () => {
    let steady = 1_000
    const bridge = createBridge({ askAgain: () => undefined, steadyMs: () => steady })
    expect(bridge.now()).toBe(0)
    startCore(bridge, (core) => ({
      watch: core.watch.handler(async function* () {
        yield aView({ at: 50_000 })
        await never
      }),
    }))
    await vi.waitFor(() => expect(bridge.view.value).not.toBeNull())
    steady = 3_500
    expect(bridge.now()).toBe(52_500)
  })
})

describe('what the screen says', () => {
  it('is recovering only after a while without a port, and no longer with one', async () => {
    const bridge = bridgeOf({ recoveringAfterMs: 200 })
    const kill = startCore(bridge, () => ({}))
    kill()
    await vi.waitFor(() => expect(bridge.connection.value).toBe('lost'))
    expect(bridge.recovering.value).toBe(false)
    await vi.waitFor(() => expect(bridge.recovering.value).toBe(true))
    startCore(bridge, () => ({}))
    expect(bridge.recovering.value).toBe(false)
  })

  it('says that an answer is overdue, and stops saying it when it comes', async () => {
    const bridge = bridgeOf({ slowAfterMs: 60 })
    let answerNow: (value: object) => void = () => undefined
    startCore(bridge, (core) => ({
      readAgain: core.readAgain.handler(
        () => new Promise((resolve) => (answerNow = resolve as typeof answerNow)),
      ),
    }))
    const answer = bridge.call((client) => client.readAgain({}))
    await vi.waitFor(() => expect(bridge.slow.value).toBe(true))
    answerNow({})
    await answer
    expect(bridge.slow.value).toBe(false)
  })

  it('shows that core stopped and asks for it once more', () => {
    const askAgain = vi.fn()
    const bridge = bridgeOf({ askAgain })
    bridge.coreState('stopped')
    expect(bridge.connection.value).toBe('stopped')
    bridge.again()
    expect(askAgain).toHaveBeenCalledOnce()
    expect(bridge.connection.value).toBe('lost')
  })
})
