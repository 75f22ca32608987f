import type { VisitId } from '../../../shared/domain/ids'
import type { PaperKind } from '../../../shared/domain/operation'
import { ok } from '../../../shared/domain/result'
import { largestPaperMb } from '../attachments/picked-file'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { openVisitOf } from './propose-operation'
import { roomProblem } from './room'
import { currentClerk } from './sign-in'

/**
 * Lets the clerk pick a scan or photo of a paper in the system's dialog and keeps it: sealed in a file first, then bound by
 * its hash in the journal (ADR 25). The id is made at the counter; a paper of this id is kept once. Answers whether one is
 * kept: false = nothing was picked.
 * Errors: `sign-in.needed`, `visit.none-open`, `disk.full`; at the field `paper` `attachment.unreadable`,
 * `attachment.too-big` {maxMb}, `attachment.not-a-picture`.
 */
export async function keepPaper(
  core: Core,
  visitId: VisitId,
  attachmentId: string,
  kind: PaperKind,
): Promise<ServiceResult<boolean>> {
  const before = openVisitOf(core, visitId)
  if (!before.ok) return before
  if (core.projection.attachment(attachmentId) !== null) return ok(true)
  const path = await core.papers.pick()
  if (path === null) return ok(false)
  const visit = openVisitOf(core, visitId)
  const clerk = currentClerk(core)
  if (clerk === null || !visit.ok) return visit.ok ? refuse('sign-in.needed') : visit
  if (core.projection.attachment(attachmentId) !== null) return ok(true)
  const noRoom = roomProblem(core, 'taking')
  if (noRoom !== null) return refuse(noRoom)
  const picked = core.papers.read(path)
  if (!picked.ok) return refuse(picked.error, 'paper', { maxMb: largestPaperMb })
  const { content, bytes } = picked.value
  core.commit([
    {
      type: 'attachment-kept',
      visitId,
      clerk: clerk.id,
      attachmentId,
      kind,
      content,
      bytes: bytes.length,
      ...core.papers.attachments.keep(attachmentId, visitId, bytes),
    },
  ])
  return ok(true)
}
