import { existsSync, readFileSync } from 'node:fs'
import type { Centre } from '../centre'
import type { Database } from '../database'
import { FolderInUse } from '../folder-lock'
import { importRescue } from './import-rescue'
import type { ImportFailure, ImportReport } from './import-rescue'
import { readRescue } from './read-rescue'
import type { Rescue, RescueFileFailure } from './read-rescue'

export interface ImportOptions {
  readonly file: string
  readonly by: string
  /** Opens the centre; may throw `FolderInUse`. */
  readonly open: () => Promise<{ readonly centre: Centre; readonly database: Database }>
  /** One line of the command's answer. */
  readonly say: (line: string) => void
}

const sentences: Readonly<Record<RescueFileFailure | ImportFailure, string>> = {
  malformed: 'this is not a rescue file. Make it with: npm run journal -- rescue FOLDER --to FILE',
  'another-version': 'this rescue file is of another version: import it with the centre of that version',
  changed: 'the file was changed after it was made: its hash does not hold. Make it again from the folder',
  'bad-item': 'an operation in the file is not what its hash or its id says. Make it again from the folder',
  'sync.unknown-station': 'the centre does not know the station of this file: register it first',
  'sync.wrong-realm': 'the file is of another realm than the centre',
}

/** `central import-rescue`: says what became of the file; returns the exit code. */
export async function importFile(options: ImportOptions): Promise<number> {
  const { file, say } = options
  if (!existsSync(file)) return refuse(say, `there is no file ${file}`)
  const rescue = readRescue(readFileSync(file, 'utf8'))
  if (!rescue.ok) return refuse(say, sentences[rescue.error])
  const open = await opened(options)
  if (open === null) return refuse(say, 'the centre is running: stop it, import, start it again')
  try {
    const done = await importRescue(open.centre, rescue.value, options.by)
    if (!done.ok) return refuse(say, sentences[done.error])
    for (const line of linesOf(rescue.value, done.value)) say(line)
    return done.value.otherContent.length === 0 ? 0 : 1
  } finally {
    await open.database.close()
  }
}

async function opened({ open }: ImportOptions): Promise<Awaited<ReturnType<ImportOptions['open']>> | null> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof FolderInUse) return null
    throw error
  }
}

function refuse(say: (line: string) => void, why: string): number {
  say(`nothing was imported: ${why}`)
  return 1
}

function linesOf({ file, items }: Rescue, report: ImportReport): readonly string[] {
  const { now, before, otherContent, again } = report
  return [
    `station ${file.station}, journal frame ${file.journal.frame}, ${items.length} operations` +
      (again ? '; this file was imported before' : ''),
    ...Object.entries(now).map(([outcome, count]) =>
      outcome === 'parked'
        ? `kept and parked, of a kind or version this centre does not know (an incident each): ${count}`
        : `carried out now, ${outcome}: ${count}`,
    ),
    ...Object.entries(before).map(([outcome, count]) => `known before, ${outcome}: ${count}`),
    ...otherContent.map((id) => `refused, came before with other content (an incident was recorded): ${id}`),
    ...(file.damage === null
      ? []
      : [
          `the journal was damaged from frame ${file.damage.firstFrame} on: what was taken after it is not in the file; ` +
            'check it against the slips',
        ]),
  ]
}
