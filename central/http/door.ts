import type { Database } from '../database'
import type { Waker } from '../changes/waker'
import { openWaker } from '../changes/waker'
import type { CentreKeys } from '../keys/keys'

/** What the centre's HTTP interface needs beside the centre itself. */
export interface Door {
  readonly keys: CentreKeys
  readonly waker: Waker
  readonly limits: Limits
}

export interface Limits {
  /** How long a batch that came too early is held for the ones before it, in milliseconds. */
  readonly holdMs: number
  /** Requests a minute of one station; a batch is one. */
  readonly perStation: number
  /** Requests a minute of one address: a hall's counters may share one. */
  readonly perAddress: number
  /** Enrolments and tokens a minute of one address. */
  readonly perAddressUnknown: number
}

/** The limits of a centre in service. */
export const usualLimits: Limits = {
  holdMs: 5000,
  perStation: 6000,
  perAddress: 30_000,
  perAddressUnknown: 300,
}

/** Puts the door together; `close` of its waker ends what is held. */
export async function openDoor(
  database: Pick<Database, 'listen'>,
  keys: CentreKeys,
  limits: Limits = usualLimits,
): Promise<Door> {
  return { keys, limits, waker: await openWaker(database) }
}
