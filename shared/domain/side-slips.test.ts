import { expect, test } from 'vitest'
import { fold } from './fold'
import { operationStates, transferReceipts } from './operation'
import type { Operation, OperationBody } from './operation'
import { commitmentOf, receiveBy, sideSlipsOf } from './side-slips'
import { suzhou } from './testing/samples'
import type { ClerkId, Fen, OperationId, RegionKey, RelationCode, VisitId } from './ids'

const now = 1_800_000_000_000
const deadlineAt = now + 3_600_000
const other = { name: '李晓梅', idNumber: '990203197406085827' }
const relation = '27' as RelationCode
const transfer = (commitment?: string): OperationBody => ({
  kind: 'transfer',
  source: 'personal-account',
  payee: { ...other, insuredRegion: suzhou, party: 'ours', identity: 'typed' },
  relation,
  amountFen: 65_000 as Fen,
  ...(commitment === undefined ? {} : { commitment }),
})
const bodies: Readonly<Record<string, OperationBody>> = {
  opening: {
    kind: 'wallet-opening',
    placeOfUse: suzhou,
    phone: null,
    phoneOwner: 'none',
    noticeVersion: 'practice-1',
  },
  move: { kind: 'place-of-use-change', from: suzhou, to: '620000/临夏回族自治州' as RegionKey },
  receive: {
    kind: 'receive',
    transferId: '0193d2f0-0000-7000-8000-0000000000bb' as OperationId,
    amountFen: 1 as Fen,
  },
  premium: {
    kind: 'premium-payment',
    year: 2027,
    person: other,
    relation,
    source: 'personal-account',
    amountFen: 40_000 as Fen,
  },
  transfer: transfer(),
  'transfer with a commitment': transfer('继子由我带大'),
  relation: { kind: 'relation-declaration', other, relation, commitment: null },
  'relation with a commitment': { kind: 'relation-declaration', other, relation, commitment: '继子由我带大' },
  binding: { kind: 'family-binding', change: 'bind', other, relation },
  'binding with a commitment': {
    kind: 'family-binding',
    change: 'bind',
    other,
    relation,
    commitment: '继子由我带大',
  },
}

function operation(body: OperationBody, parts: Partial<Operation>): Operation {
  const proposed = fold(
    null,
    {
      type: 'operation-proposed',
      operationId: '0193d2f0-0000-7000-8000-0000000000aa' as OperationId,
      visitId: '0193d2f0-0000-7000-8000-000000000001' as VisitId,
      clerk: 'liyulan' as ClerkId,
      body,
      wordsHash: 'a'.repeat(64),
    },
    now,
  )
  if (proposed === null) throw new Error('nothing was proposed')
  return { ...proposed, ...parts }
}
const taken = { number: 1, at: now, payloadHash: 'a'.repeat(64), clerk: 'liyulan' as ClerkId }

test('every kind in every state: 申请表 of what was applied for, 承诺书 of what was committed to, from the draft on', () => {
  for (const [name, body] of Object.entries(bodies))
    for (const state of operationStates) {
      const is = operation(body, { state, taken: state === 'draft' ? null : taken })
      const applied = ['opening', 'move'].includes(name) && state !== 'draft' && state !== 'cancelled'
      const committed = name.endsWith('commitment') && state !== 'cancelled'
      expect(sideSlipsOf(is, now), `${name} ${state}`).toEqual([
        ...(applied ? ['application'] : []),
        ...(committed ? ['commitment'] : []),
      ])
    }
  expect(commitmentOf(transfer('继子由我带大'))).toBe('继子由我带大')
})

test('到期提醒单 only while the money waits and the centre gave a deadline that is still to come', () => {
  for (const receipt of [null, ...transferReceipts])
    for (const deadline of [null, deadlineAt]) {
      const outcome = { type: 'done', at: now, receipt, deadlineAt: deadline } as const
      const is = operation(transfer(), { state: 'done', taken, outcome, receipt })
      const waits = receipt === 'pending' && deadline !== null
      expect(sideSlipsOf(is, now)).toEqual(waits ? ['deadline'] : [])
      expect(receiveBy(is)).toBe(waits ? deadlineAt : null)
      expect(sideSlipsOf(is, deadlineAt)).toEqual([])
      const corrected = { reason: '', by: [], at: now }
      expect(sideSlipsOf({ ...is, corrected }, now)).toEqual([])
    }
})
