import type { OpenDialogOptions, OpenDialogReturnValue } from 'electron'
import { messages } from '../../shared/text/zh-CN'
import { failureData } from './log'
import type { Log } from './log'

/** Lets the clerk pick a file in the system's dialog. Main tells the path; core alone reads the file. */
export interface FilePicker {
  /** The path that was picked, null when nothing was. Asked again while the dialog is open, the answer is the same. */
  pick(): Promise<string | null>
}

/** Files that are asked for, by what their names end with. */
const endings = {
  paper: ['jpg', 'jpeg', 'png', 'pdf'],
  stickLabel: ['label'],
  stickAnswer: ['answer'],
} as const

/** @param show shows the dialog over the clerk's window */
export function filePicker(
  what: keyof typeof endings,
  show: (options: OpenDialogOptions) => Promise<Pick<OpenDialogReturnValue, 'canceled' | 'filePaths'>>,
  log: Log,
): FilePicker {
  const { title, filter } = messages.core.pick[what]
  const options: OpenDialogOptions = {
    title,
    properties: ['openFile'],
    filters: [{ name: filter, extensions: [...endings[what]] }],
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
