import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { PracticeCentre } from '../../central/practice/practice-centre'
import { makeOperationNumber, showOperationNumber } from '../../shared/domain/operation-number'
import type { OperationId } from '../../shared/domain/ids'
import { openVisit, openingForm, refusedCodes, signIn, take } from './testing/clerk-acts'
import { makeStation, openCounter, startCentre } from './testing/practice-counter'
import type { OpenCounter, TestStation } from './testing/practice-counter'
import { stationSigner } from './crypto'

/** F3: a member comes back with a slip or a number (screens.md 4, 15). */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let world: { station: TestStation; centre: PracticeCentre; counter: OpenCounter }
let operationId: OperationId
let number: string
let qr: string
beforeAll(async () => {
  const station = makeStation()
  const centre = await startCentre(station)
  const counter = await openCounter(station, centre)
  world = { station, centre, counter }
  await signIn(counter)
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
  counter.lay('wang-xiuying')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })
  operationId = await take(counter, visitId, openingForm())
  await counter.counter.printSlip({ operationId })
  qr = counter.slips.at(-1)?.qr ?? ''
  number = (await counter.counter.operation({ operationId })).number ?? ''
  await counter.counter.endVisit({ visitId })
})
afterAll(async () => {
  world.counter.stop()
  await world.centre.close()
  world.station.remove()
})

const find = (text: string) => world.counter.counter.looks.find({ number: text })
const scan = async (text: string) => {
  const scanId = randomUUID()
  await world.counter.counter.codeScanned({ scanId, text })
  return world.counter.counter.looks.findSlip({ scanId })
}
/** The statement of the printed slip, changed, under another key. */
async function forged(changes: object, signer = world.counter.core.signer): Promise<string> {
  const statement = JSON.parse(Buffer.from(qr.split('.')[1] ?? '', 'base64url').toString('utf8')) as object
  return signer.sign(JSON.stringify({ ...statement, ...changes }))
}

test('a 业务号 is found as people write it; what is wrong with it is said at the field', async () => {
  const expected = { found: 'case', operationId, slip: null, code: null }
  const wide = number.replace(/\d/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  for (const text of [
    number,
    showOperationNumber(number),
    ` ${wide}　`,
    number.replace(/(.{4})/gu, '$1-'),
    `\u200f${number}`,
  ])
    expect(await find(text)).toEqual(expected)
  const problems: readonly (readonly [string, string])[] = [
    ['', 'field.missing'],
    ['   ', 'field.missing'],
    ['12', 'operation-number.malformed'],
    ['9'.repeat(200), 'operation-number.malformed'],
    ['😀', 'operation-number.malformed'],
    [number.slice(0, 11) + String((Number(number[11]) + 1) % 10), 'operation-number.wrong-check-digit'],
    [makeOperationNumber('0000', 4_711), 'operation.no-such'],
  ]
  for (const [text, code] of problems) {
    const refused = await find(text).catch((error: unknown) => error)
    expect(refused, text).toMatchObject({ data: { refusals: [{ code, field: 'number' }] } })
  }
})

test('a number of another counter is said to be another’s; without a line the centre is not guessed for', async () => {
  const other = makeOperationNumber('7301', 5)
  expect(await find(other)).toEqual({
    found: 'elsewhere',
    number: other,
    prefix: '7301',
    slip: null,
    code: null,
    asked: 'no-line',
    today: null,
  })
  // nor is a code said to be right that nobody can check
  expect(await find(`${other} 7K2QXM`)).toMatchObject({ found: 'elsewhere', code: 'unchecked' })
})

test('the 核对码 of the slip goes with its number; another one is refused at the field', async () => {
  const printed = world.counter.slips.at(-1)?.numberLabel ?? ''
  const code = /核对码 ([0-9A-Z]{6})$/.exec(printed)?.[1] ?? ''
  expect(await find(`${showOperationNumber(number)} ${code.toLowerCase()}`)).toMatchObject({
    found: 'case',
    operationId,
    code: 'right',
  })
  const wrong = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`
  expect(await refusedCodes(find(`${number} ${wrong}`))).toEqual(['slip.wrong-code'])
})

test('the QR of a slip leads to its case, with what it said beside today; the case has its whole story', async () => {
  const { counter, centre } = world
  expect(await scan(qr)).toMatchObject({
    found: 'case',
    operationId,
    slip: { state: 'queued', kind: 'wallet-opening', member: '王**', signature: 'ours' },
  })
  await counter.counter.looks.openCase({ operationId, way: 'slip' })
  await counter.counter.looks.openCase({ operationId, way: 'slip' })
  expect(counter.committed.filter(({ type }) => type === 'case-opened')).toHaveLength(1)
  await centre.obey({ type: 'line', up: true })
  await counter.until(
    () => counter.core.projection.operation(operationId)?.operation.state === 'done',
    'done',
  )
  const found = await counter.counter.looks.case({ operationId })
  expect(found.operation).toMatchObject({ state: 'done', member: '王**', slipCopies: 1 })
  expect(found).toMatchObject({
    pack: counter.core.pack.number,
    slips: [{ copy: 1, title: '受理登记单' }],
    dispute: null,
  })
  expect(found.steps.map(({ what, actor, name }) => [what, actor, name])).toEqual([
    ['operation-proposed', 'clerk', '李玉兰'],
    ['assent-recorded', 'member', null],
    ['operation-taken', 'clerk', '李玉兰'],
    ['slip-printed', 'clerk', '李玉兰'],
    ['operation-dispatched', 'system', null],
    ['outcome-received', 'remote', null],
  ])
  await counter.counter.raiseDispute({ operationId, reason: '说没有办过' })
  expect((await counter.counter.looks.case({ operationId })).dispute).toMatchObject({
    clerk: '李玉兰',
    reason: '说没有办过',
  })
  // in the member's own visit a case is no look of its own
  const visitId = await openVisit(counter, 'wang-xiuying')
  counter.core.moment.caseOpened = null
  await counter.counter.looks.openCase({ operationId, way: 'list' })
  expect(counter.committed.filter(({ type }) => type === 'case-opened')).toHaveLength(1)
  await counter.counter.endVisit({ visitId })
})

test('a slip nobody here can vouch for is never said to be right; a false one is refused by name', async () => {
  const { counter } = world
  const stranger = await stationSigner('other', await newKey())
  expect(await refusedCodes(scan(await forged({}, stranger)))).toEqual(['slip.bad-signature'])
  expect(await refusedCodes(scan(await forged({ st: 'done' }, stranger)))).toEqual(['slip.bad-signature'])
  expect(await scan(await forged({ s: 'town-7', i: randomUUID() }, stranger))).toMatchObject({
    found: 'elsewhere',
    slip: { signature: 'unknown-key', station: 'town-7' },
    asked: 'not-known',
    today: null,
  })
  expect(await refusedCodes(scan(await forged({ r: 'live' })))).toEqual(['slip.other-realm'])
  expect(await refusedCodes(scan(await forged({ v: 'cn-1' })))).toEqual(['slip.unreadable'])
  expect(await refusedCodes(scan('eyJhbGciOiJFZERTQSJ9.bm90IGpzb24.c2lnbmF0dXJl'))).toEqual([
    'slip.unreadable',
  ])
  expect(await refusedCodes(counter.counter.looks.findSlip({ scanId: randomUUID() }))).toEqual(['code.gone'])
})

async function newKey(): Promise<object> {
  const { generateKeyPair, exportJWK } = await import('jose')
  return exportJWK((await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })).privateKey)
}
