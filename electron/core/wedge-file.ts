import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultWedge, wedgeSchema } from '../../shared/contract/view'
import type { CounterView } from '../../shared/contract/view'
import type { Core } from './counter-core'

/** An operator's file in the data folder; docs/operations/scanners.md says what may stand in it. */
export const wedgeFileName = 'wedge.json'

/** How a scanner that types is set up here. A file that cannot be used is named, and the defaults hold. */
export function readWedge(dataDir: string, log: Core['log']): CounterView['wedge'] {
  const text = textOf(join(dataDir, wedgeFileName))
  if (text === null) return { ...defaultWedge, from: 'defaults' }
  const read = wedgeSchema.partial().safeParse(jsonOf(text))
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

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // nobody has to set anything
    return null
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
