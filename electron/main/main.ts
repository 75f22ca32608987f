import { app, dialog, Menu } from 'electron'
import { messages } from '../../shared/text/zh-CN'
import { declareScheme } from './app-protocol'
import { failureData, log } from './log'
import { openShell } from './shell'

/** Nothing can be shown or saved any more: says so and leaves. Whatever core took is on the disk. */
function leave(code: string, failure: unknown): void {
  log('error', 'main', code, failureData(failure))
  const { clerk, next } = messages.errors['internal.fault']
  dialog.showErrorBox(messages.counter.shell.product, `${clerk}\n${next}`)
  app.exit(3)
}

process.on('uncaughtException', (failure) => leave('main.crashed', failure))
process.on('unhandledRejection', (failure) => leave('main.crashed', failure))
app.enableSandbox()
declareScheme()
Menu.setApplicationMenu(null)
if (app.requestSingleInstanceLock()) {
  app.whenReady().then(
    () => openShell(leave),
    (failure: unknown) => leave('main.not-ready', failure),
  )
} else {
  // the other one comes to the front (see shell.ts)
  app.exit(0)
}
