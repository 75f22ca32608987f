import { afterEach, beforeAll } from 'vitest'
import type { PracticeCentre } from '../../../central/practice/practice-centre'
import { signIn } from './clerk-acts'
import { makeStation, openCounter, prepareCentres, startCentre } from './practice-counter'
import type { OpenCounter } from './practice-counter'

export interface Desk {
  readonly counter: OpenCounter
  readonly centre: PracticeCentre
}

/**
 * Desks of a test file, each a station with a centre of its own and a clerk signed in; all are gone after the test they
 * were opened in. To be called once, at the file's top.
 */
export function practiceDesks(): () => Promise<Desk> {
  const ends: (() => unknown)[] = []
  beforeAll(prepareCentres)
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })
  return async () => {
    const station = makeStation()
    ends.push(() => station.remove())
    const centre = await startCentre(station)
    ends.push(() => centre.close())
    const counter = await openCounter(station, centre)
    ends.push(() => counter.stop())
    await signIn(counter)
    return { counter, centre }
  }
}
