import assert from 'node:assert/strict'
import { carrierOf } from '../carriers/carriers'
import type { Endpoint } from '../endpoint'
import type { FoundReader } from '../reader-source'
import { isAnswerTo, readTextAndPhoto } from '../sam/commands'
import { takeFrames } from '../sam/frames'
import { parseReadBody, parseTextRecord } from '../sam/records'
import { createSamSession } from '../sam/session'
import { createBench } from './bench'
import { vectorBytes } from './vectors'
import { createVirtualClock } from './virtual-clock'

/* What a spoiled copy of the source must not pass; `mutants.test.ts` runs each against each mutant's own copy. */

const bodyOf = (name: string): Uint8Array => vectorBytes(name).slice(10, -1)

function checksum(): void {
  for (let at = 5; at < 15; at += 1) {
    const bent = vectorBytes('rsp_find_ok').slice()
    bent[at] = (bent[at] ?? 0) ^ 0x40
    assert.deepEqual(takeFrames(bent).payloads, [], 'a frame with a wrong checksum was taken')
  }
}

function length(): void {
  const data = bodyOf('reply_resident_f_dated')
  for (const cut of [data.subarray(0, 300), bodyOf('reply_fp_1024')])
    assert.ok(
      !isAnswerTo(readTextAndPhoto, { sw3: 0x90, data: cut }),
      'an answer of another length was taken',
    )
}

function typeLetter(): void {
  const text = vectorBytes('text_resident_f_dated').slice()
  text[248] = 0x51
  const parsed = parseTextRecord(text)
  assert.ok(!parsed.ok, 'a card with an unknown type letter was read')
}

function photo(): void {
  const parsed = parseReadBody(bodyOf('reply_resident_f_dated'))
  assert.ok(parsed.ok)
  assert.deepEqual(
    Object.keys(parsed).sort(),
    ['hasPhoto', 'ok', 'record', 'textRecord'],
    'the photo is kept',
  )
  assert.equal(parsed.textRecord.buffer.byteLength, 256, 'the photo is kept')
}

/** A find whose good answer comes 5 ms after its deadline; every later find is answered "none" in time. */
async function lateAnswer(): Promise<void> {
  const clock = createVirtualClock()
  const sent: string[] = []
  let listener: ((report: Uint8Array) => void) | undefined
  const answers: Record<string, string> = {
    '11ff': 'rsp_sam_ok',
    '2001': 'rsp_find_none',
    '2002': 'rsp_select_ok',
  }
  const number = Uint8Array.from(Buffer.from('aaaaaa966900140000900500010015d8340101000000020000007b', 'hex'))
  const endpoint: Endpoint = {
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    onError: () => undefined,
    onReport: (next) => {
      listener = next
    },
    write(report) {
      const command = Buffer.from(report).toString('hex', 8, 10)
      sent.push(command)
      const first = command === '2001' && sent.filter((one) => one === command).length === 1
      const name = first ? 'rsp_find_ok' : (answers[command] ?? 'rsp_sam_ok')
      const bytes = command === '12ff' ? number : vectorBytes(name)
      clock.setTimer(first ? 305 : 10, () => listener?.(bytes))
      return Promise.resolve()
    },
  }
  const session = createSamSession({
    ...{ endpoint, clock, rereadWithoutLift: false, findOnly: false },
    carrier: carrierOf({ kind: 'raw64', reportSize: 64, reportId: 0 }),
    onState: () => undefined,
    onSamNumber: () => undefined,
    onRead: () => undefined,
    onFoundOnly: () => undefined,
  })
  void session.run()
  await clock.advance(3_000)
  session.stop()
  assert.ok(sent.filter((one) => one === '2001').length > 1, 'find was asked')
  assert.ok(!sent.includes('2002'), 'a late answer was taken for the answer to the next command')
}

async function practiceFindsOnly(): Promise<void> {
  const real = (found: FoundReader): FoundReader => ({ ...found, simulated: false })
  const bench = createBench({
    realReadersFindOnly: true,
    around: (source) => ({ list: async () => (await source.list()).map(real) }),
  })
  bench.simulated.place('wang-xiuying')
  await bench.clock.advance(8_000)
  bench.stop()
  assert.equal(bench.reads.length, 0, 'a real card was read in practice')
}

async function swappedCard(): Promise<void> {
  const bench = createBench({ rereadWithoutLift: true })
  bench.simulated.place('unknown-type-letter')
  await bench.clock.advance(6_000)
  bench.simulated.swap('zhang-jun')
  await bench.clock.advance(6_000)
  bench.stop()
  assert.equal(bench.reads.length, 1, 'a card swapped between two finds was never read')
}

function followIndex(): void {
  const all = vectorBytes('hid_derk_reply_resident_f_dated')
  const reports: Uint8Array[] = Array.from({ length: 21 }, (_, index) =>
    all.slice(index * 64, index * 64 + 64),
  )
  const receiver = carrierOf({ kind: 'derk', reportSize: 64, reportId: 0, ack: false }).createReceiver()
  const swapped = reports.toSpliced(7, 2, reports[8] ?? all, reports[7] ?? all)
  const bytes = swapped.reduce((sum, report) => sum + receiver.take(report).length, 0)
  assert.equal(bytes, 0, 'a message with follow frames out of order was taken')
}

const all = {
  checksum,
  length,
  'type-letter': typeLetter,
  photo,
  'late-answer': lateAnswer,
  'practice-finds-only': practiceFindsOnly,
  'swapped-card': swappedCard,
  'follow-index': followIndex,
}
export type CheckName = keyof typeof all
export type Checks = Readonly<Record<CheckName, () => void | Promise<void>>>
export const checks: Checks = all
