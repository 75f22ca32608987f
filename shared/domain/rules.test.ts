import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { ErrorCode } from './errors'
import type { RegionKey, RelationCode } from './ids'
import type { OperationBody } from './operation'
import type { RuleContext } from './rule-check'
import { atShanghai } from './china-time'
import { checkOperation, refusalsOf, ruleNames } from './rules'
import {
  fen,
  operationId,
  payerIdNumber,
  sampleAt,
  sampleContext,
  sampleDay,
  sampleFacts,
  sampleOpening,
  sampleReceive,
  sampleTransfer,
  waitingTransferId,
} from './testing/samples'

const pack = rulePackSchema.parse(packJson)
const context = (change: Partial<RuleContext> = {}): RuleContext => sampleContext(pack, change)
const codes = (body: OperationBody, ctx = context()): readonly ErrorCode[] =>
  refusalsOf(checkOperation(body, ctx)).map(({ code }) => code)
const verdict = (rule: string, body: OperationBody, ctx = context()): string | undefined =>
  checkOperation(body, ctx).find((check) => check.rule === rule)?.verdict
const payee = sampleTransfer().payee
const opening = sampleOpening(pack)
const withoutWallet = sampleFacts({ wallet: null })
const key = (text: string): RegionKey => text as RegionKey
/** 陈静's region: its province is named without a list. */
const unlisted = key('210000/沈阳市')
const ended = key('990000/练习二市')

describe('every kind', () => {
  it('holds for the sample people', () => {
    expect(codes(sampleTransfer())).toEqual([])
    expect(codes(opening, context({ member: withoutWallet }))).toEqual([])
    const waiting = [
      { transferId: waitingTransferId, amountFen: fen(65_000), from: '*秀英', deadlineAt: sampleAt + 1 },
    ]
    expect(codes(sampleReceive(), context({ member: sampleFacts({ waitingToReceive: waiting }) }))).toEqual(
      [],
    )
  })

  it('names known rules, each once, and gives every failure a reason', () => {
    const bodies = fc.constantFrom<OperationBody>(sampleTransfer(), opening, sampleReceive())
    const contexts = fc.record({
      moment: fc.constantFrom<RuleContext['moment']>('taking', 'carrying-out'),
      online: fc.boolean(),
      member: fc.constantFrom(
        null,
        sampleFacts(),
        sampleFacts({ status: 'unknown' }),
        sampleFacts({ status: 'deceased', insurances: [], insuredRegion: null, wallet: null, asOf: 0 }),
      ),
      payee: fc.constantFrom<RuleContext['payee']>(null, 'can-receive', 'cannot-receive', 'ask-online'),
      nowAt: fc.integer({ min: sampleAt, max: sampleAt + 86_400_000 }),
    })
    fc.assert(
      fc.property(bodies, contexts, (body, change) => {
        const checks = checkOperation(body, context(change))
        expect(new Set(checks.map(({ rule }) => rule)).size).toBe(checks.length)
        for (const check of checks) {
          expect(ruleNames).toContain(check.rule)
          if (check.verdict === 'fails' || check.verdict === 'later') expect(check.refusal).not.toBeNull()
          if (check.verdict === 'ok') expect(check.refusal).toBeNull()
          if (change.moment === 'carrying-out') expect(check.verdict).not.toBe('later')
        }
      }),
    )
  })

  it.each<[string, RuleContext['member'], readonly ErrorCode[]]>([
    ['nobody of this number', sampleFacts({ status: 'unknown' }), ['member.not-found']],
    ['deceased', sampleFacts({ status: 'deceased' }), ['member.deceased']],
    ['suspended', sampleFacts({ status: 'suspended' }), ['member.suspended']],
    ['no insurance', sampleFacts({ insurances: [] }), ['member.not-insured']],
    ['two insurances', sampleFacts({ insurances: ['310', '390'] }), ['member.several-insurances']],
    ['no wallet', withoutWallet, ['wallet.not-open']],
    ['nothing known', null, []],
  ])('%s', (_, member, expected) => {
    expect(codes(sampleTransfer(), context({ member }))).toEqual(expected)
  })

  it('tells all failing rules at once, each with the pack that bit', () => {
    const member = sampleFacts({
      insurances: [],
      wallet: null,
      transfersToday: 3,
      personalAccountFen: fen(100),
    })
    const body = sampleTransfer({
      amountFen: fen(200_001),
      relation: '56' as RelationCode,
      payee: { ...payee, insuredRegion: ended },
    })
    const refusals = refusalsOf(checkOperation(body, context({ member, payee: 'cannot-receive' })))
    expect(refusals.map(({ code }) => code)).toEqual([
      'member.not-insured',
      'wallet.not-open',
      'transfer.over-limit',
      'transfer.count-used-up',
      'transfer.balance-short',
      'relation.not-near',
      'payee.place-closed',
      'payee.cannot-receive',
    ])
    expect(refusals.find(({ code }) => code === 'transfer.over-limit')).toEqual({
      code: 'transfer.over-limit',
      data: { amountFen: 200_001, maxFen: 200_000 },
      field: 'amountFen',
      clause: { pack: pack.number, path: 'transfer.maxFen' },
    })
  })

  it('wants somebody of age with a valid card', () => {
    const person = { idNumber: payerIdNumber, birthDate: '20081123', validTo: '20261121' }
    expect(codes(sampleTransfer(), context({ person }))).toEqual([
      'member.needs-guardian',
      'member.card-expired',
    ])
    const birthday = { ...person, birthDate: '20081122', validTo: '20261122' }
    expect(codes(sampleTransfer(), context({ person: birthday }))).toEqual([])
    expect(codes(sampleTransfer(), context({ person, moment: 'carrying-out' }))).toEqual([
      'member.needs-guardian',
    ])
    expect(verdict('member.age', sampleTransfer(), context({ person: { ...person, birthDate: null } }))).toBe(
      'unknown',
    )
  })

  it('when carrying out, wants to know the member', () => {
    expect(codes(sampleTransfer(), context({ moment: 'carrying-out', member: null }))).toEqual([
      'member.not-found',
    ])
  })
})

describe('opening', () => {
  const ctx = (change: Partial<RuleContext> = {}): RuleContext =>
    context({ member: withoutWallet, ...change })

  it('once only', () => {
    expect(codes(opening)).toEqual(['wallet.already-open'])
    expect(verdict('wallet.none-yet', opening, ctx({ member: null }))).toBe('unknown')
  })

  it('reads the phone', () => {
    const refused = (phone: string | null, phoneOwner: 'self' | 'relative' | 'none'): readonly ErrorCode[] =>
      codes({ ...opening, phone, phoneOwner }, ctx())
    expect(refused('1380013800', 'self')).toEqual(['phone.malformed'])
    expect(refused('138 0013 8000', 'self')).toEqual(['phone.malformed'])
    expect(refused(null, 'none')).toEqual([])
    expect(refused(null, 'self')).toEqual(['field.missing'])
    expect(refused('13800138000', 'none')).toEqual(['field.missing'])
  })

  it('counts the wallets of a phone', () => {
    expect(codes(opening, ctx({ walletsOnPhone: 4 }))).toEqual([])
    expect(codes(opening, ctx({ walletsOnPhone: 5 }))).toEqual(['wallet.phone-used-up'])
    expect(verdict('phone.count', opening, ctx({ walletsOnPhone: null }))).toBe('unknown')
  })

  it('stops for a closed place, not for an unknown one', () => {
    expect(codes({ ...opening, placeOfUse: ended }, ctx())).toEqual(['place.closed'])
    expect(codes({ ...opening, placeOfUse: unlisted }, ctx())).toEqual([])
    expect(verdict('place.of-use', { ...opening, placeOfUse: unlisted }, ctx())).toBe('unknown')
    expect(codes({ ...opening, placeOfUse: key('somewhere') }, ctx())).toEqual(['place.no-such'])
    expect(codes(opening, ctx({ member: sampleFacts({ wallet: null, insuredRegion: ended }) }))).toEqual([
      'place.closed',
    ])
  })

  it('was told in the words in force', () => {
    expect(codes({ ...opening, noticeVersion: 'older' }, ctx())).toEqual(['assent.stale'])
  })
})

describe('receive', () => {
  const waiting = {
    transferId: waitingTransferId,
    amountFen: fen(65_000),
    from: '*秀英',
    deadlineAt: sampleAt + 1,
  }
  const at = (change: Partial<RuleContext> = {}): RuleContext =>
    context({ member: sampleFacts({ waitingToReceive: [waiting] }), ...change })

  it('what the centre named, of that amount, before its deadline', () => {
    expect(codes(sampleReceive(), at())).toEqual([])
    expect(codes(sampleReceive({ transferId: operationId }), at())).toEqual(['receive.no-such'])
    expect(codes(sampleReceive({ amountFen: fen(1) }), at())).toEqual(['receive.no-such'])
    expect(codes(sampleReceive(), at({ nowAt: sampleAt + 1 }))).toEqual(['receive.past-deadline'])
    expect(codes(sampleReceive(), at({ member: null }))).toEqual([])
  })

  it('into an open wallet, at any hour', () => {
    expect(
      codes(sampleReceive(), at({ member: sampleFacts({ waitingToReceive: [waiting], wallet: null }) })),
    ).toEqual(['wallet.not-open'])
    const night = atShanghai(sampleDay, '23:00')
    const member = sampleFacts({ waitingToReceive: [{ ...waiting, deadlineAt: night + 1 }] })
    expect(codes(sampleReceive(), at({ nowAt: night, member, moment: 'carrying-out' }))).toEqual([])
  })
})
