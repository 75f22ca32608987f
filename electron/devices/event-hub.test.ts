import { describe, expect, it } from 'vitest'
import type { CardRead, DevicesEvent, Reader } from '../../shared/contract/devices'
import { createEventHub } from './event-hub'
import type { EventHub } from './event-hub'
import { numberedIds } from './testing/bench'
import { createVirtualClock } from './testing/virtual-clock'

const newId = numberedIds()

function someRead(): CardRead {
  return {
    readId: newId(),
    readerKey: 'simulated:0',
    samNumber: '05.01-20240101-0000000001-0000000002',
    record: {
      type: 'resident',
      name: '王秀英',
      nameRawHex: '8b73c079f182',
      sexCode: '2',
      birthDate: '19500312',
      idNumber: '990101195003124214',
      validFrom: '20180601',
      validTo: '长期',
    },
    textRecord: Buffer.alloc(256).toString('base64'),
    hasPhoto: true,
  }
}

/** Watches and writes down what comes: `readers`, or the id of a read. */
function watcher(hub: EventHub): { seen: string[]; leave: () => void; done: () => boolean } {
  const seen: string[] = []
  const closed = new AbortController()
  let done = false
  const take = (event: DevicesEvent): void => {
    if (event.type === 'readers') seen.push('readers')
    if (event.type === 'card-read') seen.push(event.read.readId)
  }
  const watch = async (): Promise<void> => {
    for await (const event of hub.watch(closed.signal)) take(event)
    done = true
  }
  void watch()
  return { seen, leave: () => closed.abort(), done: () => done }
}

const setUp = (): { clock: ReturnType<typeof createVirtualClock>; hub: EventHub } => {
  const clock = createVirtualClock()
  const readers: Reader[] = []
  return {
    clock,
    hub: createEventHub({ clock, readers: () => readers, scanners: () => [], profileProblems: [] }),
  }
}

describe('watch', () => {
  it('begins with the readers and then gives each read once', async () => {
    const { clock, hub } = setUp()
    const core = watcher(hub)
    await clock.advance(0)
    const read = someRead()
    hub.cardRead(read)
    hub.readersChanged()
    await clock.advance(70_000)
    expect(core.seen).toEqual(['readers', read.readId, 'readers'])
  })

  it('gives what was read while nobody watched, up to 60 seconds', async () => {
    const { clock, hub } = setUp()
    const old = someRead()
    hub.cardRead(old)
    await clock.advance(30_000)
    const young = someRead()
    hub.cardRead(young)
    await clock.advance(30_000)
    const core = watcher(hub)
    await clock.advance(0)
    expect(core.seen).toEqual(['readers', young.readId])
  })

  it('does not give a read again that core has had for a while', async () => {
    const { clock, hub } = setUp()
    const first = watcher(hub)
    await clock.advance(0)
    hub.cardRead(someRead())
    await clock.advance(6_000)
    first.leave()
    await clock.advance(0)
    expect(first.done()).toBe(true)
    const second = watcher(hub)
    await clock.advance(0)
    expect(second.seen).toEqual(['readers'])
  })

  it('gives a read again, under its id, when core went down seconds after it was handed over', async () => {
    const { clock, hub } = setUp()
    const first = watcher(hub)
    await clock.advance(0)
    const read = someRead()
    hub.cardRead(read)
    await clock.advance(2_000)
    first.leave()
    await clock.advance(1_000)
    const second = watcher(hub)
    await clock.advance(0)
    expect(second.seen).toEqual(['readers', read.readId])
    await clock.advance(6_000)
    second.leave()
    const third = watcher(hub)
    await clock.advance(0)
    expect(third.seen).toEqual(['readers'])
  })

  it('has one watcher: a new one ends the one before', async () => {
    const { clock, hub } = setUp()
    const first = watcher(hub)
    await clock.advance(0)
    const second = watcher(hub)
    await clock.advance(0)
    expect(first.done()).toBe(true)
    hub.readersChanged()
    await clock.advance(0)
    expect(first.seen).toEqual(['readers'])
    expect(second.seen).toEqual(['readers', 'readers'])
  })

  it('does not pile up old lists for a watcher that is slow', async () => {
    const { clock, hub } = setUp()
    const events = hub.watch(new AbortController().signal)
    await events.next()
    await events.next()
    for (let times = 0; times < 100; times += 1) hub.readersChanged()
    const read = someRead()
    hub.cardRead(read)
    const next = [(await events.next()).value, (await events.next()).value]
    expect(next.map((event) => event?.type)).toEqual(['readers', 'card-read'])
    await clock.advance(0)
  })
})
