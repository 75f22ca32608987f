import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import path from 'node:path'
import { monotonicClock, sleep } from '../../electron/devices/clock'
import type { Step } from '../../electron/devices/testing/device-contract'
import { createWedge } from '../../renderer/counter/app/wedge'
import type { WedgeKey } from '../../renderer/counter/app/wedge'
import { defaultWedge } from '../../shared/contract/view'
import { keys, shiftEvent } from './us-keyboard'
import type { KeyPlace } from './us-keyboard'
import { createEvent, destroyEvent, inputEvent } from './uhid'

/*
 * A scanner that types: a keyboard made through /dev/uhid presses and releases its keys, this kernel's input layer makes
 * events of them with its own times, and those go to the counter's wedge as a window would hand them over.
 */

/** The boot keyboard of the HID specification: modifiers, a reserved byte, six keys. */
const keyboard = {
  ...{ vendorId: 0x0c2e, productId: 0x57fb },
  descriptor: Buffer.from(
    '05010906a101050719e029e71500250175019508810295017508810195067508150025650507190029658100c0',
    'hex',
  ),
}
let keyboards = 0
const leftShift = 0x02
/** struct input_event on 64 bits: seconds, microseconds, type, code, value. */
const eventBytes = 24
const keyEvents = 1

interface Pressed {
  readonly atMs: number
  readonly code: number
  readonly isDown: boolean
}

/** Where the kernel's events of that keyboard are read, once it has made the node. */
async function inputNode(name: string): Promise<string> {
  const inputs = '/sys/class/input'
  for (let times = 0; times < 200; times += 1) {
    for (const node of fs.readdirSync(inputs).filter((one) => one.startsWith('event'))) {
      const told = path.join(inputs, node, 'device/name')
      const file = path.join('/dev/input', node)
      if (fs.existsSync(told) && fs.existsSync(file) && fs.readFileSync(told, 'utf8').trim() === name)
        return file
    }
    await sleep(monotonicClock, 10)
  }
  throw new Error('the kernel made no keyboard of it')
}

/** Everything the kernel has of that keyboard up to now. */
function readEvents(file: number): Pressed[] {
  const into = Buffer.alloc(eventBytes * 512)
  const pressed: Pressed[] = []
  for (;;) {
    let bytes: number
    try {
      bytes = fs.readSync(file, into, 0, into.length, null)
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, 'code') === 'EAGAIN') return pressed
      throw error
    }
    for (let at = 0; at < bytes; at += eventBytes) {
      if (into.readUInt16LE(at + 16) !== keyEvents) continue
      const atMs = Number(into.readBigInt64LE(at)) * 1000 + Number(into.readBigInt64LE(at + 8)) / 1000
      pressed.push({ atMs, code: into.readUInt16LE(at + 18), isDown: into.readInt32LE(at + 20) === 1 })
    }
  }
}

/** Types on the new keyboard, one key every so many milliseconds, and gives what the kernel made of it. */
async function typed(places: readonly KeyPlace[], everyMs: number): Promise<Pressed[]> {
  const uhid = fs.openSync('/dev/uhid', fs.constants.O_RDWR | fs.constants.O_NONBLOCK)
  const name = `Test keyboard ${(keyboards += 1)}`
  fs.writeSync(uhid, createEvent({ ...keyboard, name }, 'K1'))
  try {
    const events = fs.openSync(await inputNode(name), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
    try {
      const pressed: Pressed[] = []
      for (const { usage, shifted } of places) {
        fs.writeSync(uhid, inputEvent(Uint8Array.of(shifted ? leftShift : 0, 0, usage, 0, 0, 0, 0, 0)))
        fs.writeSync(uhid, inputEvent(new Uint8Array(8)))
        // waits without giving the time to anybody else, as a scanner's own chip does
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, everyMs)
        pressed.push(...readEvents(events))
      }
      return pressed
    } finally {
      fs.closeSync(events)
    }
  } finally {
    fs.writeSync(uhid, destroyEvent())
    fs.closeSync(uhid)
  }
}

/** What the wedge makes of it: codes, bad codes, and what went into the field after all. */
function heardBy(pressed: readonly Pressed[], throughInputMethod: boolean): string[] {
  const heard: string[] = []
  let waiting: { dueAtMs: number; act: () => void } | undefined
  let nowMs = 0
  let isShifted = false
  const wedge = createWedge(
    {
      code: (text) => heard.push(`code ${text}`),
      badCode: () => heard.push('bad code'),
      noPrefix: () => heard.push('no prefix'),
    },
    {
      settings: () => defaultWedge,
      after(ms, act) {
        const mine = { dueAtMs: nowMs + ms, act }
        waiting = mine
        return () => {
          if (waiting === mine) waiting = undefined
        }
      },
      fields: {
        remember: () => null,
        restore: () => undefined,
        putBack: (_, text) => heard.push(`given back ${text}`),
      },
    },
  )
  for (const { atMs, code, isDown } of pressed) {
    nowMs = atMs
    if (waiting !== undefined && waiting.dueAtMs <= nowMs) {
      const { act } = waiting
      waiting = undefined
      act()
    }
    if (code === shiftEvent) isShifted = isDown
    const place = keys.find((one) => one.event === code)
    assert.ok(place, `the kernel told of key ${code}`)
    const key: WedgeKey = {
      code: place.code,
      key: throughInputMethod ? 'Process' : isShifted ? place.withShift : place.plain,
      ...{ shiftKey: isShifted, ctrlKey: false, altKey: false, metaKey: false },
      ...{ repeat: false, isComposing: throughInputMethod, timeStamp: atMs, target: null },
      preventDefault: () => undefined,
      stopImmediatePropagation: () => undefined,
    }
    if (isDown) wedge.down(key)
    else wedge.up(key)
  }
  return heard
}

/** Where each character of the text is on the keyboard, then Enter. */
function placesOf(text: string): KeyPlace[] {
  const places = Array.from(text, (letter) => {
    const found = keys.find(({ plain, withShift }) => plain === letter || withShift === letter)
    assert.ok(found, `no key types ${letter}`)
    return { usage: found.usage, shifted: found.plain !== letter }
  })
  return [...places, { usage: keys.find(({ code }) => code === 'Enter')?.usage ?? 0, shifted: false }]
}

const text = 'Ybm 28600013800012345678 {"k":"A/b-c_d+e=f?"} ~!@#$%^&*()[]\\|;:\'<>,.`'
const scannerEveryMs = 1
const handEveryMs = 90
/** A scan during which the machine itself stood still for longer than a scanner's pause is scanned again. */
const scans = 20
type Note = (text: string) => void

async function scanned(throughInputMethod: boolean, note: Note): Promise<string[]> {
  for (let times = 1; ; times += 1) {
    const pressed = await typed(placesOf(defaultWedge.prefix + text), scannerEveryMs)
    const downs = pressed.filter(({ isDown, code }) => isDown && code !== shiftEvent)
    const longestMs = Math.max(...downs.map(({ atMs }, at) => atMs - (downs[at - 1]?.atMs ?? atMs)))
    note(`scan ${times}: ${downs.length} keys, longest pause ${longestMs.toFixed(1)} ms by the kernel's time`)
    if (longestMs <= defaultWedge.gapMs || times === scans) return heardBy(pressed, throughInputMethod)
  }
}

/** What the counter hears of a scanner that types, and of a hand on the same keyboard. */
export const typingScanner = (note: Note): readonly Step[] => [
  ...[false, true].map((throughInputMethod): Step => ({
    name: `a scanner that types is heard${throughInputMethod ? ' through an input method' : ''}: the code is its text`,
    limitMs: 60_000,
    async run() {
      assert.deepEqual(await scanned(throughInputMethod, note), [`code ${text}`])
    },
  })),
  {
    name: 'a hand that types the same prefix and code is no scanner, and every letter held back is given back',
    async run() {
      const pressed = await typed(placesOf(`${defaultWedge.prefix}628123`), handEveryMs)
      assert.deepEqual(heardBy(pressed, false), [`given back ${defaultWedge.prefix}`])
    },
  },
]
