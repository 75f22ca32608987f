import type { Core } from '../counter-core'

/**
 * The centre said through which business day its archive of this station is complete. Only what moves on is
 * journalled: a centre that says less than before (its own data are older now) lets nothing more go.
 */
export function noteArchive(core: Core, throughDay: string | null, centreAt: number): void {
  const known = core.projection.archivedThrough()
  if (throughDay === null || (known !== null && known >= throughDay)) return
  core.commit([{ type: 'archive-confirmed', throughDay, centreAt }])
}
