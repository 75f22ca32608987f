// breaks: main-is-shell
import { core } from '../core/core'

export const started = core
