import { join } from 'node:path'
import type { Files } from '../../files/files'
import type { Papers } from '../ports'
import { attachmentsFolder, createAttachments } from './attachments'
import { readPickedFile } from './picked-file'

/** Papers of one data folder, picked by whatever asks somebody for a file. */
export function papersIn(
  files: Files,
  { dataDir, realm }: { readonly dataDir: string; readonly realm: 'practice' | 'live' },
  pick: Papers['pick'],
): Papers {
  return {
    pick,
    read: (path) => readPickedFile(files, path),
    attachments: createAttachments(files, join(dataDir, attachmentsFolder), realm),
  }
}
