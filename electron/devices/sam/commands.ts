import { encodeCommand } from './frames'
import type { Reply } from './frames'
import { statusClass } from './status'
import type { StatusClass } from './status'

/** A command that the session may send, with everything needed to know its answer. */
export interface SamCommand {
  frame: Uint8Array
  /** Counted from the first byte sent. */
  deadlineMs: number
  good: { sw3: number; dataBytes: number }
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
  good: { sw3: 0x90, dataBytes: 0 },
  bad: anyCommand,
}
export const samStatus: SamCommand = {
  frame: encodeCommand(0x11, 0xff),
  deadlineMs: 500,
  good: { sw3: 0x90, dataBytes: 0 },
  bad: anyCommand,
}
export const samNumber: SamCommand = {
  frame: encodeCommand(0x12, 0xff),
  deadlineMs: 500,
  good: { sw3: 0x90, dataBytes: 16 },
  bad: anyCommand,
}
export const findCard: SamCommand = {
  frame: encodeCommand(0x20, 0x01),
  deadlineMs: 300,
  good: { sw3: 0x9f, dataBytes: 4 },
  bad: [...anyCommand, 'idle'],
}
export const selectCard: SamCommand = {
  frame: encodeCommand(0x20, 0x02),
  deadlineMs: 500,
  good: { sw3: 0x90, dataBytes: 8 },
  bad: cardCommand,
}
/** Text and photo. Fingerprints (30 10) are never asked for at this counter. */
export const readTextAndPhoto: SamCommand = {
  frame: encodeCommand(0x30, 0x01),
  deadlineMs: 3000,
  good: { sw3: 0x90, dataBytes: 1284 },
  bad: cardCommand,
}

/** Whether this can be the answer to that command, by SW3 and length. */
export function isAnswerTo(command: SamCommand, reply: Reply): boolean {
  if (reply.sw3 === command.good.sw3) return reply.data.length === command.good.dataBytes
  return reply.data.length === 0 && command.bad.includes(statusClass(reply.sw3))
}
