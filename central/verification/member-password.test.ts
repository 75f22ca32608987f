import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import type { OperationId } from '../../shared/domain/ids'
import { inTransaction } from '../database'
import type { MemberSeed } from '../resources'
import { resources, testKeys } from '../testing/harness'
import { newMember } from '../testing/people'
import { sealText } from '../testing/seal-password'
import { setMemberPassword, verifyMember } from './member-password'

const { centre, database } = await centreOfFile()

const operationId = randomUUID() as OperationId
const payloadHash = 'a'.repeat(64)
const operations = [{ operationId, payloadHash }]

async function withPassword(password: string): Promise<MemberSeed> {
  const member = await newMember(database.db)
  await inTransaction(database.db, (tx) => setMemberPassword(tx, member.id, password, centre.at))
  return member
}

async function seal(content: object, head: object = {}): Promise<string> {
  const { pinned } = await testKeys()
  return sealText(pinned.encryption, { sealedAt: centre.at, operations, ...content }, head)
}

async function answer({ idNumber }: { readonly idNumber: string }, sealed: string, id = operationId) {
  const asked = { operationId: id, payloadHash, idNumber, sealed }
  return verifyMember(centre.centre, await testKeys(), asked)
}
const tried = async (member: { readonly idNumber: string }, password: string) =>
  answer(member, await seal({ password }))
const wrong = (triesLeft: number) => ({ code: 'verification.wrong', triesLeft })
const locked = { code: 'verification.locked', triesLeft: null }
const unreadable = { code: 'verification.unreadable', triesLeft: null }
const verified = { code: 'verified' }

it('knows the right one, counts the wrong ones and locks, the right one too', async () => {
  const member = await withPassword('246810')
  expect(await tried(member, '246810')).toEqual(verified)
  for (let left = 4; left > 0; left--) expect(await tried(member, '135790')).toEqual(wrong(left))
  // a right one begins the count anew
  expect(await tried(member, '246810')).toEqual(verified)
  for (let left = 4; left > 0; left--) expect(await tried(member, '135790')).toEqual(wrong(left))
  expect(await tried(member, '135790')).toEqual(locked)
  expect(await tried(member, '246810')).toEqual(locked)
  centre.clock.forwardTo(centre.at + 24 * 3_600_000)
  expect(await tried(member, '246810')).toEqual(verified)
})

it('tries one sealed text once, however often and for however many lines of a household it comes', async () => {
  const member = await withPassword('246810')
  const other = randomUUID() as OperationId
  const household = [...operations, { operationId: other, payloadHash }]
  const sealed = await seal({ password: '135790', operations: household })
  const copies = await Promise.all(
    [operationId, other, operationId, other].map((id) => answer(member, sealed, id)),
  )
  expect(copies).toEqual(Array.from({ length: 4 }, () => wrong(4)))
  const right = await seal({ password: '246810' })
  expect(await answer(member, right)).toEqual(verified)
  for (let i = 0; i < 5; i++) await tried(member, '0')
  // what it was found to be stays, but nothing else is opened by it
  expect(await answer(member, right)).toEqual(verified)
  expect(await answer(member, right, other)).toEqual(unreadable)
  expect(await answer(await withPassword('999999'), sealed)).toEqual(wrong(4))
})

it('has the practice password for practised members', async () => {
  const practised = resources.members.find(({ wallet }) => wallet !== null)
  expect(await tried({ idNumber: practised?.idNumber ?? '' }, '246810')).toEqual(verified)
})

it('counts every one of many at once', { timeout: 30_000 }, async () => {
  const member = await withPassword('246810')
  const answers = await Promise.all(Array.from({ length: 8 }, () => tried(member, '0')))
  const codes = answers.map(({ code }) => code)
  expect(codes.filter((code) => code === 'verification.wrong')).toHaveLength(4)
  expect(codes.filter((code) => code === 'verification.locked')).toHaveLength(4)
})

it('tells who never set one, and not who is unknown', async () => {
  const never = { code: 'verification.never-set', triesLeft: null }
  expect(await tried(await newMember(database.db), '1')).toEqual(never)
  expect(await tried({ idNumber: '990101190001010000' }, '1')).toEqual(wrong(4))
})

it('takes nothing that is old, of other bytes, or not sealed as agreed; none of it counts as a try', async () => {
  const member = await withPassword('246810')
  const password = '246810'
  const lapsed = { code: 'verification.lapsed', triesLeft: null }
  expect(await answer(member, await seal({ password, sealedAt: centre.at - 300_001 }))).toEqual(lapsed)
  expect(await answer(member, await seal({ password, sealedAt: centre.at + 300_001 }))).toEqual(lapsed)
  expect(await answer(member, await seal({ password, sealedAt: centre.at - 300_000 }))).toEqual(verified)
  const good = await seal({ password })
  const refused = [
    await seal({ password, operations: [{ operationId: randomUUID(), payloadHash }] }),
    await seal({ password, operations: [{ operationId, payloadHash: 'b'.repeat(64) }] }),
    await seal({ password, operations: [] }),
    await seal({ password, extra: 1 }),
    await seal({ password: '1'.repeat(65) }),
    await seal({ password }, { suite: 'other' }),
    await seal({ password }, { kid: 'other' }),
    await seal({ password }, { typ: 'stick' }),
    `${good}x`,
    good.slice(0, -1),
    'rubbish',
    '',
  ]
  for (const sealed of refused) expect(await answer(member, sealed)).toEqual(unreadable)
  const rows = await database.db
    .selectFrom('member_password')
    .select('failures')
    .where('member_id', '=', member.id)
    .execute()
  expect(rows).toEqual([{ failures: 0 }])
})

it('opens nothing in which a bit was changed', async () => {
  const member = await withPassword('246810')
  const good = (await seal({ password: '246810' })).split('.')
  const bit = fc.record({
    part: fc.constantFrom(0, 2, 3, 4),
    place: fc.nat(),
    mask: fc.integer({ min: 1, max: 255 }),
  })
  await fc.assert(
    fc.asyncProperty(bit, async ({ part, place, mask }) => {
      const spoilt = [...good]
      const bytes = Buffer.from(spoilt[part] ?? '', 'base64url')
      const at = place % bytes.length
      bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at)
      spoilt[part] = bytes.toString('base64url')
      expect(await answer(member, spoilt.join('.'))).toEqual(unreadable)
    }),
    { numRuns: 60, seed: 1 },
  )
})
