import type { FromCore, ToCore } from '../../shared/contract/shell'
import type { Slip, SlipPaper, SystemPrinter } from '../../shared/contract/slip'
import { anyId } from './crypto'
import type { Printer } from './ports'

/** A slip is laid out within 20 s and handed to the system within 20 more. */
const printWithinMs = 45_000

type Answer = Extract<ToCore, { type: 'printed' | 'printers' | 'picked' }>

/** What only main can do: paper, printers, the system's dialogs. Each question has its own number. */
export interface MainAsked {
  readonly printer: Printer
  /** The path somebody picked; null = nothing. People take as long as they take; when main is gone, so is core. */
  pickFile(type: 'pick-paper' | 'pick-stick-label' | 'pick-stick-answer'): Promise<string | null>
  answered(message: Answer): void
}

export function askMain(
  post: (message: FromCore) => void,
  schedule: (run: () => void, delayMs: number) => () => void,
): MainAsked {
  const printing = new Map<string, (file: string | null) => void>()
  const listing = new Map<string, (printers: readonly SystemPrinter[]) => void>()
  const picking = new Map<string, (path: string | null) => void>()

  /** The answer, or `otherwise` when none comes in time. */
  function inTime<T>(
    asked: Map<string, (answer: T) => void>,
    otherwise: T,
    ask: (requestId: string) => void,
  ): Promise<T> {
    const requestId = anyId()
    return new Promise((resolve) => {
      const giveUp = schedule(() => {
        asked.delete(requestId)
        resolve(otherwise)
      }, printWithinMs)
      asked.set(requestId, (answer) => {
        giveUp()
        resolve(answer)
      })
      ask(requestId)
    })
  }

  return {
    printer: {
      print: (name: string, slip: Slip, paper: SlipPaper, printer: string | null) =>
        inTime(printing, null, (requestId) => {
          post({ type: 'print', requestId, name, slip, paper, printer })
        }),
      list: () =>
        inTime(listing, [], (requestId) => {
          post({ type: 'list-printers', requestId })
        }),
    },
    pickFile(type) {
      const requestId = anyId()
      return new Promise((resolve) => {
        picking.set(requestId, resolve)
        post({ type, requestId })
      })
    },
    answered(message) {
      switch (message.type) {
        case 'printed':
          printing.get(message.requestId)?.(message.file)
          printing.delete(message.requestId)
          return
        case 'printers':
          listing.get(message.requestId)?.(message.printers)
          listing.delete(message.requestId)
          return
        case 'picked':
          picking.get(message.requestId)?.(message.path)
          picking.delete(message.requestId)
      }
    },
  }
}
