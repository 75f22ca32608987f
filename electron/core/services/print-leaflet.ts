import type { Slip } from '../../../shared/contract/slip'
import type { JournalEvent } from '../../../shared/domain/events'
import type { ClerkId, VisitId } from '../../../shared/domain/ids'
import type { LeafletKind } from '../../../shared/domain/look-up-events'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { anyId } from '../crypto'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'

export interface PrintedLeaflet {
  readonly file: string
  readonly title: string
}

/** What is printed without an operation, and on whose behalf. */
export interface Leaflet {
  readonly leaflet: LeafletKind
  readonly slip: Slip
  readonly clerk: ClerkId
  readonly printedIn: VisitId | null
}

/**
 * Prints a slip that belongs to no operation and journals that it came out.
 * @param also is journalled first, whether or not the paper comes out: what was said was said
 * Errors: `print.failed`.
 */
export async function printLeaflet(
  core: Core,
  { leaflet, slip, clerk, printedIn }: Leaflet,
  also: readonly JournalEvent[] = [],
): Promise<ServiceResult<PrintedLeaflet>> {
  core.commit(also)
  const file = await core.printer.print(`${leaflet}-${anyId()}`, slip)
  if (file === null) return refuse('print.failed')
  core.commit([{ type: 'leaflet-printed', leaflet, printedIn, clerk, title: slip.title, file }])
  return ok({ file, title: slip.title })
}
