import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { counterContract } from '../../../shared/contract/counter'
import type { memberContract } from '../../../shared/contract/member'
import { fromCoreSchema } from '../../../shared/contract/shell'
import type { ProcessPort } from '../../ports/port-guard'
import { makeStation, openCounter, personOf } from '../testing/practice-counter'
import type { OpenCounter, TestStation } from '../testing/practice-counter'
import { servePort } from './serve-port'

let station: TestStation
let counter: OpenCounter
const opened: MessagePort[] = []

beforeEach(async () => {
  station = makeStation()
  counter = await openCounter(station, null)
})
afterEach(() => {
  for (const port of opened.splice(0)) port.close()
  counter.stop()
  station.remove()
})

/** A port as Electron's main-process ports are: messages come wrapped as `data`. */
function asProcessPort(port: MessagePort): ProcessPort {
  return {
    on(event: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      if (event === 'message')
        port.on('message', (data: unknown) => {
          listener({ data })
        })
      else
        port.on('close', () => {
          listener({ data: null })
        })
    },
    postMessage: (message) => {
      port.postMessage(message)
    },
    start: () => {
      port.start()
    },
    close: () => {
      port.close()
    },
  }
}

function serve(to: 'counter' | 'member'): MessagePort {
  const { port1, port2 } = new MessageChannel()
  opened.push(port1)
  servePort(counter.front, to, asProcessPort(port2), () => undefined)
  port1.start()
  return port1
}

function counterClient(port: MessagePort): ContractRouterClient<typeof counterContract> {
  return createORPCClient(new RPCLink({ port }))
}

async function errorOf(work: Promise<unknown>): Promise<{ code: unknown; status: number }> {
  try {
    await work
  } catch (error) {
    if (error instanceof ORPCError) return { code: error.code, status: error.status }
    throw error
  }
  throw new Error('nothing was refused')
}

test('the member window cannot call anything of the clerk', async () => {
  const asClerk = counterClient(serve('member'))
  expect(await errorOf(asClerk.signIn({ clerk: 'liyulan', password: 'lianxi2026' }))).toMatchObject({
    status: 404,
  })
  expect(await errorOf(asClerk.waitingList({}))).toMatchObject({ status: 404 })
  expect(await errorOf(asClerk.practice.line({ up: false }))).toMatchObject({ status: 404 })
  expect(counter.view().session).toBeNull()
})

test('the counter window cannot answer for the member', async () => {
  const asMember: ContractRouterClient<typeof memberContract> = createORPCClient(
    new RPCLink({ port: serve('counter') }),
  )
  const answer = {
    operationId: '01900000-0000-7000-8000-000000000000' as never,
    wordsHash: 'f'.repeat(64),
    answer: 'agree' as const,
  }
  expect(await errorOf(asMember.answer(answer))).toMatchObject({ status: 404 })
})

test('wrong shapes, huge texts and prototype keys are refused in a coded way, and the port goes on', async () => {
  const client = counterClient(serve('counter'))
  const loose = client as unknown as Record<string, (input: unknown) => Promise<unknown>>
  for (const input of [
    null,
    7,
    [],
    {},
    { clerk: 'x'.repeat(300), password: '' },
    { clerk: 1, password: [] },
    JSON.parse('{"__proto__":{"clerk":"a"}}'),
  ]) {
    expect(await errorOf((loose['signIn'] ?? (() => Promise.resolve()))(input))).toMatchObject({
      code: 'BAD_REQUEST',
    })
  }
  await client.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  expect(counter.view().session?.clerk).toBe('liyulan')
})

test('rubbish on the port reaches nobody and breaks nothing', async () => {
  const port = serve('counter')
  for (const rubbish of [
    null,
    1,
    'x',
    '{}',
    '{"i":1}',
    [],
    { type: 'start' },
    'y'.repeat(200_000),
    '{"i":"1","p":{"u":"/signIn","h":{"content-type":"x"}}}',
  ]) {
    port.postMessage(rubbish)
  }
  await counterClient(port).signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  expect(counter.logged.filter((code) => code === 'message.malformed').length).toBeGreaterThan(5)
})

test('a log line can hold codes and figures and nothing else', () => {
  const line = { type: 'log', level: 'warn', code: 'central.slow', data: { where: 'line' } }
  expect(fromCoreSchema.safeParse(line).success).toBe(true)
  const withPerson = { ...line, data: { person: { name: personOf('wang-xiuying').name } } }
  expect(fromCoreSchema.safeParse(withPerson).success).toBe(false)
})

test('no log line of a served visit names the person', async () => {
  const client = counterClient(serve('counter'))
  await client.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  counter.lay('wang-xiuying')
  counter.lay('wrong-check-digit')
  await counter.until(() => counter.view().visit !== null, 'visit')
  expect(counter.logged.join(' ')).not.toMatch(/王|9901/)
})
