// breaks: nothing
import { devices } from 'node-hid'

export const list = devices
