import { beforeAll, describe, expect, it } from 'vitest'
import { centreOfFile } from '../testing/centre-of-file'
import type { Fen, OperationId, RelationCode } from '../../shared/domain/ids'
import type { OperationBody, Outcome, Refusal } from '../../shared/domain/operation'
import type { RulePack } from '../../shared/domain/rule-pack'
import type { MemberSeed } from '../resources'
import type { TestCentre } from '../testing/harness'
import { resources, setUpMs, startTestCentre } from '../testing/harness'
import { idNumberOf, newMember, places } from '../testing/people'
import type { TestStation } from '../testing/station'
import { newStation, openingBody, receiveBody, transferBody } from '../testing/station'

const { centre, database } = await centreOfFile()
let station: TestStation
let payee: MemberSeed
beforeAll(async () => {
  station = await newStation(database.db)
  payee = await newMember(database.db)
}, setUpMs)

const noMoney = 0 as Fen
const relation = (code: string) => ({ relation: code as RelationCode })

function reasons(outcome: Outcome): readonly Refusal[] {
  if (outcome.type !== 'refused') throw new Error(`expected a refusal, got ${outcome.type}`)
  return outcome.refusals
}

/** `code clause`, e.g. `transfer.over-limit transfer.maxFen`; a dash where no clause of the pack bit. */
function codesOf(outcome: Outcome): readonly string[] {
  return reasons(outcome).map(({ code, clause }) => `${code} ${clause?.path ?? '-'}`)
}

async function refuse(
  member: MemberSeed,
  body: OperationBody,
  at: TestCentre = centre,
): Promise<readonly string[]> {
  const { outcome } = await at.carryOut(station, member, body)
  return codesOf(outcome)
}

/** A centre whose pack of today differs from the practice pack. */
async function withPack<T>(pack: Partial<RulePack>, use: (own: TestCentre) => Promise<T>): Promise<T> {
  const own = await startTestCentre({ database, pack: { ...resources.pack, ...pack } })
  try {
    return await use(own)
  } finally {
    await own.close()
  }
}

describe('a transfer is refused', () => {
  const cases: readonly [string, () => Promise<[MemberSeed, OperationBody]>, readonly string[]][] = [
    [
      'above the limit by one fen',
      async () => [await newMember(database.db), transferBody(payee, 2000.01)],
      ['transfer.over-limit transfer.maxFen'],
    ],
    [
      'without enough money',
      async () => [
        await newMember(database.db, { personalAccountFen: 64_999 as Fen }),
        transferBody(payee, 650),
      ],
      ['transfer.balance-short transfer.minKeptFen'],
    ],
    [
      'from a wallet that is not open',
      async () => [await newMember(database.db, { wallet: null }), transferBody(payee, 1)],
      ['wallet.not-open -'],
    ],
    [
      'to somebody who is no near relative',
      async () => [await newMember(database.db), transferBody(payee, 1, relation('78'))],
      ['relation.not-near relations'],
    ],
    [
      'with a relation that needs a commitment',
      async () => [await newMember(database.db), transferBody(payee, 1, relation('27'))],
      ['relation.needs-commitment relations'],
    ],
    [
      'with a relation the pack does not have',
      async () => [await newMember(database.db), transferBody(payee, 1, relation('09'))],
      ['relation.no-such relations'],
    ],
    [
      'to oneself',
      async () => {
        const self = await newMember(database.db)
        return [self, transferBody(self, 1)]
      },
      ['payee.same-person -'],
    ],
    [
      'to a payee without wallet',
      async () => [
        await newMember(database.db),
        transferBody(await newMember(database.db, { wallet: null }), 1),
      ],
      ['payee.cannot-receive transfer.payeeNotOpen'],
    ],
    [
      'to a payee of another name',
      async () => [await newMember(database.db), transferBody({ ...payee, name: '某某' }, 1)],
      ['payee.cannot-receive transfer.payeeNotOpen'],
    ],
    [
      'to a payee insured in another region than named',
      async () => [
        await newMember(database.db),
        transferBody({ ...payee, insuredRegion: places.otherOpen }, 1),
      ],
      ['payee.cannot-receive transfer.payeeNotOpen'],
    ],
    [
      'to a payee whose region closed',
      async () => [
        await newMember(database.db),
        transferBody(await newMember(database.db, { insuredRegion: places.closed }), 1),
      ],
      ['payee.place-closed regionTable'],
    ],
    [
      'to a payee of another centre',
      async () => {
        const body = transferBody(payee, 1)
        return [await newMember(database.db), { ...body, payee: { ...body.payee, party: 'elsewhere' } }]
      },
      ['payee.elsewhere -'],
    ],
    [
      'out of a region that closed',
      async () => [await newMember(database.db, { insuredRegion: places.closed }), transferBody(payee, 1)],
      ['place.closed regionTable'],
    ],
    [
      'out of a region nobody knows about',
      async () => [await newMember(database.db, { insuredRegion: places.unknown }), transferBody(payee, 1)],
      ['place.unknown regionTable'],
    ],
    [
      'of a member the centre does not have',
      async () => [{ ...(await newMember(database.db)), name: '别人' }, transferBody(payee, 1)],
      ['member.not-found -'],
    ],
    [
      'of a suspended member',
      async () => [await newMember(database.db, { status: 'suspended' }), transferBody(payee, 1)],
      ['member.suspended -'],
    ],
    [
      'of a member who died',
      async () => [await newMember(database.db, { status: 'deceased' }), transferBody(payee, 1)],
      ['member.deceased -'],
    ],
    [
      'of a member without insurance',
      async () => [await newMember(database.db, { insutype: [] }), transferBody(payee, 1)],
      ['member.not-insured -'],
    ],
    [
      'of a member with two insurances',
      async () => [await newMember(database.db, { insutype: ['310', '390'] }), transferBody(payee, 1)],
      ['member.several-insurances -'],
    ],
    [
      'of a child',
      async () => [await newMember(database.db, { birthDate: '20150101' }), transferBody(payee, 1)],
      ['member.needs-guardian ages.guardianUnder'],
    ],
    [
      'of nothing',
      async () => [await newMember(database.db), transferBody(payee, 0)],
      ['amount.not-positive -'],
    ],
    [
      'for every reason at once',
      async () => [
        await newMember(database.db, { personalAccountFen: noMoney, wallet: null }),
        transferBody(await newMember(database.db, { wallet: null }), 2500, relation('99')),
      ],
      [
        'wallet.not-open -',
        'transfer.over-limit transfer.maxFen',
        'transfer.balance-short transfer.minKeptFen',
        'relation.not-near relations',
        'payee.cannot-receive transfer.payeeNotOpen',
      ],
    ],
  ]
  it.each(cases)('%s', async (_name, make, expected) => {
    const [member, body] = await make()
    expect(await refuse(member, body)).toEqual(expected)
    expect((await centre.facts(station, member)).personalAccountFen).toBe(member.personalAccountFen)
  })

  it('the fourth time on one day, with the count and the clause’s pack', async () => {
    const payer = await newMember(database.db)
    for (let i = 0; i < 3; i++) {
      expect((await centre.carryOut(station, payer, transferBody(payee, 10 + i))).outcome.type).toBe('done')
    }
    const { outcome } = await centre.carryOut(station, payer, transferBody(payee, 20))
    expect(reasons(outcome)).toEqual([
      {
        code: 'transfer.count-used-up',
        data: { count: 3, maxPerDay: 3 },
        clause: { pack: resources.pack.number, path: 'transfer.maxPerDay' },
        field: null,
      },
    ])
  })

  it('while another is pending, where the pack says so', async () => {
    const transfer = { ...resources.pack.transfer, onePendingOnly: true }
    await withPack({ transfer }, async (own) => {
      const payer = await newMember(database.db)
      expect((await own.carryOut(station, payer, transferBody(payee, 5))).outcome.type).toBe('done')
      expect(await refuse(payer, transferBody(payee, 6), own)).toEqual([
        'transfer.pending-exists transfer.onePendingOnly',
      ])
    })
  })

  it('when the pack of today knows no way of verification', async () => {
    const verification = { ...resources.pack.verification, transfer: [] }
    await withPack({ verification }, async (own) => {
      const payer = await newMember(database.db)
      expect(await refuse(payer, transferBody(payee, 5), own)).toEqual([
        'assent.missing verification.transfer',
      ])
    })
  })

  it('to somebody the centre does not have, even where the pack lets money wait for a wallet', async () => {
    const transfer = { ...resources.pack.transfer, payeeNotOpen: 'pend' as const }
    await withPack({ transfer }, async (own) => {
      const payer = await newMember(database.db)
      const nobody = { ...payee, idNumber: idNumberOf('19600101', 999) }
      const known = await newMember(database.db, { wallet: null })
      expect((await own.carryOut(station, payer, transferBody(known, 5))).outcome).toMatchObject({
        receipt: 'pending',
      })
      const codes = await refuse(payer, transferBody(nobody, 6), own)
      expect(codes.filter((code) => code.startsWith('payee'))).toEqual([
        'payee.cannot-receive transfer.payeeNotOpen',
      ])
    })
  })
})

describe('relation and place are judged by the pack in force at taking', () => {
  it('lets a relation pass that was near when the transfer was taken', async () => {
    const relations = resources.pack.relations.map((line) => ({ ...line, rule: 'refuse' as const }))
    await withPack({ relations }, async (own) => {
      const payer = await newMember(database.db)
      expect((await own.carryOut(station, payer, transferBody(payee, 5))).outcome.type).toBe('done')
    })
  })
  it('but the amount by the pack of today', async () => {
    const transfer = { ...resources.pack.transfer, maxFen: 100 as Fen }
    await withPack({ transfer }, async (own) => {
      const { outcome } = await own.carryOut(station, await newMember(database.db), transferBody(payee, 5))
      expect(reasons(outcome)[0]).toMatchObject({
        code: 'transfer.over-limit',
        clause: { pack: resources.pack.number },
      })
    })
  })
})

describe('a wallet opening is refused', () => {
  it('for a member who has one', async () => {
    expect(await refuse(await newMember(database.db), openingBody())).toEqual(['wallet.already-open -'])
  })
  it.each([
    ['in a region that closed', { placeOfUse: places.closed }, ['place.closed regionTable']],
    ['in a region nobody knows about', { placeOfUse: places.unknown }, ['place.unknown regionTable']],
    ['with a malformed phone', { phone: '1381234', phoneOwner: 'self' as const }, ['phone.malformed -']],
    ['with a phone of nobody', { phone: '13812345678', phoneOwner: 'none' as const }, ['field.missing -']],
    ['with words that are not in force', { noticeVersion: 'older' }, ['assent.stale opening.noticeVersion']],
  ])('%s', async (_name, changes, expected) => {
    const member = await newMember(database.db, { wallet: null })
    expect(await refuse(member, openingBody(changes))).toEqual(expected)
    expect((await centre.facts(station, member)).wallet).toBeNull()
  })
  it('when the phone serves five wallets already', async () => {
    const body = openingBody({ phone: '13900001111', phoneOwner: 'relative' })
    for (let i = 0; i < 5; i++) {
      const { outcome } = await centre.carryOut(station, await newMember(database.db, { wallet: null }), body)
      expect(outcome.type).toBe('done')
    }
    const sixth = await newMember(database.db, { wallet: null })
    expect(await refuse(sixth, body)).toEqual(['wallet.phone-used-up opening.walletsPerPhone'])
  })
})

describe('a receive is refused', () => {
  const sendTo = async (receiver: MemberSeed): Promise<OperationId> => {
    const { payload } = await centre.carryOut(
      station,
      await newMember(database.db),
      transferBody(receiver, 8),
    )
    return payload.id
  }
  it('of a transfer nobody made', async () => {
    const id = '018f3c5e-2222-7000-8000-000000000000' as OperationId
    expect(await refuse(payee, receiveBody(id, 8))).toEqual(['receive.no-such -'])
  })
  it('of another amount than waits', async () => {
    const receiver = await newMember(database.db)
    expect(await refuse(receiver, receiveBody(await sendTo(receiver), 9))).toEqual(['receive.no-such -'])
  })
  it('of somebody else’s money', async () => {
    const id = await sendTo(await newMember(database.db))
    expect(await refuse(await newMember(database.db), receiveBody(id, 8))).toEqual(['receive.not-yours -'])
  })
})
