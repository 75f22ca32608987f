import { BrowserWindow } from 'electron'
import type { BrowserWindowConstructorOptions } from 'electron'
import type { Log } from './log'
import { addDeveloperKeys, guardPage } from './page-guards'
import type { Page } from './page-files'
import { differingPreferences, fixedPreferences } from './web-preferences'

/** Makes windows that all have the same fixed preferences and guards. */
export interface WindowMaker {
  /** The page's window, not yet loaded. @throws when Electron gave it other preferences */
  make(page: Page, look: Omit<BrowserWindowConstructorOptions, 'webPreferences'>): BrowserWindow
}

/** @param developing in a checkout: developer tools and keys are there */
export function windowMaker(preloadFile: string, developing: boolean, log: Log): WindowMaker {
  const preferences = fixedPreferences(developing)
  return {
    make(page, look) {
      const window = new BrowserWindow({
        ...look,
        show: false,
        webPreferences: { ...preferences, preload: preloadFile },
      })
      const wrong = differingPreferences(reportedPreferences(window), preferences)
      if (wrong.length > 0) {
        window.destroy()
        throw new Error(`The ${page} window runs with other preferences: ${wrong.join(', ')}`)
      }
      guardPage(window.webContents, log)
      if (developing) addDeveloperKeys(window.webContents)
      return window
    },
  }
}

/** Electron tells this to itself and leaves it out of its types. */
function reportedPreferences({ webContents }: BrowserWindow): unknown {
  const ask: unknown = Reflect.get(webContents, 'getLastWebPreferences')
  return typeof ask === 'function' ? Reflect.apply(ask, webContents, []) : undefined
}
