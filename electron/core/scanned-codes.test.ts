import { readdirSync, readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeOperationNumber } from '../../shared/domain/operation-number'
import { createScannedCodes, codeLivesMs } from './scanned-codes'
import { refusedCodes, signIn } from './testing/clerk-acts'
import { makeStation, openCounter } from './testing/practice-counter'
import type { OpenCounter, TestStation } from './testing/practice-counter'

/** 医保码: sixty seconds in memory, in no file and no log (readers.md 6). */
const secret = 'YBM-9X2K-7Q4T-558201-ZZTOP'

const ends: (() => unknown)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

async function open(): Promise<{ station: TestStation; counter: OpenCounter }> {
  const station = makeStation()
  ends.push(() => {
    station.remove()
  })
  const counter = await openCounter(station, null)
  ends.push(() => {
    counter.stop()
  })
  await signIn(counter)
  return { station, counter }
}

function everyFileOf(folder: string): readonly Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)))
}

test('it is held for a minute, never shown, and then it is nowhere', async () => {
  const { station, counter } = await open()
  const scanId = randomUUID()
  await counter.counter.codeScanned({ scanId, text: secret })
  await counter.counter.codeScanned({ scanId, text: secret })
  const { scannedCode } = counter.view()
  expect(scannedCode).toEqual({
    scanId,
    kind: 'insurance-code',
    from: 'keyboard',
    characters: secret.length,
    operationNumber: null,
    until: expect.any(Number) as number,
  })
  expect((scannedCode?.until ?? 0) - counter.clock.now()).toBeLessThanOrEqual(codeLivesMs)
  expect(counter.core.codes.insuranceCode()).toBe(secret)
  for (const shown of [counter.view(), counter.memberView()])
    expect(JSON.stringify(shown)).not.toContain(secret)

  counter.pass(codeLivesMs - 1_000)
  expect(counter.core.codes.insuranceCode()).toBe(secret)
  counter.pass(1_001)
  expect(counter.view().scannedCode).toBeNull()
  expect(counter.core.codes.insuranceCode()).toBeNull()

  expect(JSON.stringify(counter.committed)).not.toContain(secret)
  expect(counter.logged.join('\n')).not.toContain(secret)
  for (const bytes of everyFileOf(station.dataDir)) expect(bytes.includes(secret)).toBe(false)
})

test('its bytes are overwritten when it goes', () => {
  let due: () => void = () => undefined
  const codes = createScannedCodes({
    now: () => 0,
    schedule: (run) => {
      due = run
      return () => undefined
    },
    changed: () => undefined,
  })
  const made: Buffer[] = []
  const from = Buffer.from.bind(Buffer)
  Buffer.from = (...args: Parameters<typeof from>) => {
    const bytes = from(...args)
    made.push(bytes)
    return bytes
  }
  try {
    codes.take(randomUUID(), secret, 'scanner')
  } finally {
    Buffer.from = from
  }
  expect(made.map(String)).toContain(secret)
  due()
  expect(made.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true)
  expect(codes.view()).toBeNull()
})

test('it goes with the one who was served and with the clerk, and one who is not signed in leaves none', async () => {
  const { counter } = await open()
  counter.lay('li-jianguo')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.codeScanned({ scanId: randomUUID(), text: secret })
  await counter.counter.endVisit({ visitId })
  expect(counter.core.codes.insuranceCode()).toBeNull()
  await counter.counter.codeScanned({ scanId: randomUUID(), text: secret })
  await counter.counter.signOut({})
  expect(counter.core.codes.insuranceCode()).toBeNull()
  const late = { scanId: randomUUID(), text: secret }
  expect(await refusedCodes(counter.counter.codeScanned(late))).toEqual(['sign-in.needed'])
  expect(counter.core.codes.view()).toBeNull()
})

test('numbers of operations are looked for, slips are named, rubbish is refused', async () => {
  const { counter } = await open()
  const number = makeOperationNumber('0000', 17)
  await counter.counter.codeScanned({ scanId: randomUUID(), text: number })
  expect(counter.view().scannedCode).toMatchObject({ kind: 'operation-number', operationNumber: number })
  const slip = { scanId: randomUUID(), text: 'eyJhbGciOiJFZERTQSJ9.eyJpZCI6MX0.c2lnbmF0dXJl' }
  await counter.counter.codeScanned(slip)
  expect(counter.view().scannedCode).toMatchObject({ kind: 'slip', operationNumber: null })
  expect(counter.core.codes.insuranceCode()).toBeNull()
  await counter.counter.dropCode({ scanId: randomUUID() })
  expect(counter.view().scannedCode).not.toBeNull()
  await counter.counter.dropCode({ scanId: slip.scanId })
  expect(counter.view().scannedCode).toBeNull()
  const rubbish = { scanId: randomUUID(), text: '医保码' }
  expect(await refusedCodes(counter.counter.codeScanned(rubbish))).toEqual(['code.malformed'])
})
