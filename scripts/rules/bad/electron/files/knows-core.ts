// breaks: files-alone
import { core } from '../core/core'

export const seen = core
