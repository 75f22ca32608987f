import type { OpenDialogOptions, OpenDialogReturnValue } from 'electron'
import { messages } from '../../shared/text/zh-CN'
import { failureData } from './log'
import type { Log } from './log'

/** Lets the clerk pick a scan or photo of a paper in the system's dialog. Main tells the path; core alone reads the file. */
export interface PaperPicker {
  /** The path that was picked, null when nothing was. Asked again while the dialog is open, the answer is the same. */
  pick(): Promise<string | null>
}

/** @param show shows the dialog over the clerk's window */
export function paperPicker(
  show: (options: OpenDialogOptions) => Promise<Pick<OpenDialogReturnValue, 'canceled' | 'filePaths'>>,
  log: Log,
): PaperPicker {
  const { title, filter } = messages.core.pickPaper
  const options: OpenDialogOptions = {
    title,
    properties: ['openFile'],
    filters: [{ name: filter, extensions: ['jpg', 'jpeg', 'png', 'pdf'] }],
  }
  let open: Promise<string | null> | null = null
  const ask = async (): Promise<string | null> => {
    try {
      const { canceled, filePaths } = await show(options)
      return canceled ? null : (filePaths[0] ?? null)
    } catch (failure) {
      log('error', 'main', 'dialog.failed', failureData(failure))
      return null
    } finally {
      open = null
    }
  }
  return {
    pick: () => (open ??= ask()),
  }
}
