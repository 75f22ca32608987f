// One instance of the centre in a process of its own: `centre-process.mjs URL KEYFILE`.
import * as fs from 'node:fs'
import { openInstance } from './centre-instance.mjs'

const [, , url, keyFile] = process.argv
const instance = await openInstance(url, JSON.parse(fs.readFileSync(keyFile, 'utf8')))
process.stdout.write(`${instance.url}\n`)
process.on('message', () => undefined)
process.on('disconnect', () => process.exit(0))
