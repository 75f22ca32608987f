import { join } from 'node:path'
import { MessageChannelMain } from 'electron'
import type { BrowserWindow, MessagePortMain } from 'electron'
import { z } from 'zod'
import type { PrintedSlip } from '../../shared/contract/slip'
import { files } from '../files/files'
import { failureData } from './log'
import type { Log } from './log'
import { pageUrls } from './page-files'
import type { WindowMaker } from './windows'

const printWithinMs = 20_000
const answerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('laid-out'),
    /** How long a roll is to be cut; null on sheets. */
    lengthMm: z.number().positive().max(5000).nullable(),
  }),
  z.strictObject({ type: z.literal('cannot-lay-out') }),
])
const mmPerInch = 25.4
const rollWidthMm = 80

/** Saves slips as PDF, one after the other. */
export interface SlipPrinter {
  /**
   * @param name the file's name without its ending
   * @returns the file's path below the slips folder, null when it could not be made (the log says why)
   */
  print(slip: PrintedSlip, name: string): Promise<string | null>
}

export function slipPrinter(maker: WindowMaker, slipsDir: string, log: Log): SlipPrinter {
  let last: Promise<unknown> = Promise.resolve()
  async function printNow(slip: PrintedSlip, name: string): Promise<string | null> {
    let window: BrowserWindow | null = null
    try {
      window = maker.make('slip', { show: false, width: 800, height: 1100 })
      const pdf = await withinLimit(pdfOf(window, slip))
      const file = `${name}.pdf`
      files.makeFolder(slipsDir)
      files.writeAtomic(join(slipsDir, file), pdf)
      return file
    } catch (failure) {
      log('error', 'main', 'print.failed', failureData(failure))
      return null
    } finally {
      window?.destroy()
    }
  }
  return {
    print(slip, name) {
      const result = last.then(() => printNow(slip, name))
      last = result
      return result
    },
  }
}

/** Sheets have the size and margins of the slip's own style sheet; a roll is as long as what stands on it. */
async function pdfOf(window: BrowserWindow, slip: PrintedSlip): Promise<Uint8Array> {
  await window.loadURL(pageUrls.slip)
  const lengthMm = await laidOut(window, slip)
  const { webContents } = window
  if (lengthMm === null)
    return webContents.printToPDF({ pageSize: 'A5', preferCSSPageSize: true, printBackground: true })
  const pageSize = { width: rollWidthMm / mmPerInch, height: lengthMm / mmPerInch }
  const margins = { top: 0, bottom: 0, left: 0, right: 0 }
  return webContents.printToPDF({ pageSize, margins, printBackground: true })
}

/** Hands the slip to its page and waits until its words and fonts stand; answers the length of a roll in mm. */
async function laidOut(window: BrowserWindow, slip: PrintedSlip): Promise<number | null> {
  const { port1, port2 } = new MessageChannelMain()
  const answer = firstMessage(port1)
  window.webContents.postMessage('port', null, [port2])
  port1.postMessage(slip)
  try {
    const said = answerSchema.parse(await answer)
    if (said.type !== 'laid-out') throw new Error(`The slip page answered ${said.type}`)
    return said.lengthMm
  } finally {
    port1.close()
  }
}

function firstMessage(port: MessagePortMain): Promise<unknown> {
  return new Promise((resolve, reject) => {
    port.once('message', ({ data }) => resolve(data))
    port.once('close', () => reject(new Error('The slip page closed its port')))
    port.start()
  })
}

function withinLimit<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The slip took too long')), printWithinMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
