import { encodeCommand } from './frames'
import type { Reply } from './frames'
import { statusClass } from './status'
import type { StatusClass } from './status'

/** A command that the session may send, with everything needed to know its answer. */
export interface SamCommand {
  frame: Uint8Array
  /** Counted from the first byte sent. */
  deadlineMs: number
  /** The good answers: SW3 and how many bytes follow it. */
  good: readonly { sw3: number; dataBytes: readonly number[] }[]
  /** The bad answers this command can get. Answers have no number: anything else is a late answer to another one. */
  bad: readonly StatusClass[]
}

const anyCommand: readonly StatusClass[] = [
  'our-frame-wrong',
  'needs-reset',
  'self-test-failed',
  'device-fault',
]
const cardCommand: readonly StatusClass[] = [...anyCommand, 'card-refused', 'not-an-id-card', 'card-moved']

export const resetSam: SamCommand = {
  frame: encodeCommand(0x10, 0xff),
  deadlineMs: 500,
  good: [{ sw3: 0x90, dataBytes: [0] }],
  bad: anyCommand,
}
export const samStatus: SamCommand = {
  frame: encodeCommand(0x11, 0xff),
  deadlineMs: 500,
  good: [{ sw3: 0x90, dataBytes: [0] }],
  bad: anyCommand,
}
export const samNumber: SamCommand = {
  frame: encodeCommand(0x12, 0xff),
  deadlineMs: 500,
  good: [{ sw3: 0x90, dataBytes: [16] }],
  bad: anyCommand,
}
export const findCard: SamCommand = {
  frame: encodeCommand(0x20, 0x01),
  deadlineMs: 300,
  good: [{ sw3: 0x9f, dataBytes: [4] }],
  bad: [...anyCommand, 'idle'],
}
export const selectCard: SamCommand = {
  frame: encodeCommand(0x20, 0x02),
  deadlineMs: 500,
  good: [{ sw3: 0x90, dataBytes: [8] }],
  bad: cardCommand,
}
/** Text and photo. Fingerprints (30 10) are never asked for at this counter. */
export const readTextAndPhoto: SamCommand = {
  frame: encodeCommand(0x30, 0x01),
  deadlineMs: 3000,
  good: [{ sw3: 0x90, dataBytes: [1284] }],
  bad: cardCommand,
}

/** Text, photo and fingerprints of a card that has them: parsed when a reader tells it, never asked for here. */
export const readWithFingerprints: SamCommand = {
  frame: encodeCommand(0x30, 0x10),
  deadlineMs: 3000,
  good: [{ sw3: 0x90, dataBytes: [1286, 1798, 2310] }],
  bad: cardCommand,
}
/** The address that was added to the chip last; 91 when none was. */
export const readNewestAddress: SamCommand = {
  frame: encodeCommand(0x30, 0x03),
  deadlineMs: 2000,
  good: [
    { sw3: 0x90, dataBytes: [70] },
    { sw3: 0x91, dataBytes: [0] },
  ],
  bad: cardCommand,
}
/** A vendor's setting: the most bytes of one frame between reader and card. */
export const setRadioFrameBytes = (bytes: number): SamCommand => ({
  frame: encodeCommand(0x61, 0xff, Uint8Array.of(bytes)),
  deadlineMs: 500,
  good: [{ sw3: 0x90, dataBytes: [0] }],
  bad: anyCommand,
})

/** Whether this can be the answer to that command, by SW3 and length. */
export function isAnswerTo(command: SamCommand, reply: Reply): boolean {
  const good = command.good.find(({ sw3 }) => sw3 === reply.sw3)
  if (good !== undefined) return good.dataBytes.includes(reply.data.length)
  return reply.data.length === 0 && command.bad.includes(statusClass(reply.sw3))
}
