import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { nodeDisk } from '../../../files/disk'
import type { Disk } from '../../../files/disk'

/** The power went. */
export class PowerCut extends Error {}

/**
 * The computer's disk until the power goes before its n-th change (counted from 1). `forgets`: what was renamed and
 * whose folder was not synced since is as it was before.
 */
export function cutDisk(cutBefore: number, forgets: boolean): Disk & { readonly changes: () => number } {
  let changes = 0
  let unsynced: { to: string; before: Buffer | null }[] = []
  const change = (): void => {
    changes++
    if (changes < cutBefore) return
    if (forgets) {
      for (const { to, before } of unsynced.reverse()) {
        if (before === null) rmSync(to)
        else writeFileSync(to, before)
      }
    }
    unsynced = []
    throw new PowerCut()
  }
  const changing = <T extends unknown[], R>(call: (...args: T) => R) => {
    return (...args: T): R => {
      change()
      return call(...args)
    }
  }
  return {
    ...nodeDisk,
    changes: () => changes,
    open: (path, how) => {
      if (how !== 'read') change()
      return nodeDisk.open(path, how)
    },
    write: changing(nodeDisk.write),
    sync: changing(nodeDisk.sync),
    datasync: changing(nodeDisk.datasync),
    makeFolder: changing(nodeDisk.makeFolder),
    remove: changing(nodeDisk.remove),
    rename: changing((from: string, to: string) => {
      const before = existsSync(to) ? readFileSync(to) : null
      nodeDisk.rename(from, to)
      unsynced.push({ to, before })
    }),
    syncFolder: changing((path: string) => {
      nodeDisk.syncFolder(path)
      unsynced = unsynced.filter(({ to }) => dirname(to) !== path)
    }),
  }
}
