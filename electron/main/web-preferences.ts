import type { WebPreferences } from 'electron'

/** Decided elsewhere: the preload's place, and nothing but the default session; the last is going away, off. */
type Elsewhere = 'preload' | 'session' | 'partition' | 'enableDeprecatedPaste'

/**
 * Every preference Electron knows, written out: none is left to a default that another version may change. A new
 * one in Electron's types does not compile until it is decided here.
 */
export type FixedPreferences = Required<Omit<WebPreferences, Elsewhere>>

/** @param devTools only in a checkout */
export function fixedPreferences(devTools: boolean): FixedPreferences {
  return {
    // what a page can reach
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    experimentalFeatures: false,
    enableBlinkFeatures: '',
    disableBlinkFeatures: '',
    enableWebSQL: false,
    plugins: false,
    webgl: false,
    additionalArguments: [],
    devTools,
    // what a page can do to its window
    navigateOnDragDrop: false,
    disableDialogs: true,
    safeDialogs: false,
    safeDialogsMessage: '',
    disableHtmlFullscreenWindowResize: true,
    // the member window must not fall asleep, and both answer at once
    backgroundThrottling: false,
    disableWakeLocks: false,
    // how it looks
    javascript: true,
    images: true,
    imageAnimationPolicy: 'animate',
    // the member window speaks without having been touched
    autoplayPolicy: 'no-user-gesture-required',
    accessibleTitle: '',
    defaultEncoding: 'UTF-8',
    defaultFontFamily: {},
    defaultFontSize: 16,
    defaultMonospaceFontSize: 13,
    minimumFontSize: 0,
    enablePreferredSizeMode: false,
    focusOnNavigation: true,
    offscreen: false,
    scrollBounce: false,
    spellcheck: false,
    textAreasAreResizable: true,
    transparent: false,
    v8CacheOptions: 'code',
    zoomFactor: 1,
    zoomMode: 'default',
  }
}

/** Without these in Electron's answer nothing would have been checked. */
const mustBeReported = [
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'webSecurity',
  'webviewTag',
] as const

/**
 * Compares what Electron says a page runs with against what was asked for.
 * @param reported Electron's answer; it tells of some preferences only
 * @returns the names of those that differ or are missing
 */
export function differingPreferences(reported: unknown, asked: FixedPreferences): string[] {
  const found = new Map<string, unknown>(
    typeof reported === 'object' && reported !== null ? Object.entries(reported) : [],
  )
  const missing = mustBeReported.filter((name) => !found.has(name))
  const different = Object.entries(asked).filter(
    ([name, value]) => found.has(name) && found.get(name) !== value,
  )
  return [...missing, ...different.map(([name]) => name)]
}
