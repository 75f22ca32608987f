import { join } from 'node:path'
import { z } from 'zod'
import { slipPapers } from '../../shared/contract/slip'
import type { SlipPaper } from '../../shared/contract/slip'
import type { Files } from '../files/files'
import { readJsonFile } from './json-file'

/** In the data folder: what this station's printer takes. */
export const paperFileName = 'paper.json'

const fileSchema = z.strictObject({ paper: z.enum(slipPapers) })

/** The paper of this station's slips; A5 until somebody says otherwise. */
export interface PaperSetting {
  paper(): SlipPaper
  /** Durable when it answers true; false = the disk refused, and nothing has changed. */
  choose(paper: SlipPaper): boolean
}

/** @param log hears of a file that cannot be used; then it is A5 */
export function paperSetting(
  files: Pick<Files, 'writeAtomic'>,
  dataDir: string,
  log: (level: 'warn', code: string) => void,
): PaperSetting {
  const path = join(dataDir, paperFileName)
  let chosen = readChosen(path, log)
  return {
    paper: () => chosen,
    choose(paper) {
      try {
        files.writeAtomic(path, Buffer.from(JSON.stringify({ paper })))
      } catch {
        log('warn', 'paper.not-kept')
        return false
      }
      chosen = paper
      return true
    },
  }
}

function readChosen(path: string, log: (level: 'warn', code: string) => void): SlipPaper {
  const file = readJsonFile(path)
  if (file === null) return 'a5'
  const read = fileSchema.safeParse(file.json)
  if (read.success) return read.data.paper
  log('warn', 'paper.file-not-used')
  return 'a5'
}
