import { describe, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import type { RelationCode } from '../../shared/domain/ids'
import type { OperationPayload, Outcome } from '../../shared/domain/operation'
import { familyBindingsOf } from '../members/family-bindings'
import { movementsOf } from '../members/movements'
import type { MemberSeed } from '../resources'
import { newMember, places } from '../testing/people'
import { newStation } from '../testing/station'

const { centre, database } = await centreOfFile()
const station = await newStation(database.db)

const take = (member: MemberSeed, body: OperationPayload['body']): OperationPayload =>
  station.payload(member, body, centre.at)
const send = async (payload: OperationPayload): Promise<Outcome> => {
  const [outcome] = await centre.send(station, payload)
  if (outcome === undefined) throw new Error('no outcome')
  return outcome
}
const codes = (outcome: Outcome): readonly string[] =>
  'refusals' in outcome ? [outcome.type, ...outcome.refusals.map(({ code }) => code)] : [outcome.type]

describe('family-binding', () => {
  const lines = (member: MemberSeed) =>
    database.db
      .selectFrom('family_binding')
      .select(['user_number', 'region', 'ended', 'begun_by', 'ended_by'])
      .where('owner_number', '=', member.idNumber)
      .orderBy('id')
      .execute()
  /** As a gateway fills the table from the register of a province. */
  const heardOf = (owner: MemberSeed, user: MemberSeed, region: MemberSeed['insuredRegion']) =>
    database.db
      .insertInto('family_binding')
      .values({
        ...{ owner_number: owner.idNumber, owner_name: owner.name },
        ...{ user_number: user.idNumber, user_name: user.name },
        ...{ region, since: '2025-03-01', source: '省医保局登记' },
      })
      .execute()
  const bindingOf = (user: MemberSeed, change: 'bind' | 'end' = 'bind') => ({
    kind: 'family-binding' as const,
    change,
    other: { name: user.name, idNumber: user.idNumber },
    relation: change === 'bind' ? ('30' as RelationCode) : null,
  })

  it('binds once, ends, and binds again the same day; every line stays and names its operations', async () => {
    const [owner, user] = [await newMember(database.db), await newMember(database.db)]
    const [first, last, again] = [
      take(owner, bindingOf(user)),
      take(owner, bindingOf(user, 'end')),
      take(owner, bindingOf(user)),
    ]
    expect((await send(first)).type).toBe('done')
    expect(codes(await send(take(owner, bindingOf(user))))).toEqual(['refused', 'binding.exists'])
    expect((await send(last)).type).toBe('done')
    expect(codes(await send(take(owner, bindingOf(user, 'end'))))).toEqual(['refused', 'binding.no-such'])
    expect((await send(again)).type).toBe('done')
    const line = { user_number: user.idNumber, region: owner.insuredRegion }
    expect(await lines(owner)).toEqual([
      { ...line, ended: '2026-11-23', begun_by: first.id, ended_by: last.id },
      { ...line, ended: null, begun_by: again.id, ended_by: null },
    ])
    const row = await database.db
      .selectFrom('member')
      .selectAll()
      .where('id', '=', owner.id)
      .executeTakeFirstOrThrow()
    const { movements } = await movementsOf(database.db, row)
    const told = movements.map(({ what }) => what).filter((what) => what.startsWith('family-'))
    expect(told.sort()).toEqual(['family-bound', 'family-bound', 'family-unbound'])
    expect(await familyBindingsOf(database.db, owner.idNumber)).toMatchObject([
      { role: 'owner', last4: user.idNumber.slice(-4), source: null },
    ])
  })

  it('binds and ends in one batch, in the order of the numbers', async () => {
    const [owner, user] = [await newMember(database.db), await newMember(database.db)]
    const payloads = [take(owner, bindingOf(user)), take(owner, bindingOf(user, 'end'))]
    const outcomes = await centre.send(station, ...payloads)
    expect(outcomes.map(({ type }) => type)).toEqual(['done', 'done'])
    expect(await lines(owner)).toMatchObject([{ ended: '2026-11-23' }])
  })

  it('is of somebody insured whom the centre knows, and never ends another register’s line', async () => {
    const [owner, user] = [await newMember(database.db), await newMember(database.db)]
    const stranger = { ...user, name: '没有这个人' }
    expect(codes(await send(take(owner, bindingOf(stranger))))).toEqual([
      'refused',
      'binding.relative-unknown',
    ])
    await heardOf(owner, user, owner.insuredRegion)
    expect(codes(await send(take(owner, bindingOf(user))))).toEqual(['refused', 'binding.exists'])
    expect(codes(await send(take(owner, bindingOf(user, 'end'))))).toEqual(['refused', 'binding.no-such'])
    expect(await lines(owner)).toMatchObject([{ ended: null, begun_by: null }])
  })

  it('ends its own where another register came to hold the same two people, and leaves that one', async () => {
    const [owner, user] = [await newMember(database.db), await newMember(database.db)]
    expect((await send(take(owner, bindingOf(user)))).type).toBe('done')
    await heardOf(owner, user, places.otherOpen)
    expect((await send(take(owner, bindingOf(user, 'end')))).type).toBe('done')
    const [own, other] = await lines(owner)
    expect(own).toMatchObject({ ended: '2026-11-23' })
    expect(other).toMatchObject({ region: places.otherOpen, ended: null, ended_by: null })
  })
})
