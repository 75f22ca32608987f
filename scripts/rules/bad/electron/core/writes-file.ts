// breaks: wallet/write-home
import { writeFileSync } from 'node:fs'

export const save = (text: string): void => writeFileSync('a', text)
