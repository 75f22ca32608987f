import type { ErrorCode } from '../../../shared/domain/errors'
import type { KeptAttachment } from '../../../shared/domain/events'
import { fail, ok } from '../../../shared/domain/result'
import type { Result } from '../../../shared/domain/result'
import type { Files } from '../../files/files'

/** A scan of a page at 300 dpi is about 1 MB as JPEG. */
export const largestPaperMb = 5
const largestPaperBytes = largestPaperMb * 1024 * 1024

/** A file somebody picked, as far as it may be kept. */
export interface PickedFile {
  readonly content: KeptAttachment['content']
  readonly bytes: Buffer
}

/**
 * Reads a picked file: never more than the limit, and by its content alone a JPEG, PNG or PDF; its name says nothing.
 * Errors: `attachment.unreadable`, `attachment.too-big`, `attachment.not-a-picture`.
 */
export function readPickedFile(
  files: Pick<Files, 'readPart'>,
  path: string,
): Result<PickedFile, Extract<ErrorCode, `attachment.${string}`>> {
  const bytes = readWithin(files, path)
  if (bytes === null) return fail('attachment.unreadable')
  if (bytes.length > largestPaperBytes) return fail('attachment.too-big')
  const content = contentOf(bytes)
  return content === null ? fail('attachment.not-a-picture') : ok({ content, bytes })
}

function readWithin(files: Pick<Files, 'readPart'>, path: string): Buffer | null {
  try {
    return files.readPart(path, 0, largestPaperBytes + 1)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

/** What each format begins with: ISO 10918-1 (SOI and the next marker), the PNG signature, ISO 32000 7.5.2. */
const beginnings = [
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
  ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['application/pdf', Buffer.from('%PDF-', 'ascii')],
] as const satisfies readonly (readonly [KeptAttachment['content'], Buffer])[]

function contentOf(bytes: Buffer): KeptAttachment['content'] | null {
  const found = beginnings.find(([, start]) => bytes.subarray(0, start.length).equals(start))
  return found?.[0] ?? null
}
