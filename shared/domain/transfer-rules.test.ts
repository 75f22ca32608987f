import { describe, expect, it } from 'vitest'
import packJson from '../../resources/practice-rule-pack.json'
import { rulePackSchema } from '../contract/rule-pack'
import type { ErrorCode } from './errors'
import type { RegionKey, RelationCode } from './ids'
import type { OperationBody } from './operation'
import type { RulePack, TransferRules } from './rule-pack'
import type { RuleContext } from './rule-check'
import { atShanghai } from './china-time'
import { relationOf } from './kinship'
import { allRegions, openness } from './regions'
import { approvalsOf } from './rule-check'
import { checkOperation, refusalsOf } from './rules'
import {
  fen,
  linxia,
  payerIdNumber,
  sampleAt,
  sampleContext,
  sampleDay,
  sampleFacts,
  sampleTransfer,
  suzhou,
} from './testing/samples'

const pack = rulePackSchema.parse(packJson)
const context = (change: Partial<RuleContext> = {}): RuleContext => sampleContext(pack, change)
const codes = (body: OperationBody, ctx = context()): readonly ErrorCode[] =>
  refusalsOf(checkOperation(body, ctx)).map(({ code }) => code)
const verdict = (rule: string, body: OperationBody, ctx = context()): string | undefined =>
  checkOperation(body, ctx).find((check) => check.rule === rule)?.verdict
const withTransfer = (change: Partial<TransferRules>): RulePack => ({
  ...pack,
  transfer: { ...pack.transfer, ...change },
})
const payee = sampleTransfer().payee
const offline = { online: false } as const
const key = (text: string): RegionKey => text as RegionKey
/** 陈静's region: its province is named without a list. */
const unlisted = key('210000/沈阳市')
const ended = key('990000/练习二市')

describe('transfer limits', () => {
  const rich = sampleFacts({ personalAccountFen: fen(10_000_000) })

  it.each<[number, readonly ErrorCode[]]>([
    [200_000, []],
    [200_001, ['transfer.over-limit']],
    [1, []],
    [0, ['amount.not-positive']],
    [-100, ['amount.not-positive']],
    [0.5, ['amount.malformed']],
  ])('%d fen: %j', (amount, expected) => {
    expect(codes(sampleTransfer({ amountFen: fen(amount) }), context({ member: rich }))).toEqual(expected)
  })

  it('the third of a day is fine, the fourth is not, wherever the three were counted', () => {
    const counted = (transfersToday: number, queued: number, takenToday = 0): readonly ErrorCode[] =>
      codes(
        sampleTransfer(),
        context({
          member: sampleFacts({ transfersToday }),
          takenHere: {
            ...context().takenHere,
            memberTransfersQueued: queued,
            memberTransfersToday: takenToday,
          },
        }),
      )
    expect(counted(2, 0)).toEqual([])
    expect(counted(3, 0)).toEqual(['transfer.count-used-up'])
    expect(counted(1, 1)).toEqual([])
    expect(counted(1, 2)).toEqual(['transfer.count-used-up'])
    expect(counted(0, 0, 3)).toEqual(['transfer.count-used-up'])
  })

  it('yesterday’s count is not today’s', () => {
    const member = sampleFacts({ transfersToday: 3, asOf: sampleAt - 86_400_000 })
    expect(codes(sampleTransfer(), context({ member }))).toEqual([])
    expect(verdict('transfer.count', sampleTransfer(), context({ member }))).toBe('unknown')
  })

  it.each<[string, number, boolean]>([
    ['21:59', 59, true],
    ['22:00', 0, false],
    ['05:59', 59, false],
    ['06:00', 0, true],
  ])('%s:%d', (time, seconds, open) => {
    const nowAt = atShanghai(sampleDay, time) + seconds * 1_000
    const member = sampleFacts({ asOf: nowAt })
    const taking = context({ nowAt, member })
    expect(verdict('transfer.hours', sampleTransfer(), taking)).toBe(open ? 'ok' : 'later')
    expect(codes(sampleTransfer(), taking)).toEqual([])
    const carrying = context({ nowAt, member, moment: 'carrying-out' })
    expect(codes(sampleTransfer(), carrying)).toEqual(open ? [] : ['transfer.closed-hours'])
  })

  it('says when it opens', () => {
    const nowAt = atShanghai(sampleDay, '22:30')
    const check = checkOperation(sampleTransfer(), context({ nowAt })).find(
      ({ rule }) => rule === 'transfer.hours',
    )
    expect(check?.refusal?.data).toEqual({
      opens: '06:00',
      closes: '22:00',
      opensAt: atShanghai('2026-11-23', '06:00'),
    })
  })

  it('takes money only where it is, less what is kept and what waits', () => {
    const member = sampleFacts({
      personalAccountFen: fen(65_000),
      wallet: { placeOfUse: linxia, balanceFen: fen(64_999) },
    })
    expect(codes(sampleTransfer(), context({ member }))).toEqual([])
    expect(codes(sampleTransfer({ source: 'wallet' }), context({ member }))).toEqual([
      'transfer.balance-short',
    ])
    const kept = withTransfer({ minKeptFen: fen(1) })
    expect(codes(sampleTransfer(), context({ member, pack: kept }))).toEqual(['transfer.balance-short'])
    const takenHere = { ...context().takenHere, memberQueuedFen: { 'personal-account': 1, wallet: 0 } }
    expect(codes(sampleTransfer(), context({ member, takenHere }))).toEqual(['transfer.balance-short'])
    const none = sampleFacts({ personalAccountFen: null })
    expect(codes(sampleTransfer(), context({ member: none }))).toEqual(['transfer.balance-short'])
    expect(verdict('transfer.balance', sampleTransfer(), context({ member: null }))).toBe('unknown')
  })

  it('one pending transfer only where the pack says so', () => {
    const member = sampleFacts({ transfersPending: 1 })
    expect(codes(sampleTransfer(), context({ member }))).toEqual([])
    const strict = withTransfer({ onePendingOnly: true })
    expect(codes(sampleTransfer(), context({ member, pack: strict }))).toEqual(['transfer.pending-exists'])
    expect(codes(sampleTransfer(), context({ pack: strict }))).toEqual([])
    expect(verdict('transfer.pending', sampleTransfer(), context({ member: null, pack: strict }))).toBe(
      'unknown',
    )
  })

  it('caps what is taken without a line, and only that', () => {
    const takenHere = {
      ...context().takenHere,
      memberAmountTodayFen: 600_000 - 65_000,
      stationAmountTodayFen: 5_000_000 - 65_000,
    }
    expect(codes(sampleTransfer(), context({ ...offline, takenHere }))).toEqual([])
    const more = sampleTransfer({ amountFen: fen(65_001) })
    const { overCap, ...caps } = pack.offline
    expect(overCap).toBe('second-person')
    const refusing = { ...pack, offline: caps }
    expect(codes(more, context({ ...offline, takenHere, pack: refusing }))).toEqual([
      'transfer.offline-cap',
      'transfer.offline-cap',
    ])
    expect(codes(more, context({ ...offline, takenHere }))).toEqual([])
    expect(
      approvalsOf(checkOperation(more, context({ ...offline, takenHere }))).map(({ clause }) => clause?.path),
    ).toEqual(['offline.perMemberDayFen', 'offline.perStationDayFen'])
    expect(codes(more, context({ takenHere }))).toEqual([])
    const tight = { ...refusing, offline: { ...caps, perItemFen: fen(65_000) } }
    expect(codes(more, context({ ...offline, pack: tight }))).toEqual(['transfer.offline-cap'])
  })

  it('without a line refuses facts older than the pack allows', () => {
    const weekOld = sampleFacts({ asOf: sampleAt - 168 * 3_600_000 })
    const older = sampleFacts({ asOf: sampleAt - 168 * 3_600_000 - 1 })
    expect(codes(sampleTransfer(), context({ ...offline, member: weekOld }))).toEqual([])
    expect(codes(sampleTransfer(), context({ ...offline, member: older }))).toEqual(['member.status-too-old'])
    expect(codes(sampleTransfer(), context({ member: older }))).toEqual([])
  })
})

describe('transfer to whom', () => {
  it('judges each of the 100 relation codes by the table', () => {
    const expected = {
      allow: [],
      commitment: ['relation.needs-commitment'],
      // taken, and nothing is done before a supervisor has looked
      supervisor: [],
      refuse: ['relation.not-near'],
    }
    for (let n = 0; n < 100; n++) {
      const relation = String(n).padStart(2, '0') as RelationCode
      const rule = relationOf(pack, relation)?.rule
      const wanted = rule === undefined ? ['relation.no-such'] : expected[rule]
      expect([relation, codes(sampleTransfer({ relation }))]).toEqual([relation, wanted])
      const looks = approvalsOf(checkOperation(sampleTransfer({ relation }), context())).map(
        ({ code }) => code,
      )
      expect([relation, looks]).toEqual([
        relation,
        rule === 'supervisor' ? ['relation.needs-supervisor'] : [],
      ])
    }
  })

  it('临夏 to 苏州 is open, and so is 苏州 to 石家庄', () => {
    expect(verdict('payee.place', sampleTransfer())).toBe('ok')
    const back = sampleTransfer({ payee: { ...payee, insuredRegion: key('130000/石家庄市') } })
    expect(codes(back, context({ member: sampleFacts({ insuredRegion: suzhou }) }))).toEqual([])
  })

  it('judges every listed place as the table does', () => {
    for (const region of allRegions(pack.regionTable)) {
      const body = sampleTransfer({ payee: { ...payee, insuredRegion: region.key } })
      const open = openness(pack.regionTable, region.key, 'wallet', sampleDay).openness === 'open'
      expect([region.key, codes(body)]).toEqual([region.key, open ? [] : ['payee.place-closed']])
    }
  })

  it('an unknown place is the centre’s to decide', () => {
    const body = sampleTransfer({ payee: { ...payee, insuredRegion: unlisted } })
    const check = checkOperation(body, context(offline)).find(({ rule }) => rule === 'payee.place')
    expect(check).toMatchObject({
      verdict: 'unknown',
      refusal: { code: 'place.unknown', data: { region: '沈阳市', asOf: '2025-05-08' } },
      asOf: atShanghai('2025-05-08', '00:00'),
    })
    const carrying = { moment: 'carrying-out' } as const
    expect(codes(body, context(carrying))).toEqual(['place.unknown'])
    const answer = (opennessOf: 'open' | 'closed'): RuleContext =>
      context({ ...carrying, placeAnswers: [{ region: unlisted, openness: opennessOf, asOf: sampleDay }] })
    expect(codes(body, answer('open'))).toEqual([])
    expect(codes(body, answer('closed'))).toEqual(['payee.place-closed'])
  })

  it('judges relation and place by the pack in force at taking, amount by today’s', () => {
    const newer = { ...withTransfer({ maxFen: fen(60_000) }), number: 2, relations: [] }
    const ctx = context({ moment: 'carrying-out', pack: newer, atTaking: { pack, at: sampleAt } })
    const refusals = refusalsOf(checkOperation(sampleTransfer(), ctx))
    expect(refusals.map(({ code, clause }) => [code, clause?.pack])).toEqual([['transfer.over-limit', 2]])
  })

  it('the payer’s place of use counts where the pack says so', () => {
    const member = sampleFacts({ wallet: { placeOfUse: ended, balanceFen: fen(0) } })
    expect(codes(sampleTransfer(), context({ member }))).toEqual([])
    const strict = withTransfer({ alsoCheckPlaceOfUse: true })
    expect(codes(sampleTransfer(), context({ member, pack: strict }))).toEqual(['place.closed'])
  })

  it('not to oneself, nobody, elsewhere, or a number that cannot be', () => {
    const to = (change: Partial<typeof payee>): readonly ErrorCode[] =>
      codes(sampleTransfer({ payee: { ...payee, ...change } }))
    expect(to({ idNumber: payerIdNumber })).toEqual(['payee.same-person'])
    expect(to({ name: ' ' })).toEqual(['name.empty'])
    expect(to({ idNumber: '990203197406085828' })).toEqual(['id-number.wrong-check-digit'])
    expect(to({ idNumber: '990203 19740608 5827' })).toEqual(['id-number.malformed'])
    expect(to({ party: 'elsewhere' })).toEqual(['payee.elsewhere'])
  })

  it('only to somebody who can receive', () => {
    const at = (
      moment: RuleContext['moment'],
      answer: RuleContext['payee'],
      rules = pack,
    ): readonly ErrorCode[] => codes(sampleTransfer(), context({ moment, payee: answer, pack: rules }))
    expect(at('taking', 'cannot-receive')).toEqual(['payee.cannot-receive'])
    expect(at('taking', 'ask-online')).toEqual([])
    expect(at('taking', null)).toEqual([])
    expect(verdict('payee.receives', sampleTransfer(), context({ payee: null }))).toBe('unknown')
    expect(at('carrying-out', null)).toEqual(['payee.cannot-receive'])
    expect(at('carrying-out', 'cannot-receive', withTransfer({ payeeNotOpen: 'pend' }))).toEqual([])
  })
})
