// breaks: nothing
import { openSync } from 'node:fs'

export const open = (file: string): number => openSync(file, 'w')
