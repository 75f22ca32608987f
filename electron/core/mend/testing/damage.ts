import { readFileSync, writeFileSync } from 'node:fs'
import { nodeDisk } from '../../../files/disk'
import { filesOn } from '../../../files/files'
import type { Files } from '../../../files/files'
import { segmentsOf } from '../../mirror/testing/desk-folder'

/* Damage done by hand, and a disk that dies on the way. */

export function change(path: string, work: (bytes: Buffer) => Buffer | undefined): Buffer {
  const before = readFileSync(path)
  const bytes = Buffer.from(before)
  writeFileSync(path, work(bytes) ?? bytes)
  return before
}

export const flip = (path: string, offset: number): Buffer =>
  change(path, (bytes) => {
    bytes[offset] = (bytes[offset] ?? 0) ^ 1
    return undefined
  })

/** Bytes of a batch of one sign-in failure by a clerk with a name of one letter. */
export function batchBytes(root: string): number {
  return readFileSync(segmentsOf(root)[0] ?? '').readUInt32BE(512 + 36)
}

/** A disk that dies at the write or rename after this many. */
export function dyingAfter(calls: number): Files {
  let left = calls
  const die = (): void => {
    if (left-- <= 0) throw new Error('power cut')
  }
  return filesOn({
    ...nodeDisk,
    write: (...args) => {
      die()
      return nodeDisk.write(...args)
    },
    rename: (...args) => {
      die()
      nodeDisk.rename(...args)
    },
  })
}

export function survives(work: () => unknown): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}
