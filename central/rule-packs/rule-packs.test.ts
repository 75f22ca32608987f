import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalJson } from '../../shared/contract/canonical'
import { atShanghai } from '../../shared/domain/china-time'
import type { RulePack } from '../../shared/domain/rule-pack'
import { clockFrom } from '../clock'
import type { Database } from '../database'
import { morningAt, openTestDatabase, resources, setUpMs } from '../testing/harness'
import { publishPack } from './publish'
import { keepPack, loadPacks, PackChanged } from './rule-packs'
import type { PackSigner, TrustedKeys } from './signature'
import { readSignedPack, signPack } from './signature'

let database: Database
let signer: PackSigner
let trusted: TrustedKeys
beforeAll(async () => {
  database = await openTestDatabase()
  const made = await makeSigner('centre-1')
  signer = made.signer
  trusted = (keyId) => (keyId === 'centre-1' ? made.publicJwk : null)
}, setUpMs)
afterAll(() => database.close())

async function makeSigner(keyId: string) {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  return {
    signer: { keyId, key: privateKey },
    publicJwk: await exportJWK(publicKey),
  }
}

const packOf = (changes: Partial<RulePack>): RulePack => ({ ...resources.pack, ...changes })
const publish = (jws: string, realm: 'practice' | 'live' = 'practice') =>
  publishPack(database.db, { jws, trusted, realm, at: morningAt, by: '陈主管' })
const numbers = async () =>
  (await database.db.selectFrom('rule_pack').select('number').orderBy('number').execute()).map(
    ({ number }) => number,
  )

/** Bytes signed as they are, whatever they say. */
async function signedText(text: string, head: Record<string, string> = {}): Promise<string> {
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'rule-pack', suite: 'intl-1', kid: 'centre-1', ...head })
    .sign(signer.key)
}

describe('a signed rule pack', () => {
  it('is read as it was signed', async () => {
    const read = await readSignedPack(await signPack(packOf({ number: 3 }), signer), trusted)
    expect(read).toMatchObject({ ok: true, value: { keyId: 'centre-1', pack: { number: 3 } } })
  })

  const packText = (changes: object) => canonicalJson({ ...resources.pack, ...changes })
  it.each<[string, () => Promise<string>, string]>([
    ['rubbish', async () => 'not a signature', 'pack.bad-signature'],
    [
      'a key we do not know',
      async () => signPack(packOf({ number: 9 }), (await makeSigner('stranger')).signer),
      'pack.bad-signature',
    ],
    [
      'another key under our key’s name',
      async () => signPack(packOf({ number: 9 }), (await makeSigner('centre-1')).signer),
      'pack.bad-signature',
    ],
    [
      'a changed byte',
      async () => {
        const [head, body = '', mark] = (await signPack(packOf({ number: 9 }), signer)).split('.')
        const text = Buffer.from(body, 'base64url').toString('utf8').replace('200000', '900000')
        return [head, Buffer.from(text).toString('base64url'), mark].join('.')
      },
      'pack.bad-signature',
    ],
    [
      'something else signed by our key',
      async () => signedText(packText({}), { typ: 'batch' }),
      'pack.bad-signature',
    ],
    [
      'another suite in the head',
      async () => signedText(packText({}), { suite: 'gm-1' }),
      'pack.unknown-suite',
    ],
    ['another suite inside', async () => signedText(packText({ suite: 'gm-1' })), 'pack.unknown-suite'],
    [
      'no date',
      async () => {
        const { validFrom, ...undated } = resources.pack
        return signedText(canonicalJson(undated) + validFrom.slice(10))
      },
      'pack.no-date',
    ],
    ['an empty date', async () => signedText(packText({ validFrom: '' })), 'pack.no-date'],
    ['an impossible date', async () => signedText(packText({ validFrom: '2026-02-30' })), 'pack.malformed'],
    ['a value that is unknown', async () => signedText(packText({ surprise: 1 })), 'pack.malformed'],
    ['other bytes than the canonical', async () => signedText(`${packText({})} `), 'pack.malformed'],
    ['no object', async () => signedText('null'), 'pack.malformed'],
    ['no JSON', async () => signedText('{'), 'pack.malformed'],
  ])('with %s is refused and nothing changes', async (_what, make, code) => {
    const before = await numbers()
    expect(await publish(await make())).toEqual({ ok: false, error: code })
    expect(await numbers()).toEqual(before)
  })
})

describe('publishing', () => {
  it('keeps a pack for ever, once, and refuses other content, an older number, another realm', async () => {
    const own = await openTestDatabase()
    const to = { trusted, realm: 'practice', at: morningAt, by: '陈主管' } as const
    const send = (jws: string) => publishPack(own.db, { ...to, jws })
    const number = resources.pack.number + 1
    const next = await signPack(packOf({ number }), signer)
    expect(await send(next)).toMatchObject({ ok: true, value: { number } })
    expect(await send(next)).toMatchObject({ ok: true })
    expect(await send(await signPack(packOf({ number, title: '别的' }), signer))).toEqual({
      ok: false,
      error: 'pack.changed',
    })
    expect(await send(await signPack(packOf({ number: number - 2 }), signer))).toEqual({
      ok: false,
      error: 'pack.older-number',
    })
    expect(await send(await signPack(packOf({ number: number + 1, realm: 'live' }), signer))).toEqual({
      ok: false,
      error: 'pack.other-realm',
    })
    const row = await own.db
      .selectFrom('rule_pack')
      .selectAll()
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      key_id: 'centre-1',
      jws: next,
      published_by: '陈主管',
      published_at: morningAt,
    })
    await expect(
      sql`update rule_pack set jws = null where number = ${number}`.execute(own.db),
    ).rejects.toThrow('never changed')
    await own.close()
  })

  it('keeps a live pack only with its signature', async () => {
    await expect(keepPack(database.db, packOf({ number: 50, realm: 'live' }))).rejects.toThrow(
      'rule_pack_live_signed',
    )
    await expect(keepPack(database.db, packOf({ title: '别的' }))).rejects.toBeInstanceOf(PackChanged)
  })
})

describe('the pack in force', () => {
  it('is the highest number whose first day has come; older ones live on beside it', async () => {
    const clock = clockFrom(morningAt, () => 0)
    const packs = await loadPacks(database.db, clock)
    expect(packs.current.number).toBe(resources.pack.number)
    await publish(await signPack(packOf({ number: 7, validFrom: '2026-11-25' }), signer))
    await publish(await signPack(packOf({ number: 8, validFrom: '2026-11-24' }), signer))
    const { number } = resources.pack
    expect([packs.current.number, packs.of(7)]).toEqual([number, null])
    await packs.refresh()
    const found = [packs.current.number, packs.of(7)?.number, packs.of(number)?.number]
    expect(found).toEqual([number, 7, number])
    clock.forwardTo(atShanghai('2026-11-24', '00:00') - 1)
    expect(packs.current.number).toBe(resources.pack.number)
    clock.forwardTo(atShanghai('2026-11-24', '00:00'))
    expect(packs.current.number).toBe(8)
    // a later day does not bring an older number back
    clock.forwardTo(atShanghai('2026-11-26', '00:00'))
    expect(packs.current.number).toBe(8)
  })

  it('is the oldest one while none has begun', async () => {
    const packs = await loadPacks(
      database.db,
      clockFrom(atShanghai('2024-01-01', '00:00'), () => 0),
    )
    expect(packs.current.number).toBe(resources.pack.number)
  })
})
