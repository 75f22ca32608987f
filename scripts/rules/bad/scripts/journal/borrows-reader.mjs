// breaks: verifier-alone
import { core } from '../../electron/core/core.ts'

export const borrowed = core
