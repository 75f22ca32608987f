import { join } from 'node:path'
import { MessageChannelMain } from 'electron'
import type { BrowserWindow, MessagePortMain } from 'electron'
import { z } from 'zod'
import type { Slip } from '../../shared/contract/slip'
import { files } from '../files/files'
import { failureData } from './log'
import type { Log } from './log'
import { pageUrls } from './page-files'
import type { WindowMaker } from './windows'

const printWithinMs = 20_000
const answerSchema = z.strictObject({ type: z.enum(['laid-out', 'cannot-lay-out']) })

/** Saves slips as PDF, one after the other. */
export interface SlipPrinter {
  /**
   * @param name the file's name without its ending
   * @returns the file's path below the slips folder, null when it could not be made (the log says why)
   */
  print(slip: Slip, name: string): Promise<string | null>
}

export function slipPrinter(maker: WindowMaker, slipsDir: string, log: Log): SlipPrinter {
  let last: Promise<unknown> = Promise.resolve()
  async function printNow(slip: Slip, name: string): Promise<string | null> {
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

/** A5, the page size and margins of the slip's own style sheet. */
async function pdfOf(window: BrowserWindow, slip: Slip): Promise<Uint8Array> {
  await window.loadURL(pageUrls.slip)
  await laidOut(window, slip)
  return window.webContents.printToPDF({ pageSize: 'A5', preferCSSPageSize: true, printBackground: true })
}

/** Hands the slip to its page and waits until its words and fonts stand. */
async function laidOut(window: BrowserWindow, slip: Slip): Promise<void> {
  const { port1, port2 } = new MessageChannelMain()
  const answer = firstMessage(port1)
  window.webContents.postMessage('port', null, [port2])
  port1.postMessage(slip)
  try {
    const { type } = answerSchema.parse(await answer)
    if (type !== 'laid-out') throw new Error(`The slip page answered ${type}`)
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
