// breaks: devices-alone
import { core } from '../core/core'

export const seen = core
