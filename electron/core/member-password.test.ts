import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { sealText } from '../../central/testing/seal-password'
import type { MemberView } from '../../shared/contract/view'
import type { OperationId } from '../../shared/domain/ids'
import { composeSlip } from './slips/compose-slip'
import { openVisit, refusedCodes, take, transferForm } from './testing/clerk-acts'
import type { OpenCounter } from './testing/practice-counter'
import { practiceDesks } from './testing/practice-desks'

/* The member's own password: typed and sealed on the own window, in memory for one request, the centre's word for it (ADR 30). */
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const desk = practiceDesks()
const digits = { right: '246810', wrong: '730914' }
let counter: OpenCounter

afterEach(() => {
  for (const secret of Object.values(digits)) expect(whereIs(counter.station.dataDir, secret)).toEqual([])
})

/** A desk where the member is verified as when live, and can type on the own window. */
async function asLive(): Promise<void> {
  counter = (await desk()).counter
  await counter.counter.practice.verification({ asLive: true })
  counter.core.moment.memberWindow = true
  counter.core.moment.keypad = true
  await counter.until(() => counter.view().line.state === 'up', 'the line')
}

async function waiting(amount = '120'): Promise<OperationId> {
  const visitId = await openVisit(counter, 'li-jianguo')
  const operationId = await take(counter, visitId, transferForm(amount))
  expect(await counter.counter.operation({ operationId })).toMatchObject({ state: 'awaiting-verification' })
  return operationId
}

function keypad(): Extract<MemberView['screen'], { name: 'password' }> {
  const { screen } = counter.memberView()
  if (screen.name !== 'password') throw new Error(`no keypad: ${screen.name}`)
  return screen
}

/** Types on the keypad and seals it there; `before` is what happens just before it reaches core. */
async function type(password: string, before: () => void = () => undefined): Promise<void> {
  const { key, operations, at: sealedAt } = keypad()
  const sealed = await sealText(key, { operations, password, sealedAt })
  before()
  await counter.member.password({ operations, sealed })
}

/** Five minutes go by here and at the centre. */
function lapse(): void {
  counter.core.practiceWorld.clock(counter.clock.now() + 300_001)
  counter.pass(0)
}

const stateOf = (id: OperationId) => counter.core.projection.operation(id)?.operation.state
const settled = (id: OperationId, state: string) => counter.until(() => stateOf(id) === state, state)

/** The files below a folder that hold this text. */
function whereIs(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    return entry.isFile() && readFileSync(path).includes(text) ? [path] : []
  })
}

test('a wrong one is told with what is left, the right one carries it out, and the slip names the basis', async () => {
  await asLive()
  const operationId = await waiting()
  expect(keypad()).toMatchObject({ said: null, operations: [{ operationId }] })
  expect(await counter.counter.operation({ operationId })).toMatchObject({
    password: { asked: true, forgotten: false, why: null },
    second: { memberSeen: true },
  })
  await type(digits.wrong)
  await counter.until(
    () => counter.memberView().screen.name === 'password' && keypad().said !== null,
    'the answer',
  )
  expect(keypad().said).toBe('密码不对，不着急，还可以试 4 次')
  expect(await counter.counter.operation({ operationId })).toMatchObject({
    state: 'awaiting-verification',
    withdrawal: 'at-centre',
    password: { asked: true, why: { code: 'verification.wrong', data: { left: 4 } } },
  })
  await type(digits.right)
  await settled(operationId, 'done')
  const record = counter.core.projection.operation(operationId)
  if (record === null) throw new Error('no such operation')
  const { rows, banner } = await composeSlip(counter.core, record, '李玉兰', 1)
  expect(banner).toBe('钱已转出，等家人收款')
  expect(rows).toContainEqual({
    label: '怎么确认的',
    value: '本人在对面屏输入医保码密码，中心核对过',
    small: expect.stringContaining('依据：') as string,
    big: false,
  })
  const told = JSON.stringify([counter.committed, counter.logged, counter.view(), counter.slips])
  for (const secret of Object.values(digits)) expect(told).not.toContain(secret)
})

test('forgotten: another way without a reproach, asked once more when the clerk says so, or two who saw the member agree', async () => {
  await asLive()
  const operationId = await waiting()
  const { operations } = keypad()
  await counter.member.password({ operations, sealed: null })
  expect(counter.memberView().screen).toMatchObject({ name: 'result', headline: '不用密码了，换个办法' })
  expect(await counter.counter.operation({ operationId })).toMatchObject({
    state: 'awaiting-verification',
    password: { asked: false, forgotten: true },
  })
  expect(await counter.counter.askPassword({ operationId })).toMatchObject({ password: { asked: true } })
  expect(keypad().said).toBeNull()
  await counter.member.password({ operations, sealed: null })
  const { second } = await counter.counter.operation({ operationId })
  await counter.counter.second.approve({
    items: [{ operationId, payloadHash: second?.payloadHash ?? '' }],
    ...{ clerk: 'zhoumin', password: 'lianxi2026', memberSpoken: true, memberSeen: true },
  })
  await settled(operationId, 'done')
})

test('not offered without a line, without a keypad, and to nobody else than the member; nothing but what is sealed to the centre is taken', async () => {
  await asLive()
  const operationId = await waiting()
  const { operations, key, at: sealedAt } = keypad()
  const good = { operations, password: digits.wrong, sealedAt }
  for (const sealed of [
    await sealText({ ...key, keyId: 'other' }, good),
    await sealText(key, good, { typ: 'stick' }),
    'e30..AAAA.AAAA.AAAA',
  ])
    expect(await refusedCodes(counter.member.password({ operations, sealed }))).toEqual([
      'verification.unreadable',
    ])
  const sealed = await sealText(key, good)
  const otherBytes = operations.map((one) => ({ ...one, payloadHash: 'f'.repeat(64) }))
  expect(await refusedCodes(counter.member.password({ operations: otherBytes, sealed }))).toEqual([
    'operation.same-id-other-content',
  ])
  counter.core.moment.keypad = false
  expect(await refusedCodes(counter.member.password({ operations, sealed }))).toEqual([
    'verification.no-keypad',
  ])
  expect(counter.memberView().screen.name).toBe('result')
  counter.core.moment.keypad = true
  await counter.counter.practice.line({ up: false })
  await counter.counter.syncNow({})
  await counter.until(() => counter.view().line.state === 'down', 'the cut')
  expect(await counter.counter.operation({ operationId })).toMatchObject({
    password: { asked: false, why: { code: 'verification.offline' } },
  })
  expect(await refusedCodes(counter.member.password({ operations, sealed }))).toEqual([
    'verification.offline',
  ])
  counter.core.moment.shown = []
  expect(await refusedCodes(counter.member.password({ operations, sealed }))).toEqual(['assent.stale'])
})

test('a lost answer is asked for first; a password that ran out unsent leaves it waiting for the member again', async () => {
  await asLive()
  const first = await waiting('100')
  await counter.counter.practice.centre({ fault: 'no-answer-after-work' })
  await type(digits.right)
  await settled(first, 'unknown')
  await counter.counter.practice.centre({ fault: 'none' })
  await settled(first, 'done')

  const second = await take(counter, counter.view().visit?.visitId ?? '', transferForm('50'))

  // put by before it has a number: it lapses here, and waits for the member again
  await type(digits.right)
  await counter.counter.hold({ operationId: second, held: true, caller: '女儿来电话' })
  lapse()
  expect(counter.core.projection.operation(second)?.operation).toMatchObject({
    state: 'awaiting-verification',
    dispatch: null,
    password: { state: 'gone' },
  })
})
