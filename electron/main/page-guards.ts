import type { Session, WebContents } from 'electron'
import type { Log } from './log'
import { origin } from './page-files'

/** Refuses every permission, device, download and request beyond our own files. */
export function guardSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    log('warn', 'main', 'page.permission-refused', { permission })
    answer(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const ours = url.startsWith(`${origin}/`) || url.startsWith('devtools://')
    if (!ours) log('warn', 'main', 'page.request-refused')
    answer({ cancel: !ours })
  })
}

/** Keeps a page where it is: no navigation, no other windows, no embedded pages. */
export function guardPage(contents: WebContents, log: Log): void {
  const refuse =
    (code: string) =>
    (event: { preventDefault(): void }): void => {
      log('warn', 'main', code)
      event.preventDefault()
    }
  contents.on('will-navigate', refuse('page.navigation-refused'))
  contents.on('will-frame-navigate', refuse('page.navigation-refused'))
  contents.on('will-redirect', refuse('page.navigation-refused'))
  contents.on('will-attach-webview', refuse('page.webview-refused'))
  contents.setWindowOpenHandler(() => {
    log('warn', 'main', 'page.window-refused')
    return { action: 'deny' }
  })
}

/** In a checkout only: Ctrl+R loads the page again, Ctrl+Shift+I opens the developer tools. */
export function addDeveloperKeys(contents: WebContents): void {
  contents.on('before-input-event', (_event, { type, key, control, shift }) => {
    if (type !== 'keyDown' || !control) return
    if (key.toLowerCase() === 'r') contents.reload()
    else if (shift && key.toLowerCase() === 'i') contents.toggleDevTools()
  })
}
