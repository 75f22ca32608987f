// breaks: no-restricted-imports
import { BrowserWindow } from 'electron'

export const make = (): BrowserWindow => new BrowserWindow()
