import type { JournalEvent } from '../events'
import type { ClerkId, Fen, OperationId, RegionKey, RelationCode, VisitId } from '../ids'
import type { MemberFacts } from '../member-facts'
import type { OpeningBody, ReceiveBody, TransferBody } from '../operation'
import type { RulePack } from '../rule-pack'
import type { RuleContext } from '../rule-check'
import { atShanghai } from '../china-time'

/** Invented people and forms for tests: 王秀英 of 临夏 pays her daughter 李晓梅 of 苏州. No real person. */
export const payerIdNumber = '990101195003124214'
export const payeeIdNumber = '990203197406085827'
export const linxia = '620000/临夏回族自治州' as RegionKey
export const suzhou = '320000/苏州市' as RegionKey
export const sampleDay = '2026-11-22'
export const sampleAt = atShanghai(sampleDay, '09:30')
export const operationId = '01939f3a-0000-7000-8000-000000000001' as OperationId
export const visitId = '01939f3a-0000-7000-8000-0000000000aa' as VisitId
export const clerk = 'zhou-lan' as ClerkId
export const fen = (value: number): Fen => value as Fen

export function sampleFacts(change: Partial<MemberFacts> = {}): MemberFacts {
  return {
    idNumber: payerIdNumber,
    asOf: sampleAt,
    status: 'active',
    insurances: ['310'],
    insuredRegion: linxia,
    personalAccountFen: fen(328_640),
    wallet: { placeOfUse: linxia, balanceFen: fen(12_000) },
    transfersToday: 0,
    transfersPending: 0,
    waitingToReceive: [],
    ...change,
  }
}

/** At the counter, with a line, at 09:30, everything in order. */
export function sampleContext(pack: RulePack, change: Partial<RuleContext> = {}): RuleContext {
  return {
    pack,
    nowAt: sampleAt,
    moment: 'taking',
    online: true,
    person: { idNumber: payerIdNumber, birthDate: '19500312', validTo: '长期' },
    member: sampleFacts(),
    payee: 'can-receive',
    walletsOnPhone: 0,
    takenHere: {
      memberTransfersToday: 0,
      memberAmountTodayFen: 0,
      stationAmountTodayFen: 0,
      memberTransfersQueued: 0,
    },
    ...change,
  }
}

export function sampleTransfer(change: Partial<TransferBody> = {}): TransferBody {
  return {
    kind: 'transfer',
    source: 'personal-account',
    payee: {
      name: '李晓梅',
      idNumber: payeeIdNumber,
      insuredRegion: suzhou,
      party: 'ours',
      identity: 'typed',
    },
    relation: '30' as RelationCode,
    amountFen: fen(65_000),
    ...change,
  }
}

export function sampleOpening(pack: RulePack, change: Partial<OpeningBody> = {}): OpeningBody {
  return {
    kind: 'wallet-opening',
    placeOfUse: linxia,
    phone: '13800138000',
    phoneOwner: 'self',
    noticeVersion: pack.opening.noticeVersion,
    ...change,
  }
}

export const waitingTransferId = '01939f3a-0000-7000-8000-000000000002' as OperationId

export function sampleReceive(change: Partial<ReceiveBody> = {}): ReceiveBody {
  return { kind: 'receive', transferId: waitingTransferId, amountFen: fen(65_000), ...change }
}

/** The first event of the sample operation. */
export function sampleProposal(): Extract<JournalEvent, { type: 'operation-proposed' }> {
  return { type: 'operation-proposed', operationId, visitId, clerk, body: sampleTransfer(), wordsHash: 'a' }
}
