import { config } from 'zod'
import { portsOf } from './bridge/ports'

// The content security policy forbids making code from strings, and schemas choose their way when they are made:
// so this comes before the first schema is loaded, and the port may come before the rest of the page is there.
config({ jitless: true })
const ports = portsOf(window)

const { start } = await import('./start')
start(ports)
