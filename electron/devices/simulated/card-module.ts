import type { Clock, Timer } from '../clock'
import type { SeededRandom } from './seeded-random'

/** What the module does when the card goes away while it is being read. */
export type LiftProfile = 'sw-41' | 'sw-47' | 'silence' | 'truncated'

/** What becomes of the answer to every read: its checksum wrong, cut off, or none at all. */
export type ReadFault = 'bcc' | 'truncate' | 'silence'

export interface CardModuleOptions {
  clock: Clock
  random: SeededRandom
  liftProfile: LiftProfile
  /** Finds a card again that was read and still lies there. */
  rereadWithoutLift: boolean
  /** Takes the bytes of an answer to the host. */
  send: (bytes: Uint8Array) => void
  onReadBegun: () => void
}

/** The electronics inside the simulated reader, from host bytes to answer bytes. */
export interface CardModule {
  /** One report from the host, without its report id: one command, then fill. */
  receive(report: Uint8Array): void
  powerOn(): void
  powerOff(): void
  /** A card's chip text in the field, in place of any other; undefined takes the card away. */
  setCard(chipText: Uint8Array | undefined): void
  /** The card stays but loses its contact for a moment. */
  moveCard(): void
  /** With bad power the self-test fails and nothing else is done. */
  setPowerGood(good: boolean): void
  setReadFault(fault: ReadFault | undefined): void
  /** A card is being read just now. */
  isReading(): boolean
}

type ModuleState = 'BOOT' | 'IDLE' | 'FOUND' | 'SELECTED' | 'DONE'

const preambleHex = 'aaaaaa9669'
const bootMs = 200

/** An answer as it goes over the wire. */
function answerBytes(sw1: number, sw3: number, data: Uint8Array): Buffer {
  const counted = Buffer.concat([Buffer.from([0, 0, sw1, 0, sw3]), data])
  counted.writeUInt16BE(data.length + 4, 0)
  let check = 0
  for (const byte of counted) check ^= byte
  return Buffer.concat([Buffer.from(preambleHex, 'hex'), counted, Buffer.from([check])])
}

/** The command in a report as "cmd para" in hex, or the SW3 that says what is wrong with the host's frame. */
function commandIn(report: Uint8Array): { name: string } | { wrong: number } | undefined {
  const bytes = Buffer.from(report)
  const start = bytes.indexOf(preambleHex, 0, 'hex')
  if (start < 0 || bytes.length < start + 10) return undefined
  const counted = bytes.subarray(start + 5)
  const len = counted.readUInt16BE(0)
  if (len < 3 || counted.length < 2 + len) return { wrong: 0x11 }
  let check = 0
  for (const byte of counted.subarray(0, 2 + len)) check ^= byte
  if (check !== 0) return { wrong: 0x10 }
  const name = counted.subarray(2, 4).toString('hex')
  if (len !== (name === '61ff' ? 4 : 3)) return { wrong: 0x11 }
  return { name }
}

/** BOOT → IDLE → FOUND → SELECTED → DONE → (lift) IDLE, with the delays of a real module. One command at a time. */
export function createCardModule(options: CardModuleOptions): CardModule {
  const { clock, random, liftProfile, rereadWithoutLift, send, onReadBegun } = options
  const samNumber = Buffer.alloc(16)
  samNumber.writeUInt16LE(5, 0)
  samNumber.writeUInt16LE(1, 2)
  samNumber.writeUInt32LE(20240101, 4)
  samNumber.writeUInt32LE(random.between(1, 9_999_999), 8)
  samNumber.writeUInt32LE(random.between(1, 9_999_999), 12)

  let state: ModuleState = 'BOOT'
  let powered = false
  let powerGood = true
  let card: Uint8Array | undefined
  let busy: Timer | undefined
  let reading: Buffer | undefined
  let waiting: (() => void)[] = []
  let readFault: ReadFault | undefined

  function answer(sw3: number, data: Uint8Array = new Uint8Array(0)): void {
    const sw1 = [0x31, 0x41, 0x47, 0x81].includes(sw3) ? random.between(0, 1) : 0
    send(answerBytes(sw1, sw3, data))
  }

  /** Does the work after a delay; commands that come meanwhile wait in the order they came. */
  function work(lowMs: number, highMs: number, done: () => void): void {
    busy = clock.setTimer(random.between(lowMs, highMs), () => {
      busy = undefined
      done()
      next()
    })
  }

  function next(): void {
    if (busy === undefined) waiting.shift()?.()
  }

  function find(): void {
    const done = state === 'DONE' && !rereadWithoutLift
    if (card !== undefined && !done) {
      state = 'FOUND'
      answer(0x9f, new Uint8Array(4))
    } else {
      if (card === undefined) state = 'IDLE'
      answer(0x80)
    }
  }

  function reset(): void {
    state = 'IDLE'
    answer(0x90)
  }

  function select(): void {
    if (card === undefined || state !== 'FOUND') {
      answer(0x81)
      return
    }
    state = 'SELECTED'
    answer(0x90, new Uint8Array(8))
  }

  function cutOff(whole: Buffer): Buffer {
    return whole.subarray(0, random.between(1, whole.length - 1))
  }

  function sendRead(whole: Buffer): void {
    if (readFault === 'bcc') whole.writeUInt8(whole.readUInt8(whole.length - 1) ^ 0x5a, whole.length - 1)
    if (readFault !== 'silence') send(readFault === 'truncate' ? cutOff(whole) : whole)
  }

  function read(): void {
    if (card === undefined || state !== 'SELECTED') {
      work(20, 60, () => answer(0x41))
      return
    }
    const photo = random.bytes(1024)
    const body = Buffer.concat([Buffer.from([1, 0, 4, 0]), card, photo])
    reading = answerBytes(0, 0x90, body)
    onReadBegun()
    work(400, 1200, () => {
      if (reading !== undefined) sendRead(reading)
      reading = undefined
      state = 'DONE'
    })
  }

  function breakRead(): void {
    if (reading === undefined) return
    const whole = reading
    reading = undefined
    busy?.cancel()
    work(20, 60, () => {
      if (liftProfile === 'sw-41') answer(0x41)
      if (liftProfile === 'sw-47') answer(0x47)
      if (liftProfile === 'truncated') send(cutOff(whole))
    })
  }

  /** What a good command does, and within which time. */
  const commands: ReadonlyMap<string, readonly [lowMs: number, highMs: number, done: () => void]> = new Map([
    ['10ff', [50, 150, reset]],
    ['11ff', [5, 20, () => answer(0x90)]],
    ['12ff', [5, 20, () => answer(0x90, samNumber)]],
    ['2001', [30, 120, find]],
    ['2002', [20, 80, select]],
    ['3001', [1, 1, read]],
    ['3003', [50, 200, () => answer(state === 'DONE' ? 0x91 : 0x41)]],
    ['61ff', [5, 20, () => answer(0x90)]],
  ])

  function execute(command: ReturnType<typeof commandIn>): void {
    if (command === undefined) return
    if ('wrong' in command) {
      work(2, 5, () => answer(command.wrong))
    } else if (!powerGood) {
      work(5, 20, () => answer(command.name === '11ff' ? 0x60 : 0x66))
    } else {
      work(...(commands.get(command.name) ?? [2, 5, () => answer(0x21)]))
    }
  }

  function contactLost(): void {
    if (state !== 'BOOT') state = 'IDLE'
    breakRead()
  }

  return {
    receive(report) {
      if (!powered || state === 'BOOT') return
      const command = commandIn(report)
      if (busy === undefined) execute(command)
      else waiting.push(() => execute(command))
    },
    powerOn() {
      powered = true
      busy = clock.setTimer(bootMs, () => {
        busy = undefined
        state = 'IDLE'
      })
    },
    powerOff() {
      powered = false
      state = 'BOOT'
      busy?.cancel()
      busy = undefined
      reading = undefined
      waiting = []
    },
    setCard(chipText) {
      card = chipText
      contactLost()
    },
    moveCard: contactLost,
    setPowerGood(good) {
      powerGood = good
    },
    setReadFault(fault) {
      readFault = fault
    },
    isReading: () => reading !== undefined,
  }
}
