// breaks: electron-two-homes
import { app } from 'electron'

export const name = app.name
