import { join } from 'node:path'
import { canonicalJson } from '../../../shared/contract/canonical'
import type { KeptAttachment } from '../../../shared/domain/events'
import type { Realm, VisitId } from '../../../shared/domain/ids'
import { fail, ok } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'
import type { Files } from '../../files/files'
import { randomKey, randomNonce, seal, sha256, unseal } from '../crypto'
import { writeFault } from '../journal/fault'

/**
 * Papers that were picked: each in a file of its own, sealed under a key of its own that stands in the journal's event
 * alone (ADR 25). When the day is purged its event cannot be read any more, and with it goes the key.
 */
export interface Attachments {
  /**
   * Writes the paper; durable when it returns. The journal's event that names it comes after.
   * @throws JournalFault when the disk refuses
   */
  keep(attachmentId: string, visitId: VisitId, paper: Uint8Array): Pick<KeptAttachment, 'sha256' | 'key'>
  /** The paper as it was picked. Errors: `attachment.lost` (no file), `attachment.damaged` (other bytes). */
  read(
    visitId: VisitId,
    kept: Pick<KeptAttachment, 'attachmentId' | 'sha256' | 'key'>,
  ): Result<Buffer, 'attachment.lost' | 'attachment.damaged'>
  /** One that is not there is fine. */
  remove(attachmentId: string): void
  /** Removes every file that is not among these: it was written, and the power went before its event. */
  sweep(known: ReadonlySet<string>): void
}

/** The first bytes of every such file: what it is, and the suite it is sealed with (design.md section 5). */
const magic = Buffer.from('wallet-counter attachment intl-1\n', 'ascii')
const nonceBytes = 12
const ending = '.sealed'
/** Below a data folder, a mirror and a backup. */
export const attachmentsFolder = 'attachments'

/** Whether a file's name is that of a paper as `keep` writes it. */
export function isPaperName(name: string): boolean {
  return /^[0-9a-f-]{36}\.sealed$/u.test(name)
}

/** @param folder below the realm's data folder */
export function createAttachments(files: Files, folder: string, realm: Realm): Attachments {
  const pathOf = (attachmentId: string): string => join(folder, `${attachmentId}${ending}`)
  return {
    keep(attachmentId, visitId, paper) {
      const [key, nonce, hash] = [randomKey(), randomNonce(), sha256(paper)]
      const sealed = seal(key, nonce, aadOf(realm, attachmentId, visitId, hash), paper)
      try {
        files.makeFolder(folder)
        files.writeAtomic(pathOf(attachmentId), Buffer.concat([magic, nonce, sealed]))
      } catch (error) {
        throw writeFault(error)
      }
      return { sha256: hash, key: key.toString('base64') }
    },
    read(visitId, { attachmentId, sha256: hash, key }) {
      const path = pathOf(attachmentId)
      if (files.kind(path) !== 'file') return fail('attachment.lost')
      const file = files.read(path)
      const start = magic.length + nonceBytes
      if (file.length < start || !file.subarray(0, magic.length).equals(magic))
        return fail('attachment.damaged')
      const nonce = file.subarray(magic.length, start)
      const aad = aadOf(realm, attachmentId, visitId, hash)
      const paper = unseal(Buffer.from(key, 'base64'), nonce, aad, file.subarray(start))
      return paper === null || sha256(paper) !== hash ? fail('attachment.damaged') : ok(paper)
    },
    remove(attachmentId) {
      files.remove(pathOf(attachmentId))
    },
    sweep(known) {
      for (const name of files.list(folder))
        if (!name.endsWith(ending) || !known.has(name.slice(0, -ending.length)))
          files.remove(join(folder, name))
    },
  }
}

/** A file is bound to its realm, its visit and what the event says of it. */
function aadOf(realm: Realm, attachmentId: string, visitId: VisitId, hash: string): Buffer {
  return Buffer.from(canonicalJson({ suite: 'intl-1', realm, attachmentId, visitId, sha256: hash }), 'utf8')
}
