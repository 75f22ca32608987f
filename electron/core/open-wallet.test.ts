import { describe, expect, it, vi } from 'vitest'
import { operationPayloadSchema } from '../../shared/contract/operation'
import type { OperationForm } from '../../shared/contract/counter'
import type { OperationId } from '../../shared/domain/ids'
import { sampleFacts, suzhou } from '../../shared/domain/testing/samples'
import { agreed, openingForm, refusedCodes } from './testing/clerk-acts'
import { counterWorld } from './testing/counter-world'
import { personOf } from './testing/practice-counter'
import type { OpenCounter } from './testing/practice-counter'

/* Opening a wallet: what the member is told, whose phone it is, and a place other than the insured region. */

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const world = counterWorld()
type OpeningForm = Extract<OperationForm, { kind: 'wallet-opening' }>

async function elder(counter: OpenCounter, known = true): Promise<string> {
  counter.lay('wang-xiuying')
  const { idNumber } = personOf('wang-xiuying')
  const facts = sampleFacts({ idNumber, asOf: counter.clock.now() - 1000, wallet: null })
  if (known) counter.core.commit([{ type: 'facts-received', facts }])
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  return visitId
}

const form = (change: Partial<OpeningForm> = {}): OpeningForm => ({
  ...(openingForm() as OpeningForm),
  ...change,
})
const elsewhere = (placeReason: string): OpeningForm => form({ placeOfUse: suzhou, placeReason })

function bodyOf(counter: OpenCounter, id: OperationId) {
  const canonical = counter.core.projection.operation(id)?.canonical ?? ''
  return operationPayloadSchema.parse(JSON.parse(canonical))
}

function question(counter: OpenCounter): { readonly question: string; readonly wordsHash: string } {
  const { screen } = counter.memberView()
  if (screen.name !== 'confirm') throw new Error(`the member sees ${screen.name}`)
  return screen
}

describe('a place of use other than the insured region', () => {
  it('has a reason and a 同意 of its own on just that sentence, both in the journal and the payload', async () => {
    const counter = await world.alone()
    const visitId = await elder(counter)
    const operationId = await agreed(counter, visitId, elsewhere('  住在女儿家，在苏州看病  '))
    const second = question(counter)
    expect(second).toMatchObject({
      question: '钱只能在苏州市的医院、药店用。您看病是在那里吗？',
      facts: [],
      answer: null,
    })
    await counter.member.answer({ operationId, wordsHash: second.wordsHash, answer: 'agree' })
    await counter.counter.take({ operationId })
    const { body, consents, assent } = bodyOf(counter, operationId)
    expect(body).toMatchObject({ placeReason: '住在女儿家，在苏州看病', noticeGiven: 'read-by-oneself' })
    expect(consents).toMatchObject([{ subject: 'place-of-use', wordsHash: second.wordsHash }])
    expect(assent.wordsHash).not.toBe(second.wordsHash)
    expect(counter.committed).toContainEqual(
      expect.objectContaining({
        type: 'separate-consent',
        question: second.question,
        wordsHash: second.wordsHash,
        answer: 'agree',
      }),
    )
  })

  it.each(['decline', 'help'] as const)('answered by %s stops it until it is shown again', async (answer) => {
    const counter = await world.alone()
    const visitId = await elder(counter)
    const operationId = await agreed(counter, visitId, elsewhere('住在女儿家'))
    const { wordsHash } = question(counter)
    await counter.member.answer({ operationId, wordsHash, answer })
    expect(await counter.counter.operation({ operationId })).toMatchObject({ assent: answer })
    expect(counter.view().memberCalls).toEqual(
      answer === 'help' ? expect.objectContaining({ operationId, kind: 'wallet-opening' }) : null,
    )
    expect(await refusedCodes(counter.counter.take({ operationId }))).toEqual(['assent.separate-missing'])
    await counter.counter.propose({ operationId, visitId, form: elsewhere('住在女儿家') })
    expect(counter.view().memberCalls).toBeNull()
    // the application first, again
    expect(question(counter).question).toBe('请看一看，对不对？')
  })

  it('is not asked after where it is the insured region, or where that region is not known here', async () => {
    const counter = await world.alone()
    const visitId = await elder(counter, false)
    const operationId = await agreed(counter, visitId, elsewhere(''))
    await counter.counter.take({ operationId })
    expect(bodyOf(counter, operationId)).not.toHaveProperty('consents')
    const known = await world.alone()
    const id = await agreed(known, await elder(known), form({ placeReason: '写错了地方' }))
    await known.counter.take({ operationId: id })
    expect(bodyOf(known, id).body).not.toHaveProperty('placeReason')
  })
})

describe('every field of the opening says at its place what is wrong', () => {
  it('reason, phone, its owner, and how the notice was given', async () => {
    const counter = await world.alone()
    const visitId = await elder(counter)
    const wrong = [
      [elsewhere(''), 'placeReason', 'field.missing'],
      [elsewhere('　\u200f '), 'placeReason', 'field.missing'],
      [elsewhere('🙂。，'), 'placeReason', 'field.missing'],
      [elsewhere('住'.repeat(201)), 'placeReason', 'field.too-long'],
      [form({ phone: '' }), 'phone', 'phone.malformed'],
      [form({ phone: '🙂' }), 'phone', 'phone.malformed'],
      [form({ phone: '1380000123' }), 'phone', 'phone.malformed'],
      [form({ phoneOwner: 'relative' }), 'phoneRelation', 'field.missing'],
      [form({ phoneOwner: 'relative', phoneRelation: '儿子' }), 'phoneRelation', 'relation.no-such'],
      [form({ noticeGiven: '' }), 'noticeGiven', 'field.missing'],
    ] as const
    for (const [bad, field, code] of wrong) {
      const lines = await counter.counter.checkForm({ visitId, form: bad })
      expect(lines.map(({ refusal }) => refusal)).toMatchObject([{ code, field }])
    }
    const long = elsewhere('住'.repeat(200))
    const lines = await counter.counter.checkForm({ visitId, form: long })
    expect(lines.every(({ verdict }) => verdict !== 'fails')).toBe(true)
  })

  it('a relative’s phone names the relative to the member and in the payload', async () => {
    const counter = await world.alone()
    const visitId = await elder(counter)
    const shared = form({ phone: '１３９ 0000-1111', phoneOwner: 'relative', phoneRelation: '30' })
    const operationId = await agreed(counter, visitId, shared)
    expect((await counter.counter.operation({ operationId })).shown?.facts.at(-1)).toMatchObject({
      value: '139****1111',
      small: '您的女儿的手机',
    })
    await counter.counter.take({ operationId })
    expect(bodyOf(counter, operationId).body).toMatchObject({ phone: '13900001111', phoneRelation: '30' })
  })
})
