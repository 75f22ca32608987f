import { basename, join } from 'node:path'
import type { Files } from '../../files/files'

/** What mending works on: the journal's folder, and the time it is called by. */
export interface MendedFolder {
  readonly files: Files
  /** `<dataDir>/journal` */
  readonly folder: string
  /** `yyyymmdd-hhmmss`, in front of the name of every file that is kept apart. */
  readonly stamp: string
}

/**
 * Puts other content in a damaged file's place. The damaged one is copied to `quarantine/` first, so that at no moment
 * it is missing: a journal that lost its last file would look whole.
 * @param content null = a file of no bytes, which says that this number was used
 * @returns the name it is kept under, null when there was no file
 * @throws NodeJS.ErrnoException
 */
export function replaceKept(at: MendedFolder, path: string, content: Uint8Array | null): string | null {
  const { files } = at
  const kept = files.kind(path) === 'file' ? keep(at, path) : null
  files.writeAtomic(path, content ?? new Uint8Array())
  return kept
}

function keep({ files, folder, stamp }: MendedFolder, path: string): string {
  const quarantine = join(folder, 'quarantine')
  files.makeFolder(quarantine)
  const first = `${stamp}-${basename(path)}`
  let name = first
  for (let copy = 2; files.kind(join(quarantine, name)) !== null; copy++) name = `${first}-${String(copy)}`
  files.writeAtomic(join(quarantine, name), files.read(path))
  return name
}

/** The journal's folder as it would be with other content in some files; null = as if the file were empty. */
export function withChanges(files: Files, changes: ReadonlyMap<string, Buffer | null>): Files {
  const read = (path: string): Buffer => {
    const changed = changes.get(path)
    return changed === undefined ? files.read(path) : (changed ?? Buffer.alloc(0))
  }
  return {
    ...files,
    read,
    readPart: (path, offset, length) => read(path).subarray(offset, offset + length),
    sizeOf: (path) => read(path).length,
    kind: (path) => (changes.has(path) ? 'file' : files.kind(path)),
    list: (folder) => {
      const added = [...changes.keys()]
        .filter((path) => join(path, '..') === folder)
        .map((path) => basename(path))
      return [...new Set([...files.list(folder), ...added])].sort()
    },
  }
}
