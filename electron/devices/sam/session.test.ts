import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { raw64 } from '../carriers/raw64'
import type { Endpoint } from '../endpoint'
import { createVirtualClock } from '../testing/virtual-clock'
import type { VirtualClock } from '../testing/virtual-clock'
import { vectorBytes } from '../testing/vectors'
import { createSamSession } from './session'
import type { SessionEnd } from './asker'
import type { SamRead, SamSession } from './session'

const status = '11ff'
const number = '12ff'
const reset = '10ff'
const find = '2001'
const select = '2002'
const read = '3001'

const samNumberOk = Buffer.from('aaaaaa966900140000900500010015d8340101000000020000009d', 'hex')

/** The bytes of an answer, its checksum made here. */
function answer(sw3: number, data = ''): Buffer {
  const counted = Buffer.from(`0000000000${data}`, 'hex')
  counted.writeUInt16BE(counted.length - 1, 0)
  counted[4] = sw3
  const check = counted.reduce((sum, byte) => sum ^ byte, 0)
  return Buffer.concat([Buffer.from('aaaaaa9669', 'hex'), counted, Buffer.from([check])])
}

const good: Record<string, Buffer> = {
  [reset]: answer(0x90),
  [status]: answer(0x90),
  [number]: answer(0x90, samNumberOk.subarray(10, 26).toString('hex')),
  [find]: answer(0x80),
  [select]: answer(0x90, '0000000000000000'),
  [read]: Buffer.from(vectorBytes('reply_resident_f_dated')),
}
const cardFound = answer(0x9f, '00000000')

/** What a reader does with a command: answers after some milliseconds, or undefined for silence. */
type Script = (command: string, times: number) => { bytes: Uint8Array; afterMs?: number } | undefined

interface Stage {
  clock: VirtualClock
  session: SamSession
  /** Commands with the time they were sent at. */
  sent: [command: string, atMs: number][]
  states: string[]
  reads: SamRead[]
  ends: SessionEnd[]
  say(bytes: Uint8Array): void
  fail(): void
}

/** A session with a reader that follows a script; what the script leaves out is answered well after 10 ms. */
function play(script: Script): Stage {
  const clock = createVirtualClock()
  let listener: ((report: Uint8Array) => void) | undefined
  let failing: ((message: string) => void) | undefined
  const sent: Stage['sent'] = []
  const say = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; at += 64) {
      const report = new Uint8Array(64)
      report.set(bytes.subarray(at, at + 64))
      listener?.(report)
    }
  }
  const endpoint: Endpoint = {
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    onReport: (next) => {
      listener = next
    },
    onError: (next) => {
      failing = next
    },
    write(report) {
      expect(report).toHaveLength(65)
      expect(report[0]).toBe(0)
      const command = Buffer.from(report).toString('hex', 8, 10)
      sent.push([command, clock.nowMs()])
      const does = script(command, sent.filter(([name]) => name === command).length)
      if (does !== undefined) clock.setTimer(does.afterMs ?? 10, () => say(does.bytes))
      return Promise.resolve()
    },
  }
  const states: string[] = []
  const reads: SamRead[] = []
  const ends: SessionEnd[] = []
  const session = createSamSession({
    endpoint,
    carrier: raw64({ reportSize: 64, reportId: 0 }),
    clock,
    rereadWithoutLift: false,
    findOnly: false,
    onState: (state) => {
      const text = 'cause' in state ? `${state.name}:${state.cause}` : state.name
      if (text !== states.at(-1)) states.push(text)
    },
    onSamNumber: (seen) => states.push(`number ${seen}`),
    onRead: (one) => reads.push(one),
    onFoundOnly: () => undefined,
  })
  void session.run().then((end) => ends.push(end))
  return {
    clock,
    session,
    sent,
    states,
    reads,
    ends,
    say,
    fail: () => failing?.('could not read from HID device'),
  }
}

const well = (command: string): { bytes: Uint8Array } => ({ bytes: good[command] ?? answer(0x21) })
/** A reader that answers everything well but for these commands. */
const but =
  (special: Partial<Record<string, (times: number) => ReturnType<Script>>>): Script =>
  (command, times) => {
    const own = special[command]
    return own === undefined ? well(command) : own(times)
  }

describe('starting', () => {
  it('asks status and number, the number until two answers agree', async () => {
    const wrong = answer(0x90, '00'.repeat(16))
    const stage = play(but({ [number]: (times) => (times === 1 ? { bytes: wrong } : well(number)) }))
    await stage.clock.advance(100)
    expect(stage.sent.map(([command]) => command)).toEqual([status, number, number, number, find])
    expect(stage.states).toEqual(['starting', 'number 05.01-20240405-0000000001-0000000002', 'ready'])
  })

  it('gives a silent reader every deadline and no more: three times status, a reset, then a new opening', async () => {
    const stage = play(() => undefined)
    await stage.clock.advance(2_499)
    expect(stage.sent).toEqual([
      [status, 0],
      [status, 500],
      [status, 1000],
      [reset, 1500],
      [status, 2000],
    ])
    expect(stage.ends).toEqual([])
    await stage.clock.advance(1)
    expect(stage.ends).toEqual([{ reason: 'reopen', worked: false }])
  })

  it.each([
    [0x60, 'self-test-failed'],
    [0x66, 'device-fault'],
  ])('ends at once when the status is %d', async (sw3, cause) => {
    const stage = play(but({ [status]: () => ({ bytes: answer(sw3) }) }))
    await stage.clock.advance(1_000)
    expect(stage.ends).toEqual([{ reason: 'fault', cause }])
    expect(stage.sent).toHaveLength(1)
  })
})

describe('polling', () => {
  it('asks for a card every 300 ms', async () => {
    const stage = play(well)
    await stage.clock.advance(1_000)
    expect(stage.sent.filter(([command]) => command === find).map(([, atMs]) => atMs)).toEqual([
      30, 330, 630, 930,
    ])
  })

  it('sends a command again when the reader says our frame was wrong, then gives the reader up', async () => {
    for (const sw3 of [0x10, 0x11, 0x21]) {
      const once = play(but({ [find]: (times) => ({ bytes: times === 1 ? answer(sw3) : answer(0x80) }) }))
      await once.clock.advance(200)
      expect(once.states.at(-1)).toBe('ready')
      const always = play(but({ [find]: () => ({ bytes: answer(sw3) }) }))
      await always.clock.advance(200)
      expect(always.ends).toEqual([{ reason: 'fault', cause: 'device-fault' }])
      expect(always.sent.filter(([command]) => command === find)).toHaveLength(2)
    }
  })

  it('resets once when the reader cannot name its error, then gives it up', async () => {
    const stage = play(but({ [find]: () => ({ bytes: answer(0x24) }) }))
    await stage.clock.advance(1_000)
    expect(stage.sent.slice(-4).map(([command]) => command)).toEqual([find, reset, status, find])
    expect(stage.ends).toEqual([{ reason: 'fault', cause: 'device-fault' }])
  })

  it('opens the reader again when three finds in a row stay without an answer', async () => {
    const stage = play(but({ [find]: (times) => (times === 1 ? { bytes: answer(0x80) } : undefined) }))
    await stage.clock.advance(5_000)
    expect(stage.sent.filter(([command]) => command === find)).toHaveLength(4)
    expect(stage.ends).toEqual([{ reason: 'reopen', worked: true }])
  })

  it('ends quietly when the reader is unplugged or the session is stopped', async () => {
    const unplugged = play(well)
    await unplugged.clock.advance(100)
    unplugged.fail()
    await unplugged.clock.advance(300)
    expect(unplugged.ends).toEqual([{ reason: 'closed' }])
    const stopped = play(well)
    await stopped.clock.advance(100)
    stopped.session.stop()
    await stopped.clock.advance(0)
    expect(stopped.ends).toEqual([{ reason: 'closed' }])
  })
})

describe('a card', () => {
  it.each([
    [select, 0x31, 'card-refused'],
    [select, 0x32, 'card-refused'],
    [read, 0x33, 'card-refused'],
    [select, 0x40, 'not-an-id-card'],
  ])(
    'that fails at %s with %d shows nothing but %s, and is looked at again quietly',
    async (at, sw3, cause) => {
      const stage = play(but({ [find]: () => ({ bytes: cardFound }), [at]: () => ({ bytes: answer(sw3) }) }))
      await stage.clock.advance(20_000)
      expect(stage.reads).toHaveLength(0)
      expect(stage.states.at(-1)).toBe(`card-error:${cause}`)
      expect(stage.states.filter((state) => state === 'card-present')).toHaveLength(1)
      const tries = stage.sent.filter(([command]) => command === at).map(([, atMs]) => atMs)
      for (const [index, atMs] of tries.slice(1).entries())
        expect(atMs - (tries[index] ?? 0)).toBeGreaterThanOrEqual(2_000)
    },
  )

  it('is not blamed on a status word with non-zero SW1', async () => {
    const moved = answer(0x41)
    moved[7] = 0x01
    moved[10] = (moved[10] ?? 0) ^ 0x01
    const stage = play(but({ [find]: () => ({ bytes: cardFound }), [read]: () => ({ bytes: moved }) }))
    await stage.clock.advance(5_000)
    expect(stage.states.at(-1)).toBe('card-error:card-moved')
  })

  it('whose read stays without an answer gets 3000 ms, three tries, and then five seconds of peace', async () => {
    const stage = play(but({ [find]: () => ({ bytes: cardFound }), [read]: () => undefined }))
    await stage.clock.advance(20_000)
    const reads = stage.sent.filter(([command]) => command === read).map(([, atMs]) => atMs)
    expect(reads).toHaveLength(4)
    expect((reads[3] ?? 0) - (reads[2] ?? 0)).toBeGreaterThanOrEqual(8_000)
    const next = stage.sent.find(([command, atMs]) => command === status && atMs > (reads[0] ?? 0))
    expect(next?.[1]).toBe((reads[0] ?? 0) + 3_000)
    expect(stage.states.at(-1)).toBe('card-error:no-answer')
  })

  it('read too late is not taken for the answer to anything else', async () => {
    const stage = play(
      but({
        [find]: (times) => ({ bytes: times === 1 ? cardFound : answer(0x80) }),
        [read]: () => ({ bytes: good[read] ?? cardFound, afterMs: 3_004 }),
        // The late read comes before the status, in the order of a reader that works one command after another.
        [status]: (times) => ({ bytes: answer(0x90), afterMs: times === 1 ? 10 : 20 }),
      }),
    )
    await stage.clock.advance(10_000)
    expect(stage.reads).toHaveLength(0)
    expect(stage.states).toContain('card-error:no-answer')
    expect(stage.ends).toEqual([])
  })

  it('that answered a late find is not taken as found by the next one', async () => {
    const stage = play(
      but({
        [find]: (times) => ({
          bytes: times === 1 ? cardFound : answer(0x80),
          afterMs: times === 1 ? 305 : 10,
        }),
      }),
    )
    await stage.clock.advance(3_000)
    expect(stage.sent.some(([command]) => command === select)).toBe(false)
    expect(stage.states.at(-1)).toBe('ready')
  })
})

it('drops what comes while nothing is asked: repeated answers, the report that lay in the queue', async () => {
  const stage = play(well)
  stage.say(cardFound)
  await stage.clock.advance(100)
  stage.say(cardFound)
  stage.say(good[read] ?? cardFound)
  await stage.clock.advance(2_000)
  expect(stage.sent.some(([command]) => command === select)).toBe(false)
  expect(stage.reads).toHaveLength(0)
})

it('gives no record and no crash for any rubbish a reader may answer', async () => {
  const rubbish = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom(...Object.values(good), cardFound).chain((bytes) =>
      fc.record({ at: fc.nat(bytes.length - 1), bit: fc.nat(7) }).map(({ at, bit }) => {
        const bent = Uint8Array.from(bytes)
        bent[at] = (bent[at] ?? 0) ^ (1 << bit)
        return bent
      }),
    ),
    fc.integer({ min: 0, max: 255 }).map((sw3) => (sw3 === 0x9f ? answer(0x80) : answer(sw3))),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(rubbish, { minLength: 1, maxLength: 8 }), async (answers) => {
      let turn = 0
      // A good start, a card that is found and selected, and then rubbish to every read.
      const stage = play(
        but({
          [find]: () => ({ bytes: cardFound }),
          [read]: () => ({ bytes: answers[(turn += 1) % answers.length] ?? cardFound }),
        }),
      )
      await stage.clock.advance(15_000)
      expect(stage.reads).toHaveLength(0)
      stage.session.stop()
      await stage.clock.advance(0)
      expect(stage.ends).toHaveLength(1)
    }),
    { numRuns: 150 },
  )
})
