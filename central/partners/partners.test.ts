import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import type { CryptoKey } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { canonicalJson } from '../../shared/contract/canonical'
import { ed25519JwkSchema } from '../../shared/contract/enrolment'
import type { Fen } from '../../shared/domain/ids'
import type { Database } from '../database'
import { verifyLedger } from '../ledger/verify'
import type { MemberSeed } from '../resources'
import { openTestDatabase, setUpMs, startTestCentre } from '../testing/harness'
import type { TestCentre } from '../testing/harness'
import { newMember, places } from '../testing/people'
import { endPartner, registerPartner } from './partners'

let database: Database
let centre: TestCentre
const keys = new Map<string, CryptoKey>()

async function known(id: string, kind: 'institution' | 'tax', institution: string | null): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  keys.set(id, privateKey)
  const publicKeyJwk = ed25519JwkSchema.parse(await exportJWK(publicKey))
  const made = await registerPartner(database.db, {
    id,
    kind,
    institution,
    publicKeyJwk,
    by: '陈',
    at: centre.at,
  })
  expect(made.ok).toBe(true)
}

beforeAll(async () => {
  database = await openTestDatabase()
  centre = await startTestCentre({ database })
  const institution = { kind: '药店', takes_wallet: 'yes' } as const
  for (const code of ['H1', 'H2'])
    await database.db
      .insertInto('institution')
      .values({ ...institution, region: places.open, code, name: code, phone: null, as_of: '2026-11-01' })
      .execute()
  await known('clinic-1', 'institution', 'H1')
  await known('clinic-2', 'institution', 'H2')
  await known('tax', 'tax', null)
}, setUpMs)
afterAll(async () => {
  await centre.close()
  await database.close()
})

const answerSchema = z.looseObject({ code: z.string().optional(), again: z.boolean().optional() })

async function tell(route: string, partner: string, content: object, signer = partner) {
  const key = keys.get(signer)
  if (key === undefined) throw new Error(signer)
  const text = canonicalJson({ suite: 'intl-1', realm: 'practice', partner, at: centre.at, ...content })
  const message = await new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'EdDSA', kid: partner })
    .sign(key)
  return post(route, { message })
}

async function post(route: string, body: object) {
  const { status, body: answer } = await centre.call('POST', `/partner/v1/${route}`, body)
  const { code, again } = answerSchema.parse(answer)
  return { status, code, again }
}

const spend = (member: MemberSeed, id: string, amountFen: number) => ({
  purpose: 'settle',
  id,
  idNumber: member.idNumber,
  amountFen,
})
const rich = () => newMember(database.db, { wallet: { placeOfUse: places.open, balanceFen: 10_000 as Fen } })
const balance = async (member: MemberSeed) =>
  (await verifyLedger(database.db)).accounts.find(({ id }) => id === `wallet/${member.id}`)?.balanceFen

describe('an institution', () => {
  it('posts spending once and takes a part of it back once; its messages are kept', async () => {
    const member = await rich()
    const message = spend(member, 's-1', 3000)
    expect(await tell('settlements', 'clinic-1', message)).toMatchObject({ status: 200, again: false })
    expect(await tell('settlements', 'clinic-1', message)).toMatchObject({ status: 200, again: true })
    expect(await balance(member)).toBe(7000)
    expect(await tell('settlements', 'clinic-1', { ...message, amountFen: 1 })).toMatchObject({
      status: 409,
      code: 'settlement.other-content',
    })
    const back = { purpose: 'reverse-settlement', id: 'r-1', settlementId: 's-1', amountFen: 1000 }
    // another institution takes nothing of it back
    expect(await tell('settlement-reversals', 'clinic-2', back)).toMatchObject({ code: 'settlement.no-such' })
    expect(await tell('settlement-reversals', 'clinic-1', back)).toMatchObject({ status: 200, again: false })
    expect(await tell('settlement-reversals', 'clinic-1', back)).toMatchObject({ again: true })
    expect(
      await tell('settlement-reversals', 'clinic-1', { ...back, id: 'r-2', amountFen: 2001 }),
    ).toMatchObject({
      status: 422,
      code: 'settlement.over-reversed',
    })
    expect(await balance(member)).toBe(8000)
    expect(await verifyLedger(database.db)).toMatchObject({ ok: true, findings: [] })
    const kept = await database.db.selectFrom('partner_message').select(['partner', 'purpose']).execute()
    expect(kept).toEqual([
      { partner: 'clinic-1', purpose: 'settle' },
      { partner: 'clinic-1', purpose: 'reverse-settlement' },
    ])
    const incidents = await database.db.selectFrom('incident').select('kind').execute()
    expect(incidents).toEqual([{ kind: 'settlement-other-content' }])
  })

  it('is refused in words what cannot be', async () => {
    const member = await rich()
    expect(await tell('settlements', 'clinic-1', spend(member, 's-2', 10_001))).toMatchObject({
      code: 'transfer.balance-short',
    })
    expect(await tell('settlements', 'clinic-1', spend(member, 's-3', 0))).toMatchObject({
      code: 'amount.not-positive',
    })
    expect(
      await tell('settlements', 'clinic-1', { ...spend(member, 's-4', 1), idNumber: 'x' }),
    ).toMatchObject({ code: 'member.not-found' })
    expect(
      await tell('settlements', 'clinic-1', { ...spend(member, "'; drop table member", 1) }),
    ).toMatchObject({ code: 'message.malformed' })
    expect(
      await tell('settlements', 'clinic-1', { ...spend(member, 's-5', 1), realm: 'live' }),
    ).toMatchObject({ code: 'sync.wrong-realm' })
    expect(await balance(member)).toBe(10_000)
  })
})

describe('the sign-in', () => {
  it('is the signature of the registered key over the very message, for what the partner may do', async () => {
    const member = await rich()
    const message = spend(member, 's-9', 100)
    expect(await tell('settlements', 'clinic-1', message, 'clinic-2')).toMatchObject({
      status: 401,
      code: 'partner.bad-signature',
    })
    expect(await tell('settlements', 'tax', message)).toMatchObject({
      status: 403,
      code: 'partner.not-allowed',
    })
    const answer = {
      purpose: 'answer-premium',
      operationId: '018f3c5e-0000-7000-8000-000000000001',
      answer: 'confirmed',
    }
    expect(await tell('premium-answers', 'clinic-1', answer)).toMatchObject({ code: 'partner.not-allowed' })
    expect(await tell('premium-answers', 'tax', answer)).toMatchObject({
      status: 422,
      code: 'premium.no-such',
    })
    expect(await post('settlements', { message: `${'a'.repeat(30)}.b.c` })).toMatchObject({
      code: 'partner.bad-signature',
    })
    expect(await post('settlements', { message: 7 })).toMatchObject({
      status: 400,
      code: 'message.malformed',
    })
    expect(await endPartner(database.db, 'clinic-2', centre.at)).toBe(true)
    expect(await tell('settlements', 'clinic-2', message)).toMatchObject({ code: 'partner.bad-signature' })
    expect(await endPartner(database.db, 'clinic-2', centre.at)).toBe(false)
    expect(await balance(member)).toBe(10_000)
  })
})
