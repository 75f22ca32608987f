import { implement } from '@orpc/server'
import { devicesContract } from '../../shared/contract/devices'
import type { Readers } from './readers'
import type { Simulator } from './simulator'

/** What a call knows about the port it came over. */
export interface PortContext {
  /** Aborted when the port is gone or replaced. */
  portClosed: AbortSignal
}

/** The procedures of the devices contract. Without a simulator every simulator call is refused by name. */
export function createDevicesRouter({
  readers,
  simulator,
}: {
  readers: Readers
  simulator: Simulator | undefined
}) {
  const devices = implement(devicesContract).$context<PortContext>()
  return devices.router({
    watch: devices.watch.handler(({ context, signal }) => {
      const closed = signal === undefined ? context.portClosed : AbortSignal.any([signal, context.portClosed])
      return readers.watch(closed)
    }),
    readAgain: devices.readAgain.handler(() => {
      readers.readAgain()
      return {}
    }),
    test: devices.test.handler(({ input }) => readers.test(input.readerKey)),
    simulator: {
      cards: devices.simulator.cards.handler(({ errors }) => {
        if (simulator === undefined) throw errors['simulator.not-here']()
        return simulator.cards()
      }),
      place: devices.simulator.place.handler(({ errors, input }) => {
        if (simulator === undefined) throw errors['simulator.not-here']()
        const outcome = simulator.place(input.cardId, input.liftWhileReading)
        if (outcome === 'no-such-card')
          throw errors['simulator.no-such-card']({ data: { cardId: input.cardId } })
        return {}
      }),
      lift: devices.simulator.lift.handler(({ errors }) => {
        if (simulator === undefined) throw errors['simulator.not-here']()
        simulator.lift()
        return {}
      }),
      plug: devices.simulator.plug.handler(({ errors, input }) => {
        if (simulator === undefined) throw errors['simulator.not-here']()
        simulator.plug(input.plugged)
        return {}
      }),
      fault: devices.simulator.fault.handler(({ errors, input }) => {
        if (simulator === undefined) throw errors['simulator.not-here']()
        if (simulator.fault(input) === 'no-such-card')
          throw errors['simulator.no-such-card']({ data: { cardId: 'cardId' in input ? input.cardId : '' } })
        return {}
      }),
      clear: devices.simulator.clear.handler(({ errors }) => {
        if (simulator === undefined) throw errors['simulator.not-here']()
        simulator.clear()
        return {}
      }),
      scan: devices.simulator.scan.handler(({ errors, input }) => {
        if (simulator === undefined) throw errors['simulator.not-here']()
        simulator.scan(input.text)
        return {}
      }),
    },
  })
}

export type DevicesRouter = ReturnType<typeof createDevicesRouter>
