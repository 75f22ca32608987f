// breaks: central-alone
import { core } from '../electron/core/core'

export const seen = core
