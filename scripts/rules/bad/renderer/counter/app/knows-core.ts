// breaks: pages-on-shared
import { core } from '../../../electron/core/core'

export const version = core
