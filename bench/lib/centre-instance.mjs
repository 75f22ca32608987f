// An instance of the centre as `central serve` runs it, but for its clock, which says ten in the morning of the seeded day
// unless told otherwise, and its limits: the bench asks faster than counters may.
import * as fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.resolve(import.meta.dirname, '../..')
export const centre = await import(pathToFileURL(path.join(root, '.cache', 'bench', 'centre.mjs')).href)
export const pack = centre.rulePackSchema.parse(
  JSON.parse(fs.readFileSync(path.join(root, 'resources', 'practice-rule-pack.json'), 'utf8')),
)
export const takenAt = Date.parse('2026-11-23T10:00:00+08:00')
const limits = { holdMs: 5000, perStation: 1e9, perAddress: 1e9, perAddressUnknown: 1e9 }

export async function openInstance(url, keyFile, { at = takenAt, ...where } = {}) {
  const database = await centre.openPostgres(url)
  const packs = {
    current: pack,
    of: (number) => (number === pack.number ? pack : null),
    refresh: async () => undefined,
  }
  const log = { write: () => undefined }
  const parts = { db: database.db, clock: centre.clockFrom(at), log, realm: 'practice', packs }
  const readiness = { ready: false }
  const door = await centre.openDoor(database, await centre.readKeys(keyFile), limits)
  const listener = await centre.listen(centre.createApp(parts, readiness, door), readiness, {
    port: 0,
    ...where,
  })
  return {
    url: listener.url,
    close: async () => {
      await door.waker.close()
      await listener.drain(0)
      await database.close()
    },
  }
}
