import { beforeAll, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import { sql } from 'kysely'
import { packAnswerSchema } from '../../shared/contract/centre-lists'
import { keepPack } from '../rule-packs/rule-packs'
import { resources, setUpMs } from '../testing/harness'
import { newStation } from '../testing/station'

/* Lists a counter keeps a copy of: asked for again with their ETag, answered only when they are another. */

const { centre, database } = await centreOfFile()
let authorization: string
beforeAll(async () => {
  const station = await newStation(database.db)
  authorization = `Bearer ${await centre.token(station.id)}`
}, setUpMs)

interface Copy {
  readonly status: number
  readonly etag: string | null
  readonly text: string
}

async function ask(place: string, known?: string | null): Promise<Copy> {
  const response = await fetch(`${centre.url}${place}`, {
    headers: { authorization, ...(known == null ? {} : { 'if-none-match': known }) },
  })
  return { status: response.status, etag: response.headers.get('etag'), text: await response.text() }
}

it.each(['/v1/rule-packs', '/v1/clerks', '/v1/institutions'])(
  '%s is told once, then that it is the same',
  async (place) => {
    const first = await ask(place)
    expect(first.status).toBe(200)
    expect(first.etag).toMatch(/^"[0-9a-f]{64}"$/)
    expect(await ask(place, first.etag)).toEqual({ status: 304, etag: first.etag, text: '' })
    expect(await ask(place, `"${'0'.repeat(64)}"`)).toEqual(first)
  },
)

it('a new pack is another list: whoever has the old one is told the new one, from the number asked for', async () => {
  const before = await ask('/v1/rule-packs')
  const number = resources.pack.number + 1
  await keepPack(database.db, { ...resources.pack, number })
  const after = await ask('/v1/rule-packs', before.etag)
  expect(after.status).toBe(200)
  expect(after.etag).not.toBe(before.etag)
  const { packs } = packAnswerSchema.parse(JSON.parse(after.text))
  expect(packs.map((pack) => pack.number)).toEqual([resources.pack.number, number])
  const newest = packAnswerSchema.parse(JSON.parse((await ask(`/v1/rule-packs?from=${number}`)).text))
  expect(newest.packs.map((pack) => pack.number)).toEqual([number])
})

it('a refusal has no tag and is never “the same”', async () => {
  const known = (await ask('/v1/clerks')).etag
  await sql`update station set epoch = epoch + 1`.execute(database.db)
  const refused = await ask('/v1/clerks', known)
  expect([refused.status, refused.etag]).toEqual([403, null])
})
