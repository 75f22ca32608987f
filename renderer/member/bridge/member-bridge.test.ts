import { os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemberBridge } from './member-bridge'
import type { MemberBridge } from './member-bridge'
import { arrived, fakeCore } from './testing/fake-core'
import type { FakeCore } from './testing/fake-core'
import { confirmScreen, viewOf } from './testing/views'

let core: FakeCore
let bridge: MemberBridge
const screen = () => bridge.state.value.screen
const parts = { keypad: () => true, steadyMs: () => 0 }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  core = fakeCore()
  bridge = createMemberBridge(core.ports, parts)
})
afterEach(() => {
  core.die()
  vi.useRealTimers()
})

async function wired(): Promise<void> {
  core.wire()
  await arrived()
}

describe('views', () => {
  it('asks the member to wait until core has shown something', async () => {
    expect(bridge.state.value).toMatchObject({ screen: { name: 'please-wait' }, lost: false, realm: null })
    core.show(viewOf({ name: 'lay-card' }))
    await wired()
    expect(bridge.state.value).toMatchObject({ screen: { name: 'lay-card' }, realm: 'practice' })
  })

  it('drops a late revision of the same run, and takes any revision of a new run', async () => {
    await wired()
    core.show(viewOf({ name: 'lay-card' }, 7))
    core.show(viewOf(confirmScreen(), 6))
    await arrived()
    expect(screen().name).toBe('lay-card')
    core.show(viewOf({ name: 'greeting', member: '王**', helps: null, waitingMoney: 0 }, 1, 'run-2'))
    await arrived()
    expect(screen().name).toBe('greeting')
  })

  it('keeps the last screen for five seconds after the port closed, then takes it away', async () => {
    core.show(viewOf(confirmScreen()))
    await wired()
    core.die()
    await arrived()
    await vi.advanceTimersByTimeAsync(4999)
    expect(screen().name).toBe('confirm')
    await vi.advanceTimersByTimeAsync(1)
    expect(bridge.state.value).toMatchObject({ screen: { name: 'please-wait' }, lost: true })
    expect(JSON.stringify(bridge.state.value)).not.toContain('Xiaomei')
  })

  it('asks for the views again on each new port and shows the same revision again', async () => {
    core.show(viewOf(confirmScreen(), 3))
    await wired()
    core.die()
    await arrived()
    await vi.advanceTimersByTimeAsync(6000)
    await wired()
    expect(core.watches).toBe(2)
    expect(bridge.state.value).toMatchObject({ screen: { name: 'confirm' }, lost: false })
    await vi.advanceTimersByTimeAsync(6000)
    expect(screen().name).toBe('confirm')
  })

  it('takes the screen away when a new port brings no view in five seconds', async () => {
    const takers: ((port: MessagePort) => void)[] = []
    const lonely = createMemberBridge({ take: (take) => takers.push(take) }, parts)
    const { port1, port2 } = new MessageChannel()
    for (const take of takers) take(port1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(lonely.state.value.lost).toBe(true)
    port2.close()
  })

  it('does not show a malformed view, and trusts the screen no longer than without a line', async () => {
    const takers: ((port: MessagePort) => void)[] = []
    const misled = createMemberBridge({ take: (take) => takers.push(take) }, parts)
    const { port1, port2 } = new MessageChannel()
    const watch = os.handler(async function* () {
      yield viewOf(confirmScreen())
      yield { ...viewOf({ name: 'lay-card' }, 2), idNumber: '990000197403070015' }
      await new Promise(() => undefined)
    })
    new RPCHandler({ watch }).upgrade(port2)
    port2.start()
    for (const take of takers) take(port1)
    await arrived()
    expect(misled.state.value.screen.name).toBe('confirm')
    await vi.advanceTimersByTimeAsync(5000)
    expect(misled.state.value).toMatchObject({ screen: { name: 'please-wait' }, lost: true })
    port2.close()
  })

  it('asks again when the stream ends while the port lives', async () => {
    core.show(viewOf({ name: 'lay-card' }))
    await wired()
    core.endStreams()
    await arrived()
    await vi.advanceTimersByTimeAsync(1000)
    await arrived()
    expect(core.watches).toBe(2)
    await vi.advanceTimersByTimeAsync(6000)
    expect(bridge.state.value).toMatchObject({ screen: { name: 'lay-card' }, lost: false })
  })
})

describe('the member’s press', () => {
  beforeEach(async () => {
    core.show(viewOf(confirmScreen(), 1))
    await wired()
  })
  const press = (answer: 'agree' | 'decline' | 'help') => bridge.press(confirmScreen(), answer)
  const names = { operationId: confirmScreen().operationId, wordsHash: confirmScreen().wordsHash }

  it('names the operation and the very words, and rests in core’s own view', async () => {
    press('agree')
    expect(bridge.state.value.press).toMatchObject({ answer: 'agree', state: 'sending' })
    await arrived()
    expect(core.answers).toEqual([{ ...names, answer: 'agree' }])
    expect(bridge.state.value.press).toMatchObject({ state: 'sent' })
    core.show(viewOf(confirmScreen({ answer: 'agree' }), 2))
    await arrived()
    expect(bridge.state.value.press).toBeNull()
    expect(screen()).toMatchObject({ answer: 'agree' })
  })

  it('is sent again on a new port when its port closed before the answer', async () => {
    core.answering('silent')
    press('agree')
    await arrived()
    core.die()
    await arrived()
    expect(bridge.state.value.press).toMatchObject({ state: 'sending' })
    core.answering('taken')
    await wired()
    expect(core.answers).toEqual([
      { ...names, answer: 'agree' },
      { ...names, answer: 'agree' },
    ])
    expect(bridge.state.value.press?.state).not.toBe('sending')
  })

  it('made while there is no line goes out on the next port, the last one only', async () => {
    core.die()
    await arrived()
    press('agree')
    press('decline')
    await wired()
    expect(core.answers).toEqual([{ ...names, answer: 'decline' }])
  })

  it('is not sent again once core has answered', async () => {
    press('help')
    await arrived()
    core.die()
    await arrived()
    await wired()
    expect(core.answers).toHaveLength(1)
  })

  it('that core refuses is said to have failed, for these words only', async () => {
    core.answering('refused')
    press('agree')
    await arrived()
    expect(bridge.state.value.press).toMatchObject({ answer: 'agree', state: 'failed' })
    core.show(viewOf(confirmScreen(), 2))
    await arrived()
    expect(bridge.state.value.press).toMatchObject({ state: 'failed' })
    core.show(viewOf(confirmScreen({ wordsHash: 'b'.repeat(64) }), 3))
    await arrived()
    expect(bridge.state.value.press).toBeNull()
  })

  it('may be changed; the later one is what shows', async () => {
    press('agree')
    press('decline')
    await arrived()
    expect(core.answers.map(({ answer }) => answer)).toEqual(['agree', 'decline'])
    expect(bridge.state.value.press).toMatchObject({ answer: 'decline' })
  })
})
