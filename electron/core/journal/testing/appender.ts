import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { files } from '../../../files/files'
import { JournalFault, writeFault } from '../fault'
import { openJournal } from '../journal'
import type { Journal } from '../journal'
import { openKeyRing } from '../key-ring'
import { dayMs, event, firstMorning, master, station } from './simulated-journal'

/*
 * A program of its own that appends to a real journal and says what is acknowledged, line by line, once it is:
 * `ack FRAME NAME`. `node appender.mjs FOLDER LIFE for-ever|a-day`. A refusal is said too: `refused CODE`, and once more
 * for the batch it tries after it.
 */
const [folder = '', life = '', length = ''] = process.argv.slice(2)
let now = firstMorning
let number = 0

function say(line: string): void {
  writeSync(1, `${line}\n`)
}

function open(): Journal {
  files.makeFolder(join(folder, 'segments'))
  const opened = openJournal(
    {
      files,
      folder,
      realm: 'practice',
      station,
      epoch: 1,
      ring: openKeyRing(files, folder, 'practice', station, [master]),
      clock: { now: () => now },
      preallocateBytes: 4096,
      witnesses: [],
      synced: () => undefined,
    },
    null,
  )
  say('open')
  return opened.journal
}

function write(journal: Journal, count: number, letters = 0): void {
  const names = Array.from({ length: count }, () => `${life}-${String(++number)}${'x'.repeat(letters)}`)
  for (const { frame, event: done } of journal.append(names.map(event)))
    say(`ack ${String(frame)} ${done.type === 'sign-in-failed' ? done.clerk : ''}`)
}

function aDay(): void {
  const journal = open()
  try {
    write(journal, 1)
    write(journal, 3)
    now += dayMs
    write(journal, 1, 5000)
    write(journal, 2)
    journal.close()
  } catch (error) {
    refused(error)
    write(journal, 1)
  }
}

function refused(error: unknown): void {
  // an opening may pass on what the system said of a folder or a read
  const fault = error instanceof JournalFault ? error : writeFault(error)
  say(`refused ${fault.code}`)
}

try {
  if (length === 'a-day') aDay()
  else for (const journal = open(); ;) write(journal, 1 + (number % 7), number % 900)
} catch (error) {
  refused(error)
}
