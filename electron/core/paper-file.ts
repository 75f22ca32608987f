import { join } from 'node:path'
import { z } from 'zod'
import { printerNameSchema, slipPapers } from '../../shared/contract/slip'
import type { SlipPaper } from '../../shared/contract/slip'
import type { Files } from '../files/files'
import { readJsonFile } from './json-file'

/** In the data folder: which printer this station's slips come out of, and what it takes. */
export const paperFileName = 'paper.json'

const fileSchema = z.strictObject({
  paper: z.enum(slipPapers),
  /** Left out by a counter from before printers were chosen. */
  printer: printerNameSchema.default(null),
})
type Chosen = z.infer<typeof fileSchema>

/** How this station's slips come out: as files alone and for A5 until somebody says otherwise. */
export interface PaperSetting {
  paper(): SlipPaper
  /** The system's name of the printer; null = slips are only saved. */
  printer(): string | null
  /** Durable when it answers true; false = the disk refused, and nothing has changed. */
  choose(change: Partial<Chosen>): boolean
}

const untilSaid: Chosen = { paper: 'a5', printer: null }

/** @param log hears of a file that cannot be used; then nothing was chosen */
export function paperSetting(
  files: Pick<Files, 'writeAtomic'>,
  dataDir: string,
  log: (level: 'warn', code: string) => void,
): PaperSetting {
  const path = join(dataDir, paperFileName)
  let chosen = readChosen(path, log)
  return {
    paper: () => chosen.paper,
    printer: () => chosen.printer,
    choose(change) {
      const next = { ...chosen, ...change }
      try {
        files.writeAtomic(path, Buffer.from(JSON.stringify(next)))
      } catch {
        log('warn', 'paper.not-kept')
        return false
      }
      chosen = next
      return true
    },
  }
}

function readChosen(path: string, log: (level: 'warn', code: string) => void): Chosen {
  const file = readJsonFile(path)
  if (file === null) return untilSaid
  const read = fileSchema.safeParse(file.json)
  if (read.success) return read.data
  log('warn', 'paper.file-not-used')
  return untilSaid
}
