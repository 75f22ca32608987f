// breaks: hid-one-home
import { devices } from 'node-hid'

export const list = devices
