import type { Disk } from '../../../files/disk'
import type { SimulatedDisk } from './simulated-disk'

export interface Failure {
  /** The n-th call of the disk fails, counted from 1. */
  readonly at: number
  readonly code: 'EIO' | 'ENOSPC'
  /** True: every call after it fails too, false: only this one, so that a second try would seem to work. */
  readonly lasting: boolean
}

export interface FailingDisk extends Disk {
  /** Every call so far that could fail, by name. */
  readonly calls: readonly string[]
  /** The call that failed, null while none has. */
  readonly failed: string | null
}

/**
 * A disk whose n-th call the system refuses: opening, reading, writing (half of the sectors are taken), syncing (what was
 * not yet on the platter never gets there, though programs go on reading it), renaming, removing, making a folder.
 * It takes writes in parts that end at a sector, as page caches do: they copy page by page.
 */
export function failingDisk(under: SimulatedDisk, failure: Failure): FailingDisk {
  const calls: string[] = []
  let failed: string | null = null

  function call<Result>(name: string, work: () => Result, atFailure: () => void = () => undefined): Result {
    calls.push(name)
    if (calls.length === failure.at || (failure.lasting && failed !== null)) {
      failed ??= `${name}, call ${String(calls.length)}`
      atFailure()
      throw Object.assign(new Error(`${failure.code}: ${name}`), { code: failure.code })
    }
    return work()
  }

  return {
    get calls() {
      return calls
    },
    get failed() {
      return failed
    },
    open: (path, how) => call(`open ${how} ${path}`, () => under.open(path, how)),
    write(handle, bytes, offset) {
      const half = bytes.subarray(0, wholeSectors(offset, bytes.length))
      return call(
        'write',
        () => under.write(handle, half.length === 0 ? bytes : half, offset),
        () => (half.length === 0 ? 0 : under.write(handle, half, offset)),
      )
    },
    read: (handle, into, offset) => call('read', () => under.read(handle, into, offset)),
    size: (handle) => under.size(handle),
    datasync(handle) {
      call(
        'datasync',
        () => under.datasync(handle),
        () => under.dropUnsynced(handle),
      )
    },
    sync(handle) {
      call(
        'sync',
        () => under.sync(handle),
        () => under.dropUnsynced(handle),
      )
    },
    close: (handle) => under.close(handle),
    readFile: (path) => call(`read ${path}`, () => under.readFile(path)),
    list: (path) => call(`list ${path}`, () => under.list(path)),
    kind: (path) => under.kind(path),
    makeFolder: (path) => call(`make folder ${path}`, () => under.makeFolder(path)),
    rename: (from, to) => call(`rename to ${to}`, () => under.rename(from, to)),
    remove: (path) => call(`remove ${path}`, () => under.remove(path)),
    syncFolder: (path) => call(`sync folder ${path}`, () => under.syncFolder(path)),
    freeBytes: (path) => under.freeBytes(path),
  }
}

/** About half of a write, ending at a sector of the file; 0 where it lies in one sector. */
function wholeSectors(offset: number, length: number): number {
  return Math.max(0, Math.floor((offset + length / 2) / sectorBytes) * sectorBytes - offset)
}

const sectorBytes = 512
