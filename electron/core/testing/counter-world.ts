import { afterEach, beforeAll } from 'vitest'
import { signIn } from './clerk-acts'
import { makeStation, openCounter, prepareCentres, startCentre } from './practice-counter'
import type { OpenCounter, TestStation } from './practice-counter'

/** Counters of one test file with their practice centre; everything is closed and removed after each test. */
export interface CounterWorld {
  /** A new folder, its own centre, a clerk signed in. */
  counter(): Promise<OpenCounter>
  /** The same without a centre: nothing is asked, nothing is sent. */
  alone(): Promise<OpenCounter>
  /** The next life of a counter that was stopped, over the same folder, without a centre. */
  again(counter: OpenCounter): Promise<OpenCounter>
}

/** To be called once, outside of any test. */
export function counterWorld(): CounterWorld {
  const ends: (() => unknown)[] = []
  const stations = new Map<OpenCounter, TestStation>()
  beforeAll(prepareCentres)
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
  const opened = async (
    station: TestStation,
    centre: Parameters<typeof openCounter>[1],
  ): Promise<OpenCounter> => {
    const counter = await openCounter(station, centre)
    ends.push(() => {
      counter.stop()
    })
    stations.set(counter, station)
    return counter
  }
  const newStation = (): TestStation => {
    const station = makeStation()
    ends.push(() => {
      station.remove()
    })
    return station
  }
  const signedIn = async (counter: OpenCounter): Promise<OpenCounter> => {
    await signIn(counter)
    return counter
  }
  return {
    async counter() {
      const station = newStation()
      const centre = await startCentre(station)
      ends.push(() => centre.close())
      return signedIn(await opened(station, centre))
    },
    alone: async () => signedIn(await opened(newStation(), null)),
    async again(counter) {
      const station = stations.get(counter)
      if (station === undefined) throw new Error('no counter of this world')
      return opened(station, null)
    },
  }
}
