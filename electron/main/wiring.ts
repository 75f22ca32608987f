/** What core is wired to. */
export type End = 'counter' | 'member' | 'devices'

export interface Wiring {
  /** Core takes the windows' ports: they see how its store opens, or why it cannot. */
  coreServes(): void
  /** Core's store is open: it takes the devices too. What was laid on a reader before waits with them. */
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
  /** What core takes ports of. */
  let taken: readonly End[] = []
  const take = (ends: readonly End[]): void => {
    const fresh = ends.filter((end) => !taken.includes(end))
    taken = [...taken, ...fresh]
    for (const end of there) if (fresh.includes(end)) connect(end)
  }
  return {
    coreServes: () => take(['counter', 'member']),
    coreUp: () => take(['counter', 'member', 'devices']),
    coreGone() {
      taken = []
    },
    up(end) {
      there.add(end)
      if (taken.includes(end)) connect(end)
    },
    gone(end) {
      there.delete(end)
    },
  }
}
