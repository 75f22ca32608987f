import { isAbsolute, join, relative } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'

/**
 * Where a second copy of the journal goes. `<dataDir>/mirror.json` names the folder, and the folder carries the same
 * id: an empty mount point, another stick, or another station's copy is never taken for it.
 */
const settingsSchema = z.strictObject({
  suite: z.literal('intl-1'),
  /** Absolute path on another disk. */
  folder: z.string().min(1).max(1000).refine(isAbsolute),
  id: z.uuid(),
})
type MirrorSettings = z.infer<typeof settingsSchema>

export const mirrorSettingsName = 'mirror.json'
export const mirrorMarkName = 'this-is-a-mirror.json'
const markSchema = z.strictObject({ suite: z.literal('intl-1'), id: z.uuid() })

/** The chosen mirror: `root` holds the same files as the data folder (`keys/`, `journal/`). */
export interface MirrorPlace {
  readonly root: string
  readonly id: string
}

/** null = no mirror was chosen; `malformed` = the settings cannot be read, somebody must look. */
export function readMirrorPlace(
  files: Files,
  dataDir: string,
  realm: Realm,
  station: StationId,
): MirrorPlace | null | 'malformed' {
  const path = join(dataDir, mirrorSettingsName)
  if (files.kind(path) === null) return null
  const settings = parsed(settingsSchema, files.read(path))
  return settings === null ? 'malformed' : placeOf(settings, realm, station)
}

/** Whether what lies at the place is the mirror that was chosen, by its mark. */
export function isMarked(mark: Uint8Array, { id }: MirrorPlace): boolean {
  return parsed(markSchema, mark)?.id === id
}

/**
 * Chooses a folder that is there for the mirror: marks it and writes the settings. The mirror begins at the next
 * opening.
 * @param id a fresh UUID
 * @throws NodeJS.ErrnoException; RangeError when the folder lies in the data folder or the other way round
 */
export function chooseMirror(
  files: Files,
  dataDir: string,
  realm: Realm,
  station: StationId,
  folder: string,
  id: string,
): MirrorPlace {
  if (!isAbsolute(folder) || within(dataDir, folder) || within(folder, dataDir))
    throw new RangeError('the mirror must be another folder, outside the data folder')
  const settings: MirrorSettings = { suite: 'intl-1', folder, id }
  const place = placeOf(settings, realm, station)
  files.makeFolder(place.root)
  files.writeAtomic(join(place.root, mirrorMarkName), json({ suite: 'intl-1', id }))
  files.writeAtomic(join(dataDir, mirrorSettingsName), json(settings))
  return place
}

function placeOf({ folder, id }: MirrorSettings, realm: Realm, station: StationId): MirrorPlace {
  return { root: join(folder, `${realm}-${station}`), id }
}

function within(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || (!way.startsWith('..') && !isAbsolute(way))
}

function json(value: object): Buffer {
  return Buffer.from(canonicalJson(value), 'utf8')
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array): T | null {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null
    throw error
  }
}
