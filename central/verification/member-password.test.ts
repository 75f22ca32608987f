import { CompactEncrypt, importJWK } from 'jose'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OperationId } from '../../shared/domain/ids'
import { inTransaction } from '../database'
import type { Database } from '../database'
import type { MemberSeed } from '../resources'
import { openTestDatabase, resources, setUpMs, startTestCentre, testKeys } from '../testing/harness'
import type { TestCentre } from '../testing/harness'
import { newMember } from '../testing/people'
import { setMemberPassword, verifyMember } from './member-password'

let database: Database
let centre: TestCentre
beforeAll(async () => {
  database = await openTestDatabase()
  centre = await startTestCentre({ database })
}, setUpMs)
afterAll(async () => {
  await centre.close()
  await database.close()
})

const operationId = randomUUID() as OperationId

async function withPassword(password: string): Promise<MemberSeed> {
  const member = await newMember(database.db)
  await inTransaction(database.db, (tx) => setMemberPassword(tx, member.id, password, centre.at))
  return member
}

async function seal(content: object, head: object = {}): Promise<string> {
  const { pinned } = await testKeys()
  const { keyId, publicKeyJwk } = pinned.encryption
  const text = new TextEncoder().encode(
    JSON.stringify({ purpose: 'verify-member', sealedAt: centre.at, ...content }),
  )
  return new CompactEncrypt(text)
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: keyId, suite: 'intl-1', ...head })
    .encrypt(await importJWK(publicKeyJwk, 'ECDH-ES'))
}

async function answer(member: { readonly idNumber: string }, sealed: string) {
  return verifyMember(centre.centre, await testKeys(), { operationId, idNumber: member.idNumber, sealed })
}
const tried = async ({ idNumber }: { readonly idNumber: string }, password: string) =>
  answer({ idNumber }, await seal({ operationId, idNumber, password }))

it('knows the right one, counts the wrong ones and locks, the right one too', async () => {
  const member = await withPassword('246810')
  expect(await tried(member, '246810')).toBe('verified')
  for (let i = 0; i < 4; i++) expect(await tried(member, '135790')).toBe('verification.wrong')
  // a right one begins the count anew
  expect(await tried(member, '246810')).toBe('verified')
  for (let i = 0; i < 4; i++) expect(await tried(member, '135790')).toBe('verification.wrong')
  expect(await tried(member, '135790')).toBe('verification.locked')
  expect(await tried(member, '246810')).toBe('verification.locked')
  centre.clock.forwardTo(centre.at + 24 * 3_600_000)
  expect(await tried(member, '246810')).toBe('verified')
})

it('has the practice password for practised members', async () => {
  const practised = resources.members.find(({ wallet }) => wallet !== null)
  expect(await tried({ idNumber: practised?.idNumber ?? '' }, '246810')).toBe('verified')
})

it('counts every one of many at once', { timeout: 30_000 }, async () => {
  const member = await withPassword('246810')
  const answers = await Promise.all(Array.from({ length: 8 }, () => tried(member, '0')))
  expect(answers.filter((one) => one === 'verification.wrong')).toHaveLength(4)
  expect(answers.filter((one) => one === 'verification.locked')).toHaveLength(4)
})

it('tells who never set one, and not who is unknown', async () => {
  expect(await tried(await newMember(database.db), '1')).toBe('verification.never-set')
  expect(await tried({ idNumber: '990101190001010000' }, '1')).toBe('verification.wrong')
})

it('takes nothing that is old, of another operation or person, or not sealed as agreed', async () => {
  const member = await withPassword('246810')
  const { idNumber } = member
  const good = { operationId, idNumber, password: '246810' }
  expect(await answer(member, await seal({ ...good, sealedAt: centre.at - 300_001 }))).toBe(
    'verification.lapsed',
  )
  expect(await answer(member, await seal({ ...good, sealedAt: centre.at - 300_000 }))).toBe('verified')
  const refused = [
    await seal({ ...good, operationId: randomUUID() }),
    await seal({ ...good, idNumber: '990101190001010000' }),
    await seal({ ...good, extra: 1 }),
    await seal(good, { suite: 'other' }),
    await seal(good, { kid: 'other' }),
    `${await seal(good)}x`,
    'rubbish',
  ]
  for (const sealed of refused) expect(await answer(member, sealed)).toBe('verification.unreadable')
  // none of that counted as a try
  const rows = await database.db
    .selectFrom('member_password')
    .select('failures')
    .where('member_id', '=', member.id)
    .execute()
  expect(rows).toEqual([{ failures: 0 }])
})
