import { join } from 'node:path'
import { z } from 'zod'
import { hashSchema, operationIdSchema } from '../../../shared/contract/operation'
import type { Files } from '../../files/files'

/** A file that was written for the centre; the bytes themselves lie beside it, sealed. */
const writtenSchema = z.strictObject({
  number: z.number().int().min(1),
  contentHash: hashSchema,
  /** The operations of each batch, in order. */
  batches: z.array(z.array(operationIdSchema)),
})
export type WrittenFile = z.infer<typeof writtenSchema>

/**
 * The counter's own copies of what it wrote on sticks in this epoch: the same bytes are written again when a stick is lost,
 * for the centre takes one content under one number. They are sealed to the centre; nobody here can open them.
 */
export interface StickFolder {
  written(): readonly WrittenFile[]
  isAnswered(number: number): boolean
  keep(file: WrittenFile, bytes: string): void
  bytes(number: number): Buffer
  answered(number: number, answer: string): void
}

export function stickFolder(
  files: Pick<Files, 'makeFolder' | 'list' | 'read' | 'kind' | 'writeAtomic'>,
  dataDir: string,
  epoch: number,
): StickFolder {
  const folder = join(dataDir, 'sticks')
  const named = (number: number, end: string): string =>
    join(folder, `e${String(epoch)}-${String(number).padStart(6, '0')}.${end}`)
  const write = (path: string, text: string): void => {
    files.makeFolder(folder)
    files.writeAtomic(path, Buffer.from(text, 'utf8'))
  }
  return {
    written: () =>
      files
        .list(folder)
        .filter((name) => name.startsWith(`e${String(epoch)}-`) && name.endsWith('.json'))
        .map((name) => writtenSchema.parse(JSON.parse(files.read(join(folder, name)).toString('utf8')))),
    isAnswered: (number) => files.kind(named(number, 'answer')) === 'file',
    keep(file, bytes) {
      // what names the file comes last: without it the bytes were never given a number
      write(named(file.number, 'stick'), bytes)
      write(named(file.number, 'json'), JSON.stringify(file))
    },
    bytes: (number) => files.read(named(number, 'stick')),
    answered: (number, answer) => {
      write(named(number, 'answer'), answer)
    },
  }
}
