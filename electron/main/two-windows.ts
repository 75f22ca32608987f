import { app, dialog, ipcMain, screen } from 'electron'
import type {
  BrowserWindow,
  IpcMainEvent,
  MessagePortMain,
  OpenDialogOptions,
  OpenDialogReturnValue,
} from 'electron'
import type { Log } from './log'
import { isPage, pageUrls } from './page-files'
import { placeMember } from './placement'
import { spendRestart, untouchedBudget } from './restart-budget'
import type { Ending, Surroundings } from './supervise'
import type { WindowMaker } from './windows'

export type WindowName = 'counter' | 'member'

export interface TwoWindowsEvents {
  /** The page is loaded and listens; it has no port. */
  loaded(name: WindowName): void
  /** The page is being loaded anew, or its process died: its port is dead. */
  gone(name: WindowName): void
  /** The counter window showed something for the first time. */
  painted(): void
  /** Somebody pressed 再试. */
  coreAgain(): void
  /** A page died more often than it may. */
  hopeless(name: WindowName): void
}

/** The clerk's and the member's window. They live as long as the app. */
export interface TwoWindows {
  /** Hands the port to the window's page; closes it when that is not our page. */
  give(name: WindowName, port: MessagePortMain): void
  /** Tells a page, or both, what became of core. */
  tell(state: Ending, name?: WindowName): void
  /** Brings the clerk's window to the front. */
  show(): void
  /** The system's own dialog for files, over the clerk's window. */
  ask(options: OpenDialogOptions): Promise<OpenDialogReturnValue>
}

export function openTwoWindows(
  maker: WindowMaker,
  titles: Readonly<Record<WindowName, string>>,
  events: TwoWindowsEvents,
  surroundings: Surroundings,
): TwoWindows {
  const { log } = surroundings
  const counter = maker.make('counter', sized(titles.counter, 1366, 768))
  const member = maker.make('member', sized(titles.member, 1024, 600))
  const windows: Readonly<Record<WindowName, BrowserWindow>> = { counter, member }

  counter.once('ready-to-show', () => {
    counter.show()
    events.painted()
  })
  member.once('ready-to-show', () => member.showInactive())
  keepPlaced(member, counter)
  closeTogether(member, counter)
  ipcMain.on('core-again', (event) => {
    if (isFrom(event, counter, 'counter')) events.coreAgain()
    else log('warn', 'main', 'page.message-refused')
  })
  for (const name of ['counter', 'member'] as const) {
    follow(windows[name], name, events, surroundings)
    load(windows[name], name, log)
  }

  return {
    give(name, port) {
      const { webContents } = windows[name]
      if (!webContents.isDestroyed() && isPage(webContents.mainFrame.url, name)) {
        webContents.postMessage('port', null, [port])
      } else {
        port.close()
      }
    },
    tell(state, name) {
      for (const window of name === undefined ? [counter, member] : [windows[name]]) {
        if (!window.isDestroyed()) window.webContents.send('core-state', state)
      }
    },
    show() {
      if (counter.isMinimized()) counter.restore()
      counter.focus()
    },
    ask: (options) => dialog.showOpenDialog(counter, options),
  }
}

function sized(title: string, width: number, height: number): Parameters<WindowMaker['make']>[1] {
  return { title, width, height, minWidth: width, minHeight: height }
}

/** A message of our own page's main frame. */
function isFrom({ sender, senderFrame }: IpcMainEvent, window: BrowserWindow, page: WindowName): boolean {
  if (window.isDestroyed() || sender !== window.webContents || senderFrame === null) return false
  return senderFrame === window.webContents.mainFrame && isPage(senderFrame.url, page)
}

function load(window: BrowserWindow, name: WindowName, log: Log): void {
  window.loadURL(pageUrls[name]).catch(() => log('error', 'main', 'page.not-loaded', { page: name }))
}

/** Says when the page comes and goes, and loads it again when its process died or it got somewhere else. */
function follow(
  window: BrowserWindow,
  name: WindowName,
  events: TwoWindowsEvents,
  { log, nowMs }: Pick<Surroundings, 'log' | 'nowMs'>,
): void {
  const { webContents } = window
  let budget = untouchedBudget
  const loadAgain = (): void => {
    const left = spendRestart(budget, nowMs())
    if (left === null) {
      events.hopeless(name)
      return
    }
    budget = left
    load(window, name, log)
  }
  window.on('page-title-updated', (event) => event.preventDefault())
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) events.gone(name)
  })
  webContents.on('dom-ready', () => {
    if (isPage(webContents.mainFrame.url, name)) {
      events.loaded(name)
      return
    }
    // `about:` addresses are not asked for beforehand (see page-guards.ts)
    log('warn', 'main', 'page.strayed', { page: name })
    loadAgain()
  })
  webContents.on('render-process-gone', (_event, { reason }) => {
    events.gone(name)
    if (reason === 'clean-exit' || window.isDestroyed()) return
    log('error', 'main', 'page.died', { page: name, reason })
    loadAgain()
  })
}

/** The clerk's window ends the app; the member's stays as long as it is there. */
function closeTogether(member: BrowserWindow, counter: BrowserWindow): void {
  let quitting = false
  app.once('before-quit', () => (quitting = true))
  member.on('close', (event) => {
    if (!quitting) event.preventDefault()
  })
  counter.once('closed', () => app.quit())
}

/** Puts the member window where it belongs, now and whenever a display comes or goes. */
function keepPlaced(member: BrowserWindow, counter: BrowserWindow): void {
  const place = (): void => {
    if (member.isDestroyed() || counter.isDestroyed()) return
    const here = screen.getDisplayMatching(counter.getBounds()).id
    const { bounds, fullScreen } = placeMember(screen.getAllDisplays(), here)
    member.setFullScreen(false)
    member.setBounds(bounds)
    member.setFullScreen(fullScreen)
  }
  place()
  screen.on('display-added', place)
  screen.on('display-removed', place)
}
