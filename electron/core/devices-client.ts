import { createORPCClient, ORPCError, safe } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { DevicesEvent, devicesContract } from '../../shared/contract/devices'
import { devicesEventSchema, practiceCardSchema, readerTestSchema } from '../../shared/contract/devices'
import { z } from 'zod'
import type { ErrorCode } from '../../shared/domain/errors'
import type { ProcessPort } from '../ports/port-guard'
import type { ReaderEvents, Readers } from './ports'

type DevicesClient = ContractRouterClient<typeof devicesContract>

/** The devices process as core reaches it now: a new port takes the place of the one before. */
export interface DevicesLink {
  readonly readers: Readers
  connect(port: ProcessPort): void
}

const deadlineMs = 3_000

/** Every call ends within three seconds; without a port, or after one died, it ends with `reader.absent`. */
export function devicesLink(events: ReaderEvents, onMalformed: () => void): DevicesLink {
  let client: DevicesClient | null = null

  const follow = async (live: DevicesClient): Promise<void> => {
    const [error, stream] = await safe(live.watch())
    if (error !== null) return
    try {
      for await (const value of stream) {
        const event = devicesEventSchema.safeParse(value)
        if (!event.success) onMalformed()
        else tell(events, event.data)
      }
    } catch {
      // The port closed under the stream: the next port starts a new one.
      return
    }
  }

  const ask = async <T>(
    call: (live: DevicesClient) => Promise<unknown>,
    schema: z.ZodType<T>,
  ): Promise<T | ErrorCode> => {
    if (client === null) return 'reader.absent'
    const live = client
    const [error, data] = await safe(Promise.race([call(live), deadline()]))
    if (error === null) {
      const checked = schema.safeParse(data)
      return checked.success ? checked.data : 'message.malformed'
    }
    const code: unknown = error instanceof ORPCError ? error.code : null
    return code === 'simulator.not-here' || code === 'simulator.no-such-card' ? code : 'reader.fault'
  }
  const command = async (call: (live: DevicesClient) => Promise<unknown>): Promise<ErrorCode | null> => {
    const answer = await ask(call, z.strictObject({}))
    return typeof answer === 'string' ? answer : null
  }

  return {
    readers: {
      readAgain: () => command((live) => live.readAgain({})),
      cards: () => ask((live) => live.simulator.cards(), z.array(practiceCardSchema)),
      place: (cardId, liftWhileReading) =>
        command((live) => live.simulator.place({ cardId, liftWhileReading })),
      test: (readerKey) => ask((live) => live.test({ readerKey }), readerTestSchema),
      lift: () => command((live) => live.simulator.lift({})),
      plug: (plugged) => command((live) => live.simulator.plug({ plugged })),
      fault: (fault) => command((live) => live.simulator.fault(fault)),
      clear: () => command((live) => live.simulator.clear({})),
      scan: (text) => command((live) => live.simulator.scan({ text })),
    },
    connect(port) {
      const live: DevicesClient = createORPCClient(new RPCLink({ port: clientPort(port) }))
      client = live
      port.on('close', () => {
        if (client !== live) return
        client = null
        events.readers([], 0)
        events.scanners([])
      })
      port.start()
      void follow(live)
    },
  }
}

function tell(events: ReaderEvents, event: DevicesEvent): void {
  switch (event.type) {
    case 'readers':
      events.readers(event.readers, event.nowMs)
      return
    case 'scanners':
      events.scanners(event.scanners)
      return
    case 'profile-problems':
      events.profileProblems(event.problems)
      return
    case 'card-read':
      events.cardRead(event.read)
      return
    case 'code-scanned':
      events.codeScanned(event.scanId, event.text)
      return
    case 'real-card-in-practice':
      events.realCardInPractice()
  }
}

/** The port as oRPC's client takes it. */
function clientPort(port: ProcessPort) {
  return {
    on(event: string, callback: (event?: { data: unknown }) => void): void {
      if (event === 'message') port.on('message', callback)
      else if (event === 'close')
        port.on('close', () => {
          callback()
        })
    },
    postMessage: (message: unknown) => {
      port.postMessage(message)
    },
  }
}

function deadline(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => {
      reject(new Error('devices did not answer'))
    }, deadlineMs)
  })
}
