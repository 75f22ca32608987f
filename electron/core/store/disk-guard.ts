/** How much room is left: below `low` no new visit begins, below `full` nothing new is taken; outcomes are written. */
export type DiskRoom = 'ok' | 'low' | 'full'

const megabyte = 1024 * 1024
export const lowBelowBytes = 500 * megabyte
export const fullBelowBytes = 200 * megabyte
const lookEveryMs = 2_000

/**
 * Answers how much room is left, from a look at the disk that is at most two seconds old.
 * @param freeBytes bytes that may still be written, null where the system does not say
 * @param now milliseconds since 1970
 */
export function diskGuard(freeBytes: () => number | null, now: () => number): () => DiskRoom {
  let looked: { readonly at: number; readonly room: DiskRoom } | null = null
  return () => {
    const at = now()
    if (looked === null || at - looked.at > lookEveryMs || at < looked.at)
      looked = { at, room: roomOf(freeBytes()) }
    return looked.room
  }
}

/** A disk that does not say how full it is stops nobody: the sync itself says when it is. */
function roomOf(freeBytes: number | null): DiskRoom {
  if (freeBytes === null || freeBytes >= lowBelowBytes) return 'ok'
  return freeBytes >= fullBelowBytes ? 'low' : 'full'
}
