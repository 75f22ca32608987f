import { join } from 'node:path'
import { defaultWedge, wedgeSchema } from '../../shared/contract/view'
import type { CounterView } from '../../shared/contract/view'
import type { Core } from './counter-core'
import { readJsonFile } from './json-file'

/** An operator's file in the data folder; docs/operations/scanners.md says what may stand in it. */
export const wedgeFileName = 'wedge.json'

/** How a scanner that types is set up here. A file that cannot be used is named, and the defaults hold. */
export function readWedge(dataDir: string, log: Core['log']): CounterView['wedge'] {
  const file = readJsonFile(join(dataDir, wedgeFileName))
  if (file === null) return { ...defaultWedge, from: 'defaults' }
  const read = wedgeSchema.partial().safeParse(file.json)
  if (!read.success) {
    log('warn', 'wedge.file-not-used')
    return { ...defaultWedge, from: 'bad' }
  }
  const { prefix, suffix, gapMs } = read.data
  return {
    prefix: prefix ?? defaultWedge.prefix,
    suffix: suffix ?? defaultWedge.suffix,
    gapMs: gapMs ?? defaultWedge.gapMs,
    from: 'file',
  }
}
