// One instance of the centre, as `central serve` runs it but for its clock: it is ten in the morning of the seeded day.
import * as fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const root = path.resolve(import.meta.dirname, '../..')
const centre = await import(pathToFileURL(path.join(root, '.cache', 'bench', 'centre.mjs')).href)
const [, , url] = process.argv
const pack = centre.rulePackSchema.parse(
  JSON.parse(fs.readFileSync(path.join(root, 'resources', 'practice-rule-pack.json'), 'utf8')),
)
const { db } = await centre.openPostgres(url)
const log = { write: () => undefined }
const packs = {
  current: pack,
  of: (number) => (number === pack.number ? pack : null),
  refresh: async () => undefined,
}
const clock = centre.clockFrom(Date.parse('2026-11-23T10:00:00+08:00'))
const readiness = { ready: false }
const app = centre.createApp({ db, clock, log, realm: 'practice', packs }, readiness)
const listener = await centre.listen(app, readiness, 0)
process.stdout.write(`${listener.url}\n`)
process.on('message', () => undefined)
process.on('disconnect', () => process.exit(0))
