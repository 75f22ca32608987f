import { damageEveryByte } from './byte-damage'
import { faultsEverywhere } from './faults'
import { positionsEverywhere } from './positions'
import { powerCutRun } from './power-cuts'
import { snapshotsAreBound } from './snapshot-binding'
import { snapshotCutRun } from './snapshot-cuts'
import { tornEverywhere } from './torn-batches'

/**
 * The journal's proofs by name, cut down to a few seconds, so that each can be run against a mutant of the real source
 * and must then fail. The tests of the same names run them whole.
 */
export const checks = {
  'power-cuts': () => {
    for (let seed = 1; seed <= 100; seed++) powerCutRun(seed, 12)
  },
  'byte-damage after a close': () => {
    damageEveryByte(true, 1, 7)
  },
  'byte-damage after a kill': () => {
    damageEveryByte(false, 1, 5)
  },
  'torn-batches': () => {
    tornEverywhere(1, 3)
  },
  positions: () => {
    positionsEverywhere()
  },
  'snapshot-cuts': () => {
    for (let seed = 1; seed <= 40; seed++) snapshotCutRun(seed, 12)
  },
  'snapshot-binding': () => {
    snapshotsAreBound()
  },
  faults: () => {
    faultsEverywhere(1, 2)
  },
} as const satisfies Readonly<Record<string, () => void>>

export type Checks = typeof checks
export type CheckName = keyof Checks
