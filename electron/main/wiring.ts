/** What core is wired to. */
export type End = 'counter' | 'member' | 'devices'

export interface Wiring {
  /** Core has its journal open and takes ports. */
  coreUp(): void
  coreGone(): void
  /** The page is loaded, or the process started: it has no port yet. */
  up(end: End): void
  gone(end: End): void
}

/**
 * Decides when two ends get a new pair of ports: once each time either of them starts again, and only while both
 * are there. The old ports die with the end that went.
 * @param connect makes a pair and hands one to core, the other to the end
 */
export function createWiring(connect: (end: End) => void): Wiring {
  const there = new Set<End>()
  let coreThere = false
  return {
    coreUp() {
      coreThere = true
      for (const end of there) connect(end)
    },
    coreGone() {
      coreThere = false
    },
    up(end) {
      there.add(end)
      if (coreThere) connect(end)
    },
    gone(end) {
      there.delete(end)
    },
  }
}
