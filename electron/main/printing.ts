import { join } from 'node:path'
import { MessageChannelMain } from 'electron'
import type { BrowserWindow, MessagePortMain } from 'electron'
import { z } from 'zod'
import { mostPrinters } from '../../shared/contract/slip'
import type { PrintedSlip, SystemPrinter } from '../../shared/contract/slip'
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
/** What CUPS says of a printer (RFC 8011, 5.4); other systems say nothing of the kind. */
const cupsOptionsSchema = z.looseObject({
  'printer-is-accepting-jobs': z.string().optional(),
  'printer-state': z.string().optional(),
})
const cupsStopped = '5'
const mmPerInch = 25.4
const rollWidthMm = 80
const micronsPerMm = 1000
const longestName = 200

/** Saves slips as PDF, one after the other, and puts them on paper where a printer was chosen. */
export interface SlipPrinter {
  /**
   * @param name the file's name without its ending
   * @param printer the system's name of it; null = the file is all there is
   * @returns the file's path below the slips folder, null when it could not be made or the system did not take it for the
   *   printer (the log says why)
   */
  print(slip: PrintedSlip, name: string, printer: string | null): Promise<string | null>
  /** The system's printers as they are now. */
  printers(): Promise<readonly SystemPrinter[]>
}

export function slipPrinter(maker: WindowMaker, slipsDir: string, log: Log): SlipPrinter {
  let last: Promise<unknown> = Promise.resolve()
  async function printNow(slip: PrintedSlip, name: string, printer: string | null): Promise<string | null> {
    let window: BrowserWindow | null = null
    try {
      window = maker.make('slip', { show: false, width: 800, height: 1100 })
      const { pdf, lengthMm } = await withinLimit(pdfOf(window, slip))
      const file = `${name}.pdf`
      files.makeFolder(slipsDir)
      files.writeAtomic(join(slipsDir, file), pdf)
      if (printer !== null) await withinLimit(onPaper(window, printer, lengthMm))
      return file
    } catch (failure) {
      log('error', 'main', 'print.failed', failureData(failure))
      return null
    } finally {
      window?.destroy()
    }
  }
  return {
    print(slip, name, printer) {
      const result = last.then(() => printNow(slip, name, printer))
      last = result
      return result
    },
    async printers() {
      const window = maker.make('slip', { show: false, width: 800, height: 1100 })
      try {
        const all = await withinLimit(window.webContents.getPrintersAsync())
        return all.slice(0, mostPrinters).map(({ name, displayName }) => ({
          name: name.slice(0, longestName),
          shown: (displayName === '' ? name : displayName).slice(0, longestName),
        }))
      } catch (failure) {
        log('warn', 'main', 'print.no-list', failureData(failure))
        return []
      } finally {
        window.destroy()
      }
    },
  }
}

/** Sheets have the size and margins of the slip's own style sheet; a roll is as long as what stands on it. */
async function pdfOf(
  window: BrowserWindow,
  slip: PrintedSlip,
): Promise<{ readonly pdf: Uint8Array; readonly lengthMm: number | null }> {
  await window.loadURL(pageUrls.slip)
  const lengthMm = await laidOut(window, slip)
  const { webContents } = window
  if (lengthMm === null) {
    const pdf = await webContents.printToPDF({
      pageSize: 'A5',
      preferCSSPageSize: true,
      printBackground: true,
    })
    return { pdf, lengthMm }
  }
  const pageSize = { width: rollWidthMm / mmPerInch, height: lengthMm / mmPerInch }
  const margins = { top: 0, bottom: 0, left: 0, right: 0 }
  return { pdf: await webContents.printToPDF({ pageSize, margins, printBackground: true }), lengthMm }
}

/** Hands the page that was laid out to the system's printer, without a dialog. Throws when the system does not take it. */
async function onPaper(
  { webContents }: BrowserWindow,
  printer: string,
  lengthMm: number | null,
): Promise<void> {
  const known = (await webContents.getPrintersAsync()).find(({ name }) => name === printer)
  if (known === undefined) throw new Error('The system does not have the printer')
  const options = cupsOptionsSchema.parse(known.options)
  if (options['printer-is-accepting-jobs'] === 'false' || options['printer-state'] === cupsStopped)
    throw new Error('The printer has stopped, or takes nothing')
  const isRoll = lengthMm !== null
  await new Promise<void>((resolve, reject) => {
    webContents.print(
      {
        silent: true,
        deviceName: printer,
        printBackground: true,
        // a sheet's margins stand in the style sheet, a roll has none
        margins: { marginType: isRoll ? 'none' : 'default' },
        pageSize: isRoll
          ? { width: rollWidthMm * micronsPerMm, height: Math.ceil(lengthMm * micronsPerMm) }
          : 'A5',
      },
      (taken, why) => {
        if (taken) resolve()
        else reject(new Error(`The system did not take the slip for the printer: ${why}`))
      },
    )
  })
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
