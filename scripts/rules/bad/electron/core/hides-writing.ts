// breaks: wallet/write-home
import fs from 'node:fs'

export const save = (text: string): void => fs.writeFileSync('a', text)
