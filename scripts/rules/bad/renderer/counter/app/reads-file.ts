// breaks: pages-without-node
import { readFileSync } from 'node:fs'

export const text = readFileSync('a', 'utf8')
