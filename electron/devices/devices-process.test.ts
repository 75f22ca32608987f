import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { createORPCClient, safe } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CardRead, DevicesEvent, devicesContract } from '../../shared/contract/devices'
import { monotonicClock } from './clock'
import { runDevicesProcess } from './devices-process'
import type { ParentPort } from './devices-process'
import { equip } from './equip'
import type { ProcessPort } from '../ports/port-guard'

type Client = ContractRouterClient<typeof devicesContract>

const profilesPath = fileURLToPath(new URL('../../resources/readers.json', import.meta.url))
const ownProfilesPath = '/no/such/file'
const peoplePath = fileURLToPath(new URL('../../resources/practice-people.json', import.meta.url))

/** A port of Node in the manner of Electron's MessagePortMain: no addEventListener, events with `data`. */
function likeElectron(port: MessagePort): ProcessPort {
  return {
    on(event: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (event === 'message') port.on('message', (data: unknown) => listener({ data }))
      else port.on('close', () => listener({ data: undefined }))
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  }
}

const openPorts: MessagePort[] = []
afterEach(() => {
  for (const port of openPorts.splice(0)) port.close()
})

/** The main process as the devices process sees it, and core's end of each port it hands over. */
function startProcess(realm?: 'practice' | 'live') {
  let listener: Parameters<ParentPort['on']>[1] = () => undefined
  const said: unknown[] = []
  const say = (data: unknown, ports: readonly unknown[] = []): void => listener({ data, ports })
  runDevicesProcess({
    parent: {
      on: (_, next) => {
        listener = next
      },
      postMessage: (message) => said.push(message),
    },
    clock: monotonicClock,
    newId: randomUUID,
    equip: (start, log) => equip(start, monotonicClock, 1, log),
  })
  function wire(): { port: MessagePort; client: Client } {
    const { port1, port2 } = new MessageChannel()
    openPorts.push(port1, port2)
    say({ type: 'port', to: 'core' }, [likeElectron(port1)])
    const client: Client = createORPCClient(new RPCLink({ port: port2 }))
    port2.start()
    return { port: port2, client }
  }
  if (realm !== undefined) say({ type: 'start', realm, peoplePath, profilesPath, ownProfilesPath })
  return { say, said, wire }
}

/** The events of a watch up to the first read of a card. */
async function untilRead(client: Client): Promise<{ events: DevicesEvent[]; read: CardRead }> {
  const events: DevicesEvent[] = []
  for await (const event of await client.watch()) {
    events.push(event)
    if (event.type === 'card-read') return { events, read: event.read }
  }
  throw new Error('the watch ended')
}

const logOf = (code: string): object => ({ type: 'log', level: expect.any(String) as string, code })

describe('the line to main', () => {
  it('answers pings, before the start as well', () => {
    const { say, said } = startProcess()
    say({ type: 'ping', n: 7 })
    expect(said).toEqual([{ type: 'pong', n: 7 }])
  })

  it.each([
    undefined,
    null,
    'start',
    { type: 'ping', n: 'one' },
    { type: 'start', realm: 'demo', peoplePath, profilesPath, ownProfilesPath },
    { type: 'port', to: 'core' },
    { type: 'port', to: 'counter' },
    { type: 'ping', n: 1, more: true },
  ])('ignores %j with a line in the log', (message) => {
    const { say, said } = startProcess()
    say(message)
    say({ type: 'ping', n: 1 })
    expect(said).toEqual([logOf('devices.malformed-message'), { type: 'pong', n: 1 }])
  })

  it('starts once', async () => {
    const { say, said } = startProcess('live')
    say({ type: 'start', realm: 'practice', peoplePath, profilesPath, ownProfilesPath })
    await vi.waitFor(() => expect(said).toContainEqual(logOf('devices.started')))
    expect(said).toContainEqual(logOf('devices.already-started'))
  })

  it('says when the practice people cannot be read, and serves on without a reader', async () => {
    const { say, said, wire } = startProcess()
    say({ type: 'start', realm: 'practice', peoplePath: '/no/such/file', profilesPath, ownProfilesPath })
    const { client } = wire()
    const [error] = await safe(client.simulator.cards())
    expect(error).toMatchObject({ defined: true, code: 'simulator.not-here' })
    expect(said).toContainEqual(logOf('devices.people-unreadable'))
  })
})

describe('the port to core', () => {
  it('serves a card from the drawer to the read', async () => {
    const { client } = startProcess('practice').wire()
    const cards = await client.simulator.cards()
    expect(cards).toContainEqual({
      id: 'hk-permit',
      label: '黄家明（港澳台居民居住证）',
      type: 'hk-mo-tw-permit',
    })
    await client.simulator.place({ cardId: 'hk-permit' })
    const { events, read } = await untilRead(client)
    expect(events[0]?.type).toBe('readers')
    expect(read.record).toMatchObject({ type: 'hk-mo-tw-permit', idNumber: '810000197707071172' })
    expect(await client.readAgain({})).toEqual({})
    const again = await untilRead(client)
    expect(again.read.record.name).toBe('黄家明')
    await client.simulator.lift({})
    await client.simulator.plug({ plugged: false })
  })

  it('tells of a card that is lifted while it is read, and shows nothing of it', async () => {
    const { client } = startProcess('practice').wire()
    await client.simulator.place({ cardId: 'wang-xiuying' })
    let lifted = false
    for await (const event of await client.watch()) {
      if (event.type === 'card-read') throw new Error('nothing can have been read')
      if (event.type !== 'readers') continue
      const state = event.readers[0]?.state
      if (state?.name === 'reading' && !lifted) {
        lifted = true
        await client.simulator.lift({})
      }
      if (state?.name === 'card-error') {
        expect(state.cause).toBe('card-moved')
        break
      }
    }
    expect(lifted).toBe(true)
  })

  it('refuses by name what is not there', async () => {
    const practice = startProcess('practice').wire().client
    const [unknownCard] = await safe(practice.simulator.place({ cardId: 'nobody' }))
    expect(unknownCard).toMatchObject({
      defined: true,
      code: 'simulator.no-such-card',
      data: { cardId: 'nobody' },
    })
    const live = startProcess('live').wire().client
    const refusals = [
      (await safe(live.simulator.cards()))[0],
      (await safe(live.simulator.place({ cardId: 'wang-xiuying' })))[0],
      (await safe(live.simulator.lift({})))[0],
      (await safe(live.simulator.plug({ plugged: true })))[0],
    ]
    for (const error of refusals) expect(error).toMatchObject({ defined: true, code: 'simulator.not-here' })
  })

  it('moves to a new port, ends the watch on the old one and closes it, and loses no card', async () => {
    const { wire } = startProcess('practice')
    const old = wire()
    const watch = await old.client.watch()
    await watch.next()
    const closed = new Promise((resolve) => old.port.once('close', resolve))
    await old.client.simulator.place({ cardId: 'zhang-jun' })
    const { client } = wire()
    await closed
    const { read } = await untilRead(client)
    expect(read.record.name).toBe('张军')
  })

  it('survives core: the read that a killed core was handed comes again under its id', async () => {
    const { wire } = startProcess('practice')
    const killed = wire()
    await killed.client.simulator.place({ cardId: 'zhang-jun' })
    const { read } = await untilRead(killed.client)
    killed.port.close()
    const { client } = wire()
    expect((await untilRead(client)).read.readId).toBe(read.readId)
  })

  it('is not brought down by anything that comes over it', async () => {
    const { said, wire } = startProcess('practice')
    const { port, client } = wire()
    const crashes: unknown[] = []
    const onCrash = (reason: unknown): void => void crashes.push(reason)
    process.on('unhandledRejection', onCrash)
    const request = (p: object): string => JSON.stringify({ i: randomUUID(), p })
    const rubbish: unknown[] = [
      undefined,
      null,
      42,
      '',
      '{',
      '{}',
      '[]',
      'null',
      { i: '1', p: { u: '/watch' } },
      new Uint8Array([255, 0]),
      JSON.stringify({ i: 1, p: { u: '/watch' } }),
      JSON.stringify({ i: '1', t: 3, p: {} }),
      JSON.stringify({ i: '1', t: 4 }),
      JSON.stringify({ i: '1', t: 9, p: {} }),
      request({ u: 'http://elsewhere/watch' }),
      request({ u: '/nothing-here' }),
      request({ u: '/simulator/place' }),
      request({ u: '/simulator/place', b: { json: { cardId: 5 } } }),
      request({ u: '/simulator/place', b: { json: {}, meta: [[99, 'x', 'y']] } }),
      request({ u: '/simulator/place', b: 'text' }),
      request({ u: '/readAgain', m: 'GET' }),
      request({ u: '/readAgain', h: { 'content-type': 'multipart/form-data' } }),
      request({ u: '/readAgain', h: { 'content-type': 'text/event-stream' } }),
      request({ u: '/readAgain', h: { 'content-disposition': 'attachment' } }),
      request({ u: '/%', b: {} }),
    ]
    for (const message of rubbish) port.postMessage(message)
    const bodies = fc.sample(fc.json({ maxDepth: 4 }), 200)
    for (const body of bodies) {
      const b: unknown = JSON.parse(body)
      port.postMessage(request({ u: '/simulator/place', b }))
      port.postMessage(request({ u: '/readAgain', b: { json: {}, meta: b } }))
      port.postMessage(body)
    }
    expect(await client.simulator.cards()).not.toHaveLength(0)
    await new Promise((resolve) => setTimeout(resolve, 100))
    process.off('unhandledRejection', onCrash)
    expect(crashes).toEqual([])
    expect(said).toContainEqual(logOf('devices.malformed-port-message'))
  })
})
